import { Buffer } from 'node:buffer';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { leakIn } from './canaries.ts';

const SECRET = 'Top+Secret/1=&"x"';

test('leakIn() detects a secret in every encoding', () => {
  const fields = { raw: SECRET, json: JSON.stringify(SECRET), url: encodeURIComponent(SECRET) };
  for (const text of Object.values(fields))
    expect(leakIn(`before ${text} after`, [SECRET])).toBe('number 1 of 1');
});

test('leakIn() detects a secret at any position of a longer base64 text', () => {
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

test('leakIn() returns undefined for a text without the secret', () => {
  expect(leakIn('Top Secret **** VG9wIFNlY3JldA==', [SECRET])).toBeUndefined();
});
