import { ExactNumber, stringifyExact } from '@airbyte-ts/cdk';

type Data = Readonly<Record<string, unknown>>;

/** The service silently truncates a query after this number of parameters (qs, parameterLimit). */
export const MAX_PARAMETERS = 1000;
/** The service parses brackets up to this depth; deeper ones become part of a name (qs, depth). */
const MAX_DEPTH = 5;

export type Parameter = readonly [name: string, value: string];

/**
 * A record's columns as query parameters, without those in `except`: objects as bracketed names, lists as JSON, nulls and empty
 * objects omitted. The service stores all values as texts. A name that it would drop gets an underscore.
 */
export function parameters(data: Data, except: readonly string[] = []): readonly Parameter[] {
  const found: Parameter[] = [];
  for (const name of Object.keys(data)) {
    if (!except.includes(name)) flatten(isDropped(name) ? `${name}_` : name, data[name], 0, found);
  }
  return found;
}

function flatten(name: string, value: unknown, depth: number, found: Parameter[]): void {
  if (value === null || value === undefined) return;
  if (typeof value === 'string' || value instanceof ExactNumber) found.push([name, String(value)]);
  else if (isPlainObject(value) && depth < MAX_DEPTH && Object.keys(value).every(survivesInBrackets))
    for (const part of Object.keys(value)) flatten(`${name}[${part}]`, value[part], depth + 1, found);
  else found.push([name, stringifyExact(value)]);
}

/** Names that the service silently drops: the empty one, and members of every object (qs, allowPrototypes). */
const isDropped = (name: string): boolean => name === '' || name in Object.prototype;

/** In brackets the service also reads digits as a list index, and ends a name at its first bracket. */
const survivesInBrackets = (name: string): boolean => !isDropped(name) && !/^\d+$|[[\]]/.test(name);

/** Whether a value is an object literal; an exact number is not. */
function isPlainObject(value: unknown): value is Data {
  return typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype;
}

/** Encodes spaces as `%20`, so that a plus sign keeps its meaning. */
export function query(pairs: readonly Parameter[]): string {
  return pairs.map(([name, value]) => `${encoded(name)}=${encoded(value)}`).join('&');
}

/** A text that is the same in a URL. Most names and values are, and a test costs less than encoding. */
const UNRESERVED = /^[\w.~-]*$/;

/** An unpaired surrogate, which a URL can't contain, becomes U+FFFD. */
function encoded(text: string): string {
  if (UNRESERVED.test(text)) return text;
  try {
    return encodeURIComponent(text);
  } catch {
    return encodeURIComponent(Buffer.from(text).toString());
  }
}
