import { stringifyExact } from '#cdk';

type Data = Readonly<Record<string, unknown>>;

/** The service cuts a query after so many parameters without a word (qs, parameterLimit). */
export const MOST_PARAMETERS = 1000;
/** It reads brackets up to this depth, and takes deeper ones as part of a name (qs, depth). */
const DEEPEST = 5;

export type Parameter = readonly [name: string, value: string];

/**
 * A record's columns as query parameters, but for those that are `elsewhere`: objects as bracketed names, lists as JSON, nulls and
 * what is empty not at all. Values are texts at the service, whatever they were. A name that it would drop gets an underscore.
 */
export function parameters(data: Data, elsewhere: readonly string[] = []): readonly Parameter[] {
  const found: Parameter[] = [];
  for (const name of Object.keys(data)) {
    if (!elsewhere.includes(name)) flatten(isDropped(name) ? `${name}_` : name, data[name], 0, found);
  }
  return found;
}

function flatten(name: string, value: unknown, depth: number, found: Parameter[]): void {
  if (value === null || value === undefined) return;
  if (typeof value === 'string') found.push([name, value]);
  else if (isPlainObject(value) && depth < DEEPEST && Object.keys(value).every(survivesInBrackets))
    for (const part of Object.keys(value)) flatten(`${name}[${part}]`, value[part], depth + 1, found);
  else found.push([name, stringifyExact(value)]);
}

/** Names that the service leaves out without a word: none at all, and those that every object has (qs, allowPrototypes). */
const isDropped = (name: string): boolean => name === '' || name in Object.prototype;

/** In brackets it also takes small numbers for places in a list, and reads no further than a bracket of the name's own. */
const survivesInBrackets = (name: string): boolean => !isDropped(name) && !/^\d+$|[[\]]/.test(name);

/** An exact number is a value. */
function isPlainObject(value: unknown): value is Data {
  return typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype;
}

/** Spaces as `%20`: what is a plus sign stays one. */
export function query(pairs: readonly Parameter[]): string {
  return pairs.map(([name, value]) => `${encoded(name)}=${encoded(value)}`).join('&');
}

/** Half a character, which no URL can hold, becomes the character that stands for it. */
function encoded(text: string): string {
  try {
    return encodeURIComponent(text);
  } catch {
    return encodeURIComponent(Buffer.from(text).toString());
  }
}
