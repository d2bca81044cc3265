import { bug, ConnectorError } from '../../errors.ts';

// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it looks for
const CONTROLS = /[\u0000-\u001f\u007f]/;

/**
 * Encodes one segment of a path, so that any value stays one segment, such as `a/b?c`. Throws a `reject` error
 * (`ERR_UNUSABLE_IN_URL`) for values that servers and proxies resolve in any encoding: the empty text, `.`, `..`, control
 * characters; and for broken Unicode. Throws `ERR_BUG` for anything else than a text or a finite number, such as `undefined`,
 * which would address another object.
 *
 * @example
 * pathSegment('a/b?c'); // 'a%2Fb%3Fc'
 */
export function pathSegment(value: string | number): string {
  if (typeof value !== 'string' && !Number.isFinite(value))
    throw bug('The connector made a path without the id that belongs in it. Please report this.');
  const text = String(value);
  if (text === '' || text === '.' || text === '..' || CONTROLS.test(text)) throw unusable('path');
  return encode(text, 'path');
}

/** Returns a query string with its question mark, or the empty text. Undefined values are left out. */
export function queryString(
  query: Readonly<Record<string, string | number | boolean | undefined>> | undefined,
): string {
  if (query === undefined) return '';
  const pairs: string[] = [];
  for (const [name, value] of Object.entries(query)) {
    if (value !== undefined) pairs.push(`${encode(name, 'query')}=${encode(String(value), 'query')}`);
  }
  return pairs.length === 0 ? '' : `?${pairs.join('&')}`;
}

/** Encodes a space as `%20`, which every server decodes in a path and in a query, unlike `+`. */
function encode(text: string, place: string): string {
  try {
    return encodeURIComponent(text);
  } catch {
    throw unusable(place); // Half of a surrogate pair.
  }
}

const unusable = (place: string): ConnectorError =>
  new ConnectorError(
    'reject',
    `A value cannot be part of the ${place} of a URL: it is empty, "." or "..", or contains control characters or broken Unicode. Correct it at the source.`,
    { code: 'ERR_UNUSABLE_IN_URL' },
  );
