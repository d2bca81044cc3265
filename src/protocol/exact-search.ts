import { isCarried } from '../define/number-text.ts';
import { isDigit } from './is-digit.ts';
import { endsScalar } from './scan.ts';

/** Test of the number between `start` and `end` (exclusive) of a text. */
type NumberTest = (text: string, start: number, end: number) => boolean;

/**
 * Whether the JSON of an object or a list may contain a number that JavaScript would write in another way, so that `parseExact`
 * has to read it. Never false if there is one. May be true because of digits in a string.
 */
export function mayHoldExact(text: string): boolean {
  return hasNumber(text, isWrittenOtherwise);
}

/**
 * Whether the JSON of an object or a list may contain a number whose value JavaScript would change. Never false if there is one.
 */
export function mayBeRounded(text: string): boolean {
  return hasNumber(text, isRounded);
}

/** Tests numbers after a colon and, in a list, after a bracket or a comma: JSON has numbers nowhere else. */
function hasNumber(text: string, test: NumberTest): boolean {
  if (follows(text, ':', test)) return true;
  return text.includes('[') && (follows(text, '[', test) || follows(text, ',', test));
}

function follows(text: string, before: string, test: NumberTest): boolean {
  for (let at = text.indexOf(before); at !== -1; at = text.indexOf(before, at + 1)) {
    let first = at + 1;
    let code = text.charCodeAt(first);
    while (code <= BLANK) code = text.charCodeAt(++first);
    const start = first;
    if (code === MINUS) code = text.charCodeAt(++first);
    if (!isDigit(code)) continue;
    let last = code;
    let hasPoint = false;
    let end = first + 1;
    for (code = text.charCodeAt(end); isDigit(code) || code === POINT; code = text.charCodeAt(++end)) {
      if (code === POINT) hasPoint = true;
      last = code;
    }
    // Most numbers end the test here.
    const endsWithZero = last === ZERO && (hasPoint || first > start);
    const isSuspect = endsWithZero || end - first > SAFE_LENGTH || code === SMALL_E || code === LARGE_E;
    if (!isSuspect && !(hasPoint && text.startsWith('0.000000', first))) continue;
    end = numberEnd(text, start);
    if (endsScalar(text.charCodeAt(end)) && test(text, start, end)) return true;
  }
  return false;
}

/** Returns the index after the number that begins at `start`. */
export function numberEnd(text: string, start: number): number {
  let end = start + 1;
  while (isNumberPart(text.charCodeAt(end))) end++;
  return end;
}

/** Whether JavaScript would write the number in another way, or with another value. */
export function isWrittenOtherwise(text: string, start: number, end: number): boolean {
  const first = text.charCodeAt(start) === MINUS ? start + 1 : start;
  let point = -1;
  for (let at = first; at < end; at++) {
    const code = text.charCodeAt(at);
    if (isDigit(code)) continue;
    if (code !== POINT) return isOther(text.slice(start, end)); // The number has an exponent.
    point = at;
  }
  if (end - first > SAFE_LENGTH) return isOther(text.slice(start, end));
  // JavaScript writes -0 as 0, and a number below 0.000001 with an exponent.
  const isZero = text.charCodeAt(first) === ZERO;
  if (isZero && (point === -1 ? first > start : text.startsWith('000000', point + 1))) return true;
  return point !== -1 && text.charCodeAt(end - 1) === ZERO;
}

const isOther = (number: string): boolean => String(Number(number)) !== number;

const isRounded: NumberTest = (text, start, end) => !isCarried(text.slice(start, end));

const BLANK = 0x20;
const MINUS = 0x2d;
const POINT = 0x2e;
const ZERO = 0x30;
const LARGE_E = 0x45;
const SMALL_E = 0x65;
/** Characters up to which JavaScript keeps the value of every number: 15 digits, or 14 and a point. */
const SAFE_LENGTH = 15;

/** A digit, a point, a sign, or the letter of an exponent. */
function isNumberPart(code: number): boolean {
  return (
    isDigit(code) || code === POINT || code === MINUS || code === 0x2b || code === SMALL_E || code === LARGE_E
  );
}
