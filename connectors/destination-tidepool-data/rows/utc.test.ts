import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { toUtc, withFraction } from './utc.ts';

describe('a time with an offset', () => {
  it.each([
    ['2024-03-10T08:30:00+01:00', '2024-03-10T07:30:00Z'],
    ['2024-03-10T23:30:00-05:30', '2024-03-11T05:00:00Z'],
    ['2024-03-10T08:30:00+00:00', '2024-03-10T08:30:00Z'],
    ['2024-02-29T00:00:00+14:00', '2024-02-28T10:00:00Z'],
    ['1900-01-01T00:30:00+01:00', '1899-12-31T23:30:00Z'],
  ])('%s becomes %s', (time, utc) => expect(toUtc(time)).toBe(utc));

  it('keeps every digit of its fraction', () => {
    expect(toUtc('2024-03-10T08:30:00.123456789+01:00')).toBe('2024-03-10T07:30:00.123456789Z');
    expect(toUtc('2024-03-10T08:30:00.500+01:00')).toBe('2024-03-10T07:30:00.500Z');
  });

  it('stays the same moment', () => {
    const offset = fc.integer({ min: -14 * 60, max: 14 * 60 });
    const moment = fc.date({ min: new Date('1800-01-01'), max: new Date('2999-01-01'), noInvalidDate: true });
    fc.assert(
      fc.property(moment, offset, (date, minutes) => {
        const local = new Date(date.getTime() + minutes * 60_000).toISOString().slice(0, -1);
        const time = `${local}${minutes < 0 ? '-' : '+'}${clock(Math.abs(minutes))}`;
        expect(toUtc(time)).toBe(date.toISOString());
      }),
    );
  });
});

describe('an instant in UTC', () => {
  const fraction = fc.stringMatching(/^\d{0,12}$/);
  const written = (digits: string): string => `2024-03-10T08:30:00${digits && `.${digits}`}Z`;

  it('has one text for all notations of the same nanosecond', () => {
    fc.assert(
      fc.property(fraction, fraction, (one, other) => {
        const isSame = one.slice(0, 9).padEnd(9, '0') === other.slice(0, 9).padEnd(9, '0');
        expect(withFraction(written(one)) === withFraction(written(other))).toBe(isSame);
        expect(withFraction(written(one), 9)).toBe(written(one.slice(0, 9).padEnd(9, '0')));
      }),
    );
  });

  it.each([
    ['2024-03-10T08:30:00.000Z', 0, '2024-03-10T08:30:00Z'],
    ['2024-03-10T08:30:00.120Z', 0, '2024-03-10T08:30:00.12Z'],
    ['2024-03-10T08:30:00.12Z', 3, '2024-03-10T08:30:00.120Z'],
    ['2024-03-10T08:30:00Z', 3, '2024-03-10T08:30:00.000Z'],
    ['2024-03-10T08:30:00.12345Z', 3, '2024-03-10T08:30:00.12345Z'],
    ['2024-03-10T08:30:10Z', 0, '2024-03-10T08:30:10Z'],
    ['9999-12-31T23:59:59.00-01:00', 0, '9999-12-31T23:59:59.00-01:00'],
    ['undefined', 0, 'undefined'],
  ])('%s with at least %i digits is %s', (time, digits, text) => {
    expect(withFraction(time, digits)).toBe(text);
  });
});

describe('a text', () => {
  it.each([
    ['that is in UTC already', '2024-03-10T08:30:00Z'],
    ['in UTC with its fraction', '2024-03-10T08:30:00.120Z'],
    ['without a zone', '2024-03-10T08:30:00'],
    ['with an offset that has no colon', '2024-03-10T08:30:00+0530'],
    ['that is a date', '2024-03-10'],
    ['of a day that no calendar has', '2024-02-30T08:30:00+01:00'],
    ['of an hour that no day has', '2024-03-10T24:00:00+01:00'],
    ['of a month that no year has', '2024-13-10T08:00:00+01:00'],
    ['that would leave the years of four digits', '9999-12-31T23:30:00-01:00'],
    ['that would come before all years', '0000-01-01T00:30:00+01:00'],
    ['that is none at all', 'yesterday'],
  ])('that is %s stays unchanged', (_, text) => expect(toUtc(text)).toBe(text));
});

const clock = (minutes: number): string =>
  [Math.floor(minutes / 60), minutes % 60].map((part) => String(part).padStart(2, '0')).join(':');
