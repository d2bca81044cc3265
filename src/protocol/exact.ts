import { randomBytes } from 'node:crypto';
import { skipString } from './scan.ts';

/**
 * A number that a JavaScript number would change: an integer beyond 2^53, a decimal of many digits, 1e400. It keeps
 * the text it came in, and `stringify` writes that text again.
 */
export class ExactNumber {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }

  get isInteger(): boolean {
    return /^-?\d+$/.test(this.text);
  }

  toString(): string {
    return this.text;
  }

  toJSON(): string {
    return MARK + this.text;
  }
}

/** Unguessable, so that no record can hold a string that would be taken for an exact number. */
const MARK = `#${randomBytes(12).toString('hex')}#`;
const MARKED = new RegExp(`"${MARK}([^"]*)"`, 'g');
const NUMBER = /^-?(\d+)(?:\.(\d+))?(?:[eE][+-]?\d+)?$/;

/**
 * Whether the text may hold a number that needs care: a run of 16 digits or more. Such a run covers one of every 16
 * places, and reaches eight places further on one side of it at least: few places need a closer look.
 */
export function hasLongNumber(text: string): boolean {
  for (let at = 8; at < text.length; at += 16) {
    if (!isDigit(text.charCodeAt(at))) continue;
    if (!isDigit(text.charCodeAt(at - 8)) && !isDigit(text.charCodeAt(at + 8))) continue;
    let start = at;
    while (start > 0 && isDigit(text.charCodeAt(start - 1))) start--;
    let end = at + 1;
    while (isDigit(text.charCodeAt(end))) end++;
    if (end - start >= 16) return true;
  }
  return false;
}

/** Whether the text may hold a number too large for a JavaScript number, such as 1e400. */
export function hasLargeExponent(text: string): boolean {
  return /\d[eE][+-]?\d{3}/.test(text);
}

/** JSON.parse, but numbers that would not survive it become ExactNumber. Slow; for texts that may hold such numbers. */
export function parseExact(text: string): unknown {
  let marked = '';
  let copied = 0;
  for (let at = 0; at < text.length; ) {
    const code = text.charCodeAt(at);
    if (code === 0x22) {
      at = skipString(text, at);
    } else if (isDigit(code) || code === 0x2d) {
      let end = at + 1;
      while (isNumberPart(text.charCodeAt(end))) end++;
      const number = text.slice(at, end);
      if (!survives(number)) {
        marked += `${text.slice(copied, at)}"${MARK}${number}"`;
        copied = end;
      }
      at = end;
    } else at++;
  }
  if (copied === 0) return JSON.parse(text);
  return JSON.parse(marked + text.slice(copied), (_key, value: unknown) =>
    typeof value === 'string' && value.startsWith(MARK) ? new ExactNumber(value.slice(MARK.length)) : value,
  );
}

/** What JSON.stringify has to look at and then writes as it is. */
const PLAIN = /^[ !#-[\]-\u007e]*$/;

/** JSON.stringify for values of a row, in which long numbers are ExactNumbers: every digit is written. Costs little more where there are none. */
export function stringifyExact(value: unknown): string {
  if (typeof value === 'string' && PLAIN.test(value)) return `"${value}"`;
  const text = JSON.stringify(value);
  return text.includes(MARK) ? text.replace(MARKED, '$1') : text;
}

/** Whether a JavaScript number carries the value of this text: every digit of an integer, 15 digits of a decimal. */
function survives(text: string): boolean {
  const parts = NUMBER.exec(text);
  if (!parts) return true; // not a number after all; JSON.parse says so
  const value = Number(text);
  if (!Number.isFinite(value)) return false;
  if (parts[2] === undefined && /^-?\d+$/.test(text)) return Number.isSafeInteger(value);
  const digits = (parts[1]! + (parts[2] ?? '')).replace(/^0+/, '').replace(/0+$/, '');
  if (value === 0) return digits === '';
  return digits.length <= 15 || String(value) === text;
}

function isDigit(code: number): boolean {
  return code >= 0x30 && code <= 0x39;
}

function isNumberPart(code: number): boolean {
  return isDigit(code) || code === 0x2e || code === 0x65 || code === 0x45 || code === 0x2b || code === 0x2d;
}
