import { randomInt } from 'node:crypto';
import { ExactNumber } from '../../define/exact-number.ts';
import { parseExact } from '../../protocol/parse-exact.ts';
import { type Member, members } from '../../protocol/scan.ts';

/** Position of a value in the text of its record. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** Maximum levels of objects: each level is read once more than the one around it, and 2,500 take a third of a second. */
const MAX_LEVELS = 50;

/**
 * Returns the positions of an object's values in its text, including those of inner objects, in order. Undefined unless the keys
 * of each object are unescaped and distinct, or with more than 50 levels.
 */
export function scalarSpans(text: string, from = 0, level = 1): readonly Span[] | undefined {
  if (level > MAX_LEVELS) return undefined;
  const list = members(text, from);
  if (!arePlain(text, list)) return undefined;
  const found: Span[] = [];
  for (const { valueStart, valueEnd } of list) {
    if (!text.startsWith('{', valueStart)) {
      found.push({ start: valueStart, end: valueEnd });
      continue;
    }
    const inner = scalarSpans(text, valueStart, level + 1);
    if (!inner) return undefined;
    for (const span of inner) found.push(span);
  }
  return found;
}

/** Returns whether keys are unescaped and distinct. `__proto__` is excluded, because JavaScript treats it specially. */
export function arePlain(text: string, list: readonly Member[]): boolean {
  const isPlain = ({ key, start, valueStart }: Member): boolean =>
    key !== '__proto__' && !text.slice(start, valueStart).includes('\\');
  return list.every(isPlain) && new Set(list.map(({ key }) => key)).size === list.length;
}

/**
 * A number that represents a value. Its digits can't be guessed, so that no text contains them by chance, and exceed a
 * JavaScript number's precision, so that the mapping treats it as an exact number and keeps its text.
 */
const DIGITS = Array.from({ length: 30 }, () => randomInt(1, 10)).join('');

export function placeholder(index: number): ExactNumber {
  return new ExactNumber(DIGITS + String(index).padStart(4, '0'));
}

/** Returns the index of a placeholder, also of one that was converted to a text; undefined for other values. */
export function placeholderIndex(value: unknown): number | undefined {
  const text = value instanceof ExactNumber ? value.text : value;
  return typeof text === 'string' && text.startsWith(DIGITS) ? Number(text.slice(DIGITS.length)) : undefined;
}

/** Parses a text with placeholders at these positions. */
export function withPlaceholders(text: string, spans: readonly Span[]): Readonly<Record<string, unknown>> {
  let drawn = '';
  let at = 0;
  for (const [index, { start, end }] of spans.entries()) {
    drawn += text.slice(at, start) + placeholder(index).text;
    at = end;
  }
  return parseExact(drawn + text.slice(at)) as Readonly<Record<string, unknown>>;
}

/** A text with placeholders: `texts[i]` precedes the placeholder `placeholders[i]`, and `end` follows the last. */
export interface PlaceholderText {
  readonly texts: readonly string[];
  readonly placeholders: readonly number[];
  readonly end: string;
}

export function splitAtPlaceholders(text: string): PlaceholderText {
  const parts = text.split(new RegExp(`"?${DIGITS}(\\d{4})"?`));
  return {
    texts: parts.filter((_, at) => at % 2 === 0).slice(0, -1),
    placeholders: parts.filter((_, at) => at % 2 === 1).map(Number),
    end: parts.at(-1)!,
  };
}

/** Returns the text with values in place of its placeholders. */
export function compose({ texts, placeholders, end }: PlaceholderText, values: readonly string[]): string {
  let text = '';
  for (let at = 0; at < texts.length; at++) text += texts[at]! + values[placeholders[at]!]!;
  return text + end;
}
