import { expect, test } from 'vitest';
import { isBefore, isZero, parseGoTime, RFC3339, WITHOUT_ZONE } from './go-time.ts';

test.each([
  ['2024-02-29T23:59:59Z', '2024-02-29T23:59:59Z'],
  ['2024-03-01T08:00:00.120Z', '2024-03-01T08:00:00.12Z'],
  ['2024-03-01T08:00:00.000Z', '2024-03-01T08:00:00Z'],
  ['2024-03-01T08:00:00.123456789Z', '2024-03-01T08:00:00.123456789Z'],
  ['2024-03-01T08:00:00.1234567899Z', '2024-03-01T08:00:00.123456789Z'],
  ['2024-03-01T08:00:00,5Z', '2024-03-01T08:00:00.5Z'],
  ['2024-03-01T8:00:00Z', '2024-03-01T08:00:00Z'],
  ['2024-03-01T08:00:00+05:30', '2024-03-01T08:00:00+05:30'],
  ['2024-03-01T08:00:00-00:00', '2024-03-01T08:00:00Z'],
  ['2024-03-01T08:00:00+24:60', '2024-03-01T08:00:00+25:00'],
  ['0000-01-01T00:00:00Z', '0000-01-01T00:00:00Z'],
  ['9999-12-31T23:59:59Z', '9999-12-31T23:59:59Z'],
])('parseGoTime() reads %s as %s', (text, printed) => expect(parseGoTime(text, RFC3339)).toBe(printed));

test.each([
  '2023-02-29T00:00:00Z',
  '2024-02-30T00:00:00Z',
  '2024-04-31T00:00:00Z',
  '2024-13-01T00:00:00Z',
  '2024-00-01T00:00:00Z',
  '2024-01-00T00:00:00Z',
  '2024-01-01T24:00:00Z',
  '2024-01-01T00:60:00Z',
  '2024-01-01T00:00:60Z',
  '2024-01-01T00:00:00',
  '2024-01-01T00:00:00z',
  '2024-01-01T00:00:00.Z',
  '2024-01-01T00:00:00+0530',
  '2024-01-01T00:00:00+25:00',
  '2024-01-01T00:00:00+00:61',
  '2024-01-01t00:00:00Z',
  '2024-01-01 00:00:00Z',
  '2024-01-01',
  '2024-1-01T00:00:00Z',
  '24-01-01T00:00:00Z',
  ' 2024-01-01T00:00:00Z',
  '',
])('parseGoTime() rejects "%s" as a time with a zone', (text) =>
  expect(parseGoTime(text, RFC3339)).toBeUndefined(),
);

test('the layout without zone accepts a fraction, but no zone', () => {
  expect(parseGoTime('2024-01-01T0:00:00', WITHOUT_ZONE)).toBe('2024-01-01T00:00:00Z');
  expect(parseGoTime('2024-01-01T00:00:00.250', WITHOUT_ZONE)).toBe('2024-01-01T00:00:00.25Z');
  expect(parseGoTime('2024-01-01T00:00:00Z', WITHOUT_ZONE)).toBeUndefined();
});

test('times are compared as instants, to the nanosecond', () => {
  const noon = '2024-01-01T12:00:00Z';
  expect(isBefore('2024-01-01T13:00:00+01:00', noon)).toBe(false);
  expect(isBefore('2024-01-01T13:00:00+02:00', noon)).toBe(true);
  expect(isBefore(noon, '2024-01-01T12:00:00.000000001Z')).toBe(true);
  expect(isBefore('2024-01-01T12:00:00.5Z', '2024-01-01T12:00:00.25Z')).toBe(false);
  expect(isBefore('2024-01-01T12:00:00+25:00', '2023-12-31T12:00:00Z')).toBe(true);
});

test('the zero time is one instant in any zone', () => {
  expect(isZero('0001-01-01T00:00:00Z')).toBe(true);
  expect(isZero('0001-01-01T05:30:00+05:30')).toBe(true);
  expect(isZero('0000-12-31T19:00:00-05:00')).toBe(true);
  expect(isZero('0001-01-01T00:00:00.000000001Z')).toBe(false);
  expect(isZero('0001-01-01T00:00:00+05:30')).toBe(false);
});
