import { randomInt } from 'node:crypto';
import { ExactNumber } from '../../protocol/exact.ts';
import { parseExact } from '../../protocol/parse-exact.ts';
import { type Member, members } from '../../protocol/scan.ts';

/** Where a value stands in the text of its record. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/**
 * The places of an object's values in its text, those of inner objects among them, in order. Undefined where the keys of
 * an object are not all plain and different.
 */
export function scalarSpans(text: string, from = 0): readonly Span[] | undefined {
  const list = members(text, from);
  if (!arePlain(text, list)) return undefined;
  const found: Span[] = [];
  for (const { valueStart, valueEnd } of list) {
    if (!text.startsWith('{', valueStart)) {
      found.push({ start: valueStart, end: valueEnd });
      continue;
    }
    const inner = scalarSpans(text, valueStart);
    if (!inner) return undefined;
    for (const span of inner) found.push(span);
  }
  return found;
}

/** Whether keys are written as they are and differ. `__proto__` is none that JavaScript treats like others. */
export function arePlain(text: string, list: readonly Member[]): boolean {
  const isPlain = ({ key, start, valueStart }: Member): boolean =>
    key !== '__proto__' && !text.slice(start, valueStart).includes('\\');
  return list.every(isPlain) && new Set(list.map(({ key }) => key)).size === list.length;
}

/**
 * A number that stands for something else. Its digits can't be guessed, so that no text holds them by chance, and are more
 * than JavaScript can carry, so that all that handles records takes it for an exact number and hands it on as it is.
 */
const DIGITS = Array.from({ length: 30 }, () => randomInt(1, 10)).join('');

export function placeholder(index: number): ExactNumber {
  return new ExactNumber(DIGITS + String(index).padStart(4, '0'));
}

/** What a value stands for if it is such a number, also one that became a text. */
export function placeholderIndex(value: unknown): number | undefined {
  const text = value instanceof ExactNumber ? value.text : value;
  return typeof text === 'string' && text.startsWith(DIGITS) ? Number(text.slice(DIGITS.length)) : undefined;
}

/** The record of a text, with signs in these places. */
export function withPlaceholders(text: string, spans: readonly Span[]): Readonly<Record<string, unknown>> {
  let drawn = '';
  let at = 0;
  for (const [index, { start, end }] of spans.entries()) {
    drawn += text.slice(at, start) + placeholder(index).text;
    at = end;
  }
  return parseExact(drawn + text.slice(at)) as Readonly<Record<string, unknown>>;
}

/** A text with signs in it: `texts[i]` stands before the sign `signs[i]`, and `end` after the last. */
export interface PlaceholderText {
  readonly texts: readonly string[];
  readonly signs: readonly number[];
  readonly end: string;
}

export function splitAtPlaceholders(text: string): PlaceholderText {
  const parts = text.split(new RegExp(`"?${DIGITS}(\\d{4})"?`));
  return {
    texts: parts.filter((_, at) => at % 2 === 0).slice(0, -1),
    signs: parts.filter((_, at) => at % 2 === 1).map(Number),
    end: parts.at(-1)!,
  };
}

/** The text with values in the places of its signs. */
export function compose({ texts, signs, end }: PlaceholderText, values: readonly string[]): string {
  let text = '';
  for (let at = 0; at < texts.length; at++) text += texts[at]! + values[signs[at]!]!;
  return text + end;
}
