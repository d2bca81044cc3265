import type { JsonSchema } from '../define/specification.ts';

type Mistake = readonly [found: RegExp, says: string];

/** Mistakes in fields whose pattern accepts addresses. */
const IN_ADDRESSES: readonly Mistake[] = [
  [/\s/, 'it contains a space or a line break'],
  [/^(?!\/*[A-Za-z][A-Za-z0-9+.-]*:\/\/)/, 'it does not begin with https://'],
  [/^(?!https?:\/\/)/i, 'it has another scheme than https://'],
  [/^[^/]*\/\/[^/]*@/, 'it contains a user name or a password: enter the address without them'],
  [/[?#]/, 'it contains a query ("?") or a fragment ("#"): enter the address without them'],
  [
    /^http:\/\/(\[[^\]]*\]|0\.0\.0\.0|127\.)/i,
    'http:// is accepted for the host names localhost and 127.0.0.1 only: write http://localhost',
  ],
  [
    /^http:\/\/(?!(localhost|127\.0\.0\.1)([:/]|$))/i,
    'http:// is accepted for localhost and 127.0.0.1 only: write https://',
  ],
  [/^https:\/\/\[/i, 'it has an IPv6 address: enter the name of the host'],
  [/\\/, 'it contains a backslash'],
  [/^[a-z]+:\/\/[^/]*:(?![0-9]{1,5}(\/|$))/i, 'its port is not a number'],
];

/** Mistakes in other fields. */
const IN_WORDS: readonly Mistake[] = [
  [/^[*•●]+$/, 'it is a masked secret: enter the secret itself'],
  [/^bearer\s/i, 'it begins with "Bearer ": enter only what follows'],
  [/^basic\s/i, 'it begins with "Basic ": enter only what follows'],
  [/^token\s/i, 'it begins with "Token ": enter only what follows'],
  [
    /^[A-Za-z-]+:\s*(bearer|basic|token)\s/i,
    'it begins with the name of a header and of a scheme, such as "Authorization: Bearer ": enter only what follows both',
  ],
  [
    /^((export|set)\s+)?[A-Za-z_]\w*\s*=\s*\S/i,
    'it begins with the name of a variable: enter only what follows the "="',
  ],
  [/^[A-Za-z-]+:\s/, 'it begins with the name of a header: enter only what follows the colon'],
  [/[\r\n]/, 'it contains a line break'],
  [/\s/, 'it contains a space'],
  [/^https?:\/\//i, 'it is an address: enter only the value that is part of it'],
  [/^#/, 'it begins with "#": enter only what follows'],
  [/^[0-9]{1,3}([.,'’][0-9]{3})+$/, 'it contains separators of thousands: enter only the digits'],
  [/^[0-9]+\.0+$/, 'it is a number with decimals: enter only the digits before the point'],
  [/["'`“”‘’]/, 'it contains a quote'],
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it looks for
  [/[\u0000-\u001f\u007f\u200b-\u200d\u2060\ufeff]/, 'it contains an invisible character'],
  [/[^ -~]/, 'it contains a character beyond ASCII, such as a letter with an accent or a long dash'],
  [/^[^@]+@[^@]+$/, 'it is an e-mail address'],
  [/^[^:]+:[^:]+$/, 'it contains a colon: if key and secret came as one text, enter each in its own field'],
];

/**
 * Describes the mistake in a text that its pattern rejects, without repeating the text. Undefined if it is not a common one: the
 * message then shows the description of the pattern.
 */
export function describeMistake(text: string, field: JsonSchema): string | undefined {
  const expression = new RegExp(field.pattern ?? '');
  const takesAddresses = expression.test('https://host.example') && !expression.test('word');
  const found = (takesAddresses ? IN_ADDRESSES : IN_WORDS).find(([mistake]) => mistake.test(text));
  if (found) return found[1];
  return expression.test(text.toLowerCase()) ? 'it has capital letters' : undefined;
}
