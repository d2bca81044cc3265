import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { toUtc } from './utc.ts';

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
