import type { JsonSchema } from '../define/specification.ts';

type Mistake = readonly [found: RegExp, says: string];

/** Text of a field whose pattern takes addresses. */
const IN_ADDRESSES: readonly Mistake[] = [
  [/\s/, 'it holds a blank or a line break'],
  [/^(?!\/*[A-Za-z][A-Za-z0-9+.-]*:\/\/)/, 'it has no https:// in front'],
  [/^(?!https?:\/\/)/i, 'it has another scheme than https://'],
  [/^[^/]*\/\/[^/]*@/, 'it holds a user name or a password: enter the address without'],
  [/[?#]/, 'it holds a query ("?") or a fragment ("#"): enter the address without'],
  [
    /^http:\/\/(\[[^\]]*\]|0\.0\.0\.0|127\.)/i,
    'of this machine only the names localhost and 127.0.0.1 are accepted with http://: write http://localhost',
  ],
  [
    /^http:\/\/(?!(localhost|127\.0\.0\.1)([:/]|$))/i,
    'http:// is accepted for localhost and 127.0.0.1 only: write https://',
  ],
  [/^https:\/\/\[/i, 'it has an IP address of version 6: enter the name of the host'],
  [/\\/, 'it holds a back slash'],
  [/^[a-z]+:\/\/[^/]*:(?![0-9]{1,5}(\/|$))/i, 'it has a port that is no number'],
];

/** Text of any other field. */
const IN_WORDS: readonly Mistake[] = [
  [/^[*•●]+$/, 'it is the mask of a secret: enter the secret itself'],
  [/^bearer\s/i, 'it begins with "Bearer ": enter it without'],
  [/^basic\s/i, 'it begins with "Basic ": enter it without'],
  [/^token\s/i, 'it begins with "Token ": enter it without'],
  [/^[A-Za-z-]+:\s/, 'it begins with the name of a header: enter what follows the colon'],
  [/[\r\n]/, 'it holds a line break'],
  [/\s/, 'it holds a blank'],
  [/^https?:\/\//i, 'it is an address: enter what stands in it, alone'],
  [/["'`“”‘’]/, 'it holds a quote'],
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it looks for
  [/[\u0000-\u001f\u007f\u200b-\u200d\u2060\ufeff]/, 'it holds an invisible character'],
  [/[^ -~]/, 'it holds a character beyond ASCII, such as a letter with an accent or a long dash'],
  [/^[^@]+@[^@]+$/, 'it is an e-mail address'],
  [/^[^:]+:[^:]+$/, 'it holds a colon: where key and secret came as one text, enter each in its own field'],
];

/**
 * The very mistake in a text that its pattern refuses, in words that never repeat the text. Undefined where it is none of the usual ones:
 * then the pattern's own words have to do.
 */
export function describeMistake(text: string, field: JsonSchema): string | undefined {
  const expression = new RegExp(field.pattern ?? '');
  const takesAddresses = expression.test('https://host.example') && !expression.test('word');
  const found = (takesAddresses ? IN_ADDRESSES : IN_WORDS).find(([mistake]) => mistake.test(text));
  if (found) return found[1];
  return expression.test(text.toLowerCase()) ? 'it has capital letters' : undefined;
}
