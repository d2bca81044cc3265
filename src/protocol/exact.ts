import { randomBytes } from 'node:crypto';
import { brand, shared } from '../copies.ts';
import { isDigit } from './is-digit.ts';
import { skipString } from './scan.ts';

/**
 * A number of a record that a JavaScript number would round: an integer beyond 2^53, a decimal of many digits, 1e400. It
 * keeps the digits of the source, and `stringifyExact` writes them.
 *
 * `String(value)` gives the digits. `Number(value)` gives the nearest JavaScript number, and so do comparisons and
 * arithmetic; `numberOf` takes both kinds of numbers.
 */
export class ExactNumber {
  /** As the source wrote it: a number of JSON. */
  readonly text: string;

  static {
    brand(ExactNumber, 'ExactNumber');
  }

  constructor(text: string) {
    this.text = text;
  }

  /** The digits of the source. */
  toString(): string {
    return this.text;
  }

  /** The nearest JavaScript number; infinite where the number is larger than all of them. */
  valueOf(): number {
    return Number(this.text);
  }

  /** A mark that `stringifyExact` replaces by the digits. */
  toJSON(): string {
    return MARK + this.text;
  }
}

/** The nearest JavaScript number of a number or an ExactNumber; undefined for values of other types. */
export function numberOf(value: unknown): number | undefined {
  if (typeof value === 'number') return value;
  return value instanceof ExactNumber ? value.valueOf() : undefined;
}

/** Unguessable, so that no record can hold a string that would be taken for an exact number. */
const MARK = shared('exact-number-mark', () => `#${randomBytes(12).toString('hex')}#`);
const MARKED = new RegExp(`"${MARK}([^"]*)"`, 'g');
const NUMBER = /^-?(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d+))?$/;

/**
 * Whether a JSON text may hold a number that a JavaScript number would round, as a number or in a text, or hides digits in
 * escapes. Never false where there is one.
 */
export function mayHoldExact(text: string): boolean {
  return hasLongNumber(text) || hasLargeExponent(text) || text.includes('\\u00');
}

/**
 * Whether the text may hold a number of 16 digits or more that would be rounded: digits, with points among them. Such a run
 * covers one of every 16 places, and reaches eight places further on one side of it at least: few places need a closer look.
 */
export function hasLongNumber(text: string): boolean {
  // Stryker disable next-line EqualityOperator: there is no digit behind the end
  for (let at = 8; at < text.length; at += 16) {
    // Stryker disable next-line ConditionalExpression: only saves the exact check
    if (!isDigitOrPoint(text.charCodeAt(at))) continue;
    // Stryker disable next-line ConditionalExpression: only saves the exact check
    if (!isDigitOrPoint(text.charCodeAt(at - 8)) && !isDigitOrPoint(text.charCodeAt(at + 8))) continue;
    let start = at;
    while (isDigitOrPoint(text.charCodeAt(start - 1))) start--;
    let end = start;
    let digits = 0;
    for (let code = text.charCodeAt(end); isDigitOrPoint(code); code = text.charCodeAt(++end))
      if (code !== POINT) digits++;
    if (digits >= 16 && isRounded(text, start, end)) return true;
    // No place is looked at twice, however long the run is.
    at = ((end + 8) & ~15) - 8;
  }
  return false;
}

/** Whether the number that begins with these digits would be rounded, or is none, such as `.5` in a text. */
function isRounded(text: string, start: number, end: number): boolean {
  EXPONENT.lastIndex = end;
  const number = EXPONENT.test(text) ? text.slice(start, EXPONENT.lastIndex) : text.slice(start, end);
  const value = Number(number);
  // Stryker disable next-line ConditionalExpression: only saves the exact check
  if (!Number.isInteger(value) && String(value) === number) return false; // most that sources send
  return !NUMBER.test(number) || !survives(number);
}

const EXPONENT = /[eE][+-]?\d+/y;

/** Whether the text may hold a number too large or too small for a JavaScript number, such as 1e400. */
export function hasLargeExponent(text: string): boolean {
  return /\d[eE][+-]?\d{3}/.test(text);
}

/**
 * JSON.parse, but numbers that would be rounded become ExactNumbers. Slow; for texts that may hold such numbers. `plain` is
 * what JSON.parse made of the text, and is returned where it holds no such number.
 */
export function parseExact(text: string, plain?: unknown): unknown {
  let marked = '';
  let copied = 0;
  // Stryker disable next-line EqualityOperator: there is no number behind the end
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
  if (copied === 0) return plain === undefined ? JSON.parse(text) : plain;
  return JSON.parse(marked + text.slice(copied), (_key, value: unknown) =>
    typeof value === 'string' && value.startsWith(MARK) ? new ExactNumber(value.slice(MARK.length)) : value,
  );
}

/** What JSON.stringify has to look at and then writes as it is. */
const PLAIN = /^[ !#-[\]-\u007e]*$/;

/** JSON.stringify for values of a row, in which long numbers are ExactNumbers: every digit is written. Costs little more where there are none. */
export function stringifyExact(value: unknown): string {
  // Stryker disable next-line ConditionalExpression,StringLiteral: JSON.stringify writes the same text
  if (typeof value === 'string' && PLAIN.test(value)) return `"${value}"`;
  const text = JSON.stringify(value);
  return text.includes(MARK) ? text.replace(MARKED, '$1') : text;
}

/** The number of a JSON number's text: an ExactNumber where a JavaScript number would be rounded. */
export function exactNumber(text: string): number | ExactNumber {
  return survives(text) ? Number(text) : new ExactNumber(text);
}

/** The value with the nearest JavaScript numbers in the places of its ExactNumbers; the very same value where it holds none. */
export function withPlainNumbers(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (value instanceof ExactNumber) return value.valueOf();
  if (Array.isArray(value)) {
    const list = value.map(withPlainNumbers);
    return list.every((each, index) => each === value[index]) ? value : list;
  }
  const entries = Object.entries(value).map(([name, each]) => [name, each, withPlainNumbers(each)] as const);
  if (entries.every(([, before, after]) => before === after)) return value;
  return Object.fromEntries(entries.map(([name, , after]) => [name, after]));
}

/**
 * Whether a JavaScript number has the value of this text, so that it may be written again from it. Ids are made of the texts of
 * the others: the rule can't be changed without changing ids, which is why a number of 17 digits has to be written as it came.
 */
function survives(text: string): boolean {
  const parts = NUMBER.exec(text);
  if (!parts) return true; // not a number after all; JSON.parse says so
  const [, whole, fraction, exponent] = parts as unknown as [string, string, string?, string?];
  const value = Number(text);
  if (fraction === undefined && exponent === undefined) return Number.isSafeInteger(value);
  if (!Number.isFinite(value)) return false;
  const written = String(value);
  if (written === text) return true;
  const digits = significant(whole + (fraction ?? ''));
  if (value === 0) return digits === '';
  return digits.length <= 16 && sameDecimal(written, text);
}

/** Whether two texts of numbers other than 0 have the same value and sign. */
function sameDecimal(one: string, other: string): boolean {
  return normalised(one) === normalised(other);
}

function normalised(text: string): string {
  const [, whole, fraction = '', exponent = 0] = NUMBER.exec(text) as unknown as [
    string,
    string,
    string?,
    string?,
  ];
  const all = whole + fraction;
  let first = 0;
  while (all[first] === '0') first++;
  return `${significant(all)}e${Number(exponent) + whole.length - first}`;
}

/** Digits without the zeros around them. */
function significant(digits: string): string {
  let start = 0;
  while (digits[start] === '0') start++;
  let end = digits.length;
  while (digits[end - 1] === '0') end--;
  return digits.slice(start, end);
}

const POINT = 0x2e;

function isDigitOrPoint(code: number): boolean {
  return isDigit(code) || code === POINT;
}

function isNumberPart(code: number): boolean {
  return isDigit(code) || code === POINT || code === 0x65 || code === 0x45 || code === 0x2b || code === 0x2d;
}
