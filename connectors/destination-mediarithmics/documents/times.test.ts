import { expect, test } from 'vitest';
import { epochMs, timeFault } from './times.ts';

test.each([
  ['milliseconds', 1_605_262_037_783, 1_605_262_037_783],
  ['seconds', 1_605_262_037, 1_605_262_037_000],
  ['seconds with a fraction', 1_605_262_037.783, 1_605_262_037_783],
  ['microseconds', 1_605_262_037_783_000, 1_605_262_037_783],
  ['microseconds, whose last digits it drops', 1_605_262_037_783_999, 1_605_262_037_783],
  [
    'ISO 8601 with microseconds, whose last digits it drops',
    '2020-11-13T10:07:17.783999Z',
    1_605_262_037_783,
  ],
  ['ISO 8601 in UTC', '2020-11-13T10:07:17.783Z', 1_605_262_037_783],
  ['ISO 8601 with an offset', '2020-11-13T11:07:17.783+01:00', 1_605_262_037_783],
  ['a time as databases write it', '2020-11-13 11:07:17.783123+01', 1_605_262_037_783],
  ['the 29th of February of a leap year', '2020-02-29T00:00:00+02:00', 1_582_927_200_000],
  ['a time without seconds', ' 2020-11-13T10:07Z ', 1_605_262_020_000],
])('epochMs() accepts %s', (_, value, ms) => {
  expect(epochMs(value)).toBe(ms);
});

test.each([
  ['a time without a zone', '2020-11-13T10:07:17'],
  ['a day', '2020-11-13'],
  ['a day that there is not', '2020-13-13T10:07:17Z'],
  ['the 31st of February', '2020-02-31T10:07:17Z'],
  ['the 29th of February of another year', '2021-02-29 10:07:17+01:00'],
  ['a time before what the provider takes', '1970-01-02T00:00:00Z'],
  ['nothing', 0],
  ['a negative number', -1_605_262_037_783],
  ['a small number', 20_201_113],
  ['a text', 'yesterday'],
  ['no number', Number.NaN],
  ['an object', {}],
  ['null', null],
])('epochMs() returns undefined for %s', (_, value) => {
  expect(epochMs(value)).toBeUndefined();
});

test.each([
  ['2020-11-13T10:07:17', 'send ISO 8601 with a zone'],
  [20_201_113, 'reads as a date (YYYYMMDD)'],
  ['1970-01-02T00:00:00Z', 'before March 1973'],
  ['yesterday', 'send ISO 8601 with a zone'],
])('timeFault() gives the fault of %j', (value, words) => {
  expect(timeFault(value)).toContain(words);
});
