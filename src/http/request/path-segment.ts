import { ConnectorError } from '../../errors.ts';

// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it looks for
const CONTROLS = /[\u0000-\u001f\u007f]/;

/**
 * One segment of a path, encoded so that no value can leave its place: `a/b?c` stays one segment. Throws a `reject`
 * for what no encoding saves, because servers and proxies resolve it: nothing, `.`, `..`, control characters.
 */
export function pathSegment(value: string | number): string {
  const text = String(value);
  if (text === '' || text === '.' || text === '..' || CONTROLS.test(text)) throw unusable('path');
  return encode(text, 'path');
}

/** A query string with its question mark, or nothing. Undefined values are left out. */
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

/** `%20` for a space, which every server reads the same in a path and in a query; `+` is not. */
function encode(text: string, place: string): string {
  try {
    return encodeURIComponent(text);
  } catch {
    throw unusable(place); // half of a surrogate pair
  }
}

const unusable = (place: string): ConnectorError =>
  new ConnectorError(
    'reject',
    `A value cannot be part of the ${place} of a URL: it is empty, "." or "..", or contains control characters or broken Unicode. Correct it at the source.`,
    { code: 'ERR_UNUSABLE_IN_URL' },
  );
