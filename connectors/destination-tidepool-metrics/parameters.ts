import { stringifyExact } from '#cdk';

type Data = Readonly<Record<string, unknown>>;

/** The service cuts a query after so many parameters without a word (qs, parameterLimit). */
export const MOST_PARAMETERS = 1000;
/** It reads brackets up to this depth, and takes deeper ones as part of a name (qs, depth). */
const DEEPEST = 5;

/**
 * A record's columns as query parameters: objects as bracketed names, lists as JSON, nulls not at all. Values are texts at the service,
 * whatever they were.
 */
export function parameters(data: Data): readonly (readonly [name: string, value: string])[] {
  return Object.entries(data).flatMap(([name, value]) => flattened(name, value, 0));
}

function flattened(name: string, value: unknown, depth: number): readonly (readonly [string, string])[] {
  if (value === null || value === undefined) return [];
  if (typeof value === 'string') return [[name, value]];
  if (isPlainObject(value) && depth < DEEPEST)
    return Object.entries(value).flatMap(([part, each]) => flattened(`${name}[${part}]`, each, depth + 1));
  return [[name, stringifyExact(value)]];
}

/** An exact number is a value. */
function isPlainObject(value: unknown): value is Data {
  return typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype;
}

/** Spaces as `%20`: what is a plus sign stays one. */
export function query(pairs: readonly (readonly [string, string])[]): string {
  return pairs.map(([name, value]) => `${encoded(name)}=${encoded(value)}`).join('&');
}

/** Half a character, which no URL can hold, becomes the character that stands for it. */
const encoded = (text: string): string => encodeURIComponent(Buffer.from(text).toString());
