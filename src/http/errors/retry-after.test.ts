import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseRetryAfter } from './retry-after.ts';

const NOW = Date.parse('Sun, 06 Nov 1994 08:00:00 GMT');
const DATE = 'Sun, 06 Nov 1994 08:49:00 GMT';

describe('Retry-After', () => {
  it('is a number of seconds', () => {
    expect(parseRetryAfter('120', undefined, NOW)).toBe(120_000);
    expect(parseRetryAfter(' 0 ', undefined, NOW)).toBe(0);
    expect(parseRetryAfter('1.5', undefined, NOW)).toBe(1500);
    expect(parseRetryAfter('1.25', undefined, NOW)).toBe(1250);
    expect(parseRetryAfter('0.0001', undefined, NOW)).toBe(1);
  });

  it('is a date in any of the three forms, relative to the Date of the same response', () => {
    for (const form of [
      'Sun, 06 Nov 1994 08:49:37 GMT',
      'Sunday, 06-Nov-94 08:49:37 GMT',
      'Sun Nov  6 08:49:37 1994',
    ]) {
      expect(parseRetryAfter(form, DATE, 0), form).toBe(37_000);
    }
  });

  it('is relative to the local clock only if the response has no valid Date', () => {
    expect(parseRetryAfter('Sun, 06 Nov 1994 08:01:00 GMT', undefined, NOW)).toBe(60_000);
    for (const unusable of ['yesterday', 'Sun, 99 Nov 1994 08:00:00 GMT'])
      expect(parseRetryAfter('Sun, 06 Nov 1994 08:01:00 GMT', unusable, NOW), unusable).toBe(60_000);
    expect(parseRetryAfter('Sun, 06 Nov 1994 08:01:00 GMT', ' Sun, 06 Nov 1994 08:00:30 GMT ', NOW)).toBe(
      30_000,
    );
  });

  it('is ignored if it has passed, is negative or is invalid', () => {
    for (const value of [
      'Sun, 06 Nov 1994 08:48:00 GMT',
      DATE,
      'a5',
      '5s',
      '-5',
      '',
      'soon',
      '5 minutes',
      '1e3',
      '0x10',
      'Sun, ',
    ]) {
      expect(parseRetryAfter(value, DATE, NOW), value).toBeUndefined();
    }
    expect(parseRetryAfter(undefined, DATE, NOW)).toBeUndefined();
  });

  it('is undefined or a finite number of milliseconds for any text', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.stringMatching(/^\d{1,400}$/)), (value) => {
        const ms = parseRetryAfter(value, DATE, NOW);
        expect(ms === undefined || (Number.isFinite(ms) && ms >= 0)).toBe(true);
      }),
    );
  });
});
