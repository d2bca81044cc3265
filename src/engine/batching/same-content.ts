import { isObject } from '../../json.ts';
import { canonical } from '../../mapping/identity/canonical.ts';
import { parseExact } from '../../protocol/parse-exact.ts';

/** Whether two texts of rows are equal, or are JSON objects that differ only in the order of their keys. */
export function isSameContent(one: string, other: string): boolean {
  if (one === other) return true;
  // Another order of keys changes no length, and only few versions of a row have equal lengths.
  if (one.length !== other.length) return false;
  const content = contentOf(one);
  return content !== undefined && content === contentOf(other);
}

/** The members in one order; undefined for a row in another format than JSON. */
function contentOf(text: string): string | undefined {
  try {
    const value = parseExact(text);
    return isObject(value) ? canonical(value) : undefined;
  } catch {
    return undefined;
  }
}
