import fc from 'fast-check';
import { expect, it } from 'vitest';
import { hashOf, hashOfJson } from './hash.ts';
import { stringText } from './protocol/testing/arbitrary-json.ts';

it('hashOfJson of a string in a JSON text equals hashOf of the string, however it is escaped', () => {
  fc.assert(
    fc.property(stringText, fc.string(), fc.string(), (json, before, after) => {
      expect(hashOfJson(before + json + after, before.length)).toBe(hashOf(JSON.parse(json) as string));
    }),
  );
});

it('hashOf spreads texts that differ in a few digits', () => {
  const texts = Array.from({ length: 20_000 }, (_, n) => `order-${String(n).padStart(6, '0')}`);
  expect(new Set(texts.map(hashOf)).size).toBeGreaterThan(19_990);
});
