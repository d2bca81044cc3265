import { skipString } from '../protocol/scan.ts';

const QUOTE = 0x22;
const COMMA = 0x2c;

/**
 * Returns the source texts of the elements of a JSON array, without the blanks around them, so that a test can see every
 * digit and escape as it was sent.
 *
 * @param text a JSON array; it was parsed before, as nothing is checked here
 * @example
 * elementTexts('[1.0, {"a": 2}]'); // ['1.0', '{"a": 2}']
 */
export function elementTexts(text: string): string[] {
  const elements: string[] = [];
  const end = text.lastIndexOf(']');
  let start = text.indexOf('[') + 1;
  let depth = 0;
  for (let at = start; at < end; at++) {
    switch (text.charCodeAt(at)) {
      case QUOTE:
        at = skipString(text, at) - 1;
        break;
      case 0x5b: // [
      case 0x7b: // {
        depth++;
        break;
      case 0x5d: // ]
      case 0x7d: // }
        depth--;
        break;
      case COMMA:
        if (depth > 0) break;
        elements.push(text.slice(start, at).trim());
        start = at + 1;
    }
  }
  const last = text.slice(start, end).trim();
  if (last !== '') elements.push(last);
  return elements;
}
