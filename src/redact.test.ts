import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRedactor } from './redact.ts';

const redactorOf = (...secrets: string[]) => {
  const redactor = createRedactor();
  for (const secret of secrets) redactor.add(secret);
  return redactor;
};

/** Texts that are long enough to be masked anywhere, with characters that encodings change and without `*`. */
const secretText = fc
  .string({
    minLength: 6,
    maxLength: 40,
    unit: fc.oneof(
      fc.constantFrom(...'aB3/+=%&?#"\\ é€🙂~\'!-_.'),
      fc.string({ minLength: 1, maxLength: 1, unit: 'grapheme' }),
    ),
  })
  .map((text) => `x${text.replaceAll('*', 'y').trim()}z`)
  .filter((text) => text.length >= 6);
const around = fc.string({ unit: 'grapheme', maxLength: 20 });

const hexOf = (code: number, digits = 2): string => code.toString(16).padStart(digits, '0');
const percent = (text: string): string =>
  Array.from(Buffer.from(text), (byte) => `%${hexOf(byte).toUpperCase()}`).join('');
/** The encoding of RFC 3986: everything but unreserved characters and those of `keep`. */
const strictUrl = (text: string, keep = ''): string =>
  Array.from(text, (each) => (/[\w.~-]/.test(each) || keep.includes(each) ? each : percent(each))).join('');
const unitsOfJson = (text: string): string =>
  text.replace(/[\s\S]/g, (unit) => `\\u${hexOf(unit.charCodeAt(0), 4)}`);
/** Encodings of one character, which programs combine. */
const OF_CHARACTER: readonly ((character: string) => string)[] = [
  (character) => character,
  (character) => JSON.stringify(character).slice(1, -1),
  (character) => JSON.stringify(JSON.stringify(character)).slice(3, -3),
  unitsOfJson,
  (character) => unitsOfJson(character).toUpperCase().replaceAll('\\U', '\\u'),
  percent,
  (character) => lowerHex(percent(character)),
  (character) => percent(character).replaceAll('%', '%25'),
  (character) => `&#${character.codePointAt(0)};`,
  (character) => `&#x${hexOf(character.codePointAt(0)!)};`,
  (character) => `&amp;#X${hexOf(character.codePointAt(0)!, 4).toUpperCase()};`,
];

const lowerHex = (url: string): string => url.replace(/%../g, (byte) => byte.toLowerCase());
const ENCODINGS: readonly [string, (secret: string) => string][] = [
  ['as it is', (secret) => secret],
  ['escaped for JSON', (secret) => JSON.stringify(secret).slice(1, -1)],
  ['escaped for JSON twice', (secret) => JSON.stringify(JSON.stringify(secret)).slice(3, -3)],
  [
    'escaped for ASCII-only JSON',
    (secret) =>
      JSON.stringify(secret)
        .slice(1, -1)
        .replace(/[^\0-\x7f]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`),
  ],
  ['encoded for a URL', (secret) => encodeURIComponent(secret)],
  ['encoded for a URL with small letters', (secret) => lowerHex(encodeURIComponent(secret))],
  ['encoded for a URL but for slashes', (secret) => strictUrl(secret, '/')],
  ['encoded for a URL but for slashes, with small letters', (secret) => lowerHex(strictUrl(secret, '/'))],
  ['encoded for a URL twice', (secret) => encodeURIComponent(strictUrl(secret))],
  [
    'escaped for JSON as Go writes it',
    (secret) =>
      JSON.stringify(secret)
        .slice(1, -1)
        .replace(/[<>&\u2028\u2029]/g, (each) => unitsOfJson(each)),
  ],
  ['encoded for a form', (secret) => new URLSearchParams({ k: secret }).toString().slice(2)],
  [
    'escaped for HTML',
    (secret) =>
      secret
        .replace(/[&<>"]/g, (each) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' })[each]!)
        .replaceAll("'", '&#39;'),
  ],
  ['in hex', (secret) => Buffer.from(secret).toString('hex')],
  ['in base64', (secret) => Buffer.from(secret).toString('base64')],
  ['in base64url', (secret) => Buffer.from(secret).toString('base64url')],
];

describe('a redactor', () => {
  it.each(ENCODINGS)('leaves no secret %s in any text', (_name, encode) => {
    fc.assert(
      fc.property(secretText, around, around, (secret, before, after) => {
        const encoded = encode(secret);
        const text = redactorOf(secret).redact(`${before}${encoded}${after}`);
        expect(text).not.toContain(encoded);
        expect(text).toContain('****');
      }),
    );
  });

  it('leaves no secret whose characters are encoded in different ways', () => {
    const ways = fc.array(fc.constantFrom(...OF_CHARACTER), { minLength: 40, maxLength: 40 });
    fc.assert(
      fc.property(secretText, ways, (secret, encoders) => {
        const encoded = Array.from(secret, (character, at) =>
          /[\w.-]/.test(character) ? character : encoders[at % 40]!(character),
        ).join('');
        expect(redactorOf(secret).redact(`<${encoded}>`)).toBe('<****>');
      }),
    );
  });

  it('leaves no secret inside a longer base64 text, at any position', () => {
    fc.assert(
      fc.property(
        secretText,
        around,
        around,
        fc.constantFrom('base64', 'base64url'),
        (secret, before, after, encoding) => {
          const encoded = Buffer.from(before + secret + after).toString(encoding);
          const text = redactorOf(secret).redact(`Basic ${encoded}`);
          expect(text).toContain('****');
          const longest = Math.max(
            ...text
              .slice(6)
              .split('****')
              .map((part) => part.length),
          );
          expect(longest).toBeLessThanOrEqual(Buffer.byteLength(before + after) * 2 + 4);
          for (const part of text.slice(6).split('****')) {
            expect(Buffer.from(part, encoding).toString('latin1')).not.toContain(
              Buffer.from(secret).toString('latin1'),
            );
          }
        },
      ),
    );
  });

  it('changes nothing in a text without a secret', () => {
    fc.assert(
      fc.property(around, (text) => {
        expect(redactorOf('SECRET-9f2c').redact(text)).toBe(text);
      }),
    );
  });

  it('masks every occurrence and leaves the rest unchanged', () => {
    expect(redactorOf('token-1', 'token-22').redact('a token-1, b token-22; token-1')).toBe(
      'a ****, b ****; ****',
    );
  });

  it('leaves no part of a secret if two overlap or one is a prefix of the other', () => {
    expect(redactorOf('abcdef', 'abcdefghij').redact('<abcdefghij>')).toBe('<****>');
    expect(redactorOf('abcdefgh', 'efghijkl').redact('<abcdefghijkl>')).toBe('<****>');
    expect(redactorOf('ababab').redact('<abababab>')).toBe('<****>');
  });

  it('masks a secret also without the line break that was pasted with it', () => {
    expect(redactorOf('token-1\n').redact('key=token-1.')).toBe('key=****.');
  });

  it('masks the whole encoding of the last character', () => {
    const { redact } = redactorOf('token-1&');
    expect(redact('token-1&amp; token-1&#38; token-1%26 token-1\\u0026 token-1&')).toBe(
      '**** **** **** **** ****',
    );
  });

  it('treats special characters of regular expressions literally', () => {
    expect(redactorOf('a.c+(d)$').redact('a.c+(d)$ abc+(d)$')).toBe('**** abc+(d)$');
  });

  it('masks a short secret only as a whole word', () => {
    const { redact } = redactorOf('abc', '7');
    expect(redact('abc, "abc" abc=7')).toBe('****, "****" ****=****');
    expect(redact('abcd xabc é7 77 abc_ 7🙂')).toBe('abcd xabc é7 77 abc_ ****🙂');
  });

  it.each(['', ' ', '\n\t'])('ignores the secret %j', (secret) => {
    expect(redactorOf(secret).redact('a b\n\tc')).toBe('a b\n\tc');
  });

  it('masks a secret with half a surrogate pair', () => {
    expect(redactorOf('secret\ud800!').redact('a secret\ud800! b')).toBe('a **** b');
  });

  it('masks a secret from the time it is added', () => {
    const redactor = redactorOf('first-one');
    expect(redactor.redact('second-one')).toBe('second-one');
    redactor.add('second-one');
    expect(redactor.redact('second-one')).toBe('****');
  });

  it('handles a large text of near matches', () => {
    const text = 'a'.repeat(100_000);
    const { redact } = redactorOf(`${'a'.repeat(60)}b`, `b${'a'.repeat(60)}`);
    expect(redact(text)).toBe(text);
  });
});
