import { Buffer } from 'node:buffer';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { leakIn } from './canaries.ts';

const SECRET = 'Top+Secret/1=&"x"';

test('a secret is found in every form in which it may leak', () => {
  const fields = { raw: SECRET, json: JSON.stringify(SECRET), url: encodeURIComponent(SECRET) };
  for (const text of Object.values(fields))
    expect(leakIn(`before ${text} after`, [SECRET])).toBe('number 1 of 1');
});

test('a secret is found at any place of a longer base64 text', () => {
  fc.assert(
    fc.property(
      fc.string(),
      fc.string(),
      fc.constantFrom('base64', 'base64url'),
      (before, after, encoding) => {
        const text = Buffer.from(before + SECRET + after).toString(encoding);
        expect(leakIn(text, [SECRET])).toBeDefined();
      },
    ),
  );
});

test('a text without the secret is no leak', () => {
  expect(leakIn('Top Secret **** VG9wIFNlY3JldA==', [SECRET])).toBeUndefined();
});
