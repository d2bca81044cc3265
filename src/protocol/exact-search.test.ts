import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ExactNumber } from '../define/exact-number.ts';
import { depth } from '../testing/depth.ts';
import { exactNumber } from './exact.ts';
import { mayBeRounded, mayHoldExact } from './exact-search.ts';
import { anyBlank, decimalText } from './testing/arbitrary-json.ts';

describe('mayHoldExact and mayBeRounded', () => {
  it('are false for decimals of many digits that JavaScript writes unchanged', () => {
    for (const number of [
      '52.142857142857146',
      '0.30000000000000004',
      '0.0001234567890123457',
      '-12345678.901234567',
    ])
      expect([number, mayHoldExact(`{"lat":${number},"lon":${number}}`)]).toEqual([number, false]);
  });

  it('take one pass for long numbers, blanks and lists', () => {
    for (const unit of ['0', '1', '.', '0.', ' ', '-0', '1.5,', '1e', '[', ':', ', 0'])
      expect(mayHoldExact(`{"a":1.${unit.repeat(1_000_000)}x`)).toBeTypeOf('boolean');
  });

  it('are true if a number would be rounded or written in another way', () => {
    fc.assert(
      fc.property(
        decimalText,
        anyBlank,
        fc.constantFrom('{"a":#}', '[#,1]', '[1,#]'),
        (number, blank, place) => {
          const text = place.replace('#', () => blank + number + blank);
          if (String(Number(number)) !== number) expect([text, mayHoldExact(text)]).toEqual([text, true]);
          if (exactNumber(number) instanceof ExactNumber)
            expect([text, mayBeRounded(text)]).toEqual([text, true]);
        },
      ),
      { numRuns: depth(400, 200_000) },
    );
  });

  it('are false for common texts that resemble such a number, which keeps them cheap', () => {
    for (const value of [
      ...['"2024-03-10T06:59:00.000Z"', '"2024-01-0"', '"1.2.0"', '"7c6f2a0e-4b0b-5e59-9f4e-2d3f6a1c8b57"'],
      ...['"5.0, 6.0"', '"x, 5.0, y"', '"v1.10"', '"10.0.0.10"', '10', '-10', '1.01', '-0.5', '100', '0'],
    ])
      expect([value, mayHoldExact(`{"a":${value},"b":1}`)]).toEqual([value, false]);
  });

  it('are false for digits in a string that form no number', () => {
    for (const text of ['{"a":"x:1.2.0,"}', '{"a":"at:2024-01-00 "}', '["1:1e5e5,"]'])
      expect([text, mayBeRounded(text)]).toEqual([text, false]);
  });
});
