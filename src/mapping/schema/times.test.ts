import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ExactNumber } from '../../define/exact-number.ts';
import { depth } from '../../testing/depth.ts';
import { invalidTimeReason, isoTime, toEpochMs } from './times.ts';

describe('a time', () => {
  it.each([
    ['2024-03-10T06:59:59Z', '2024-03-10T06:59:59Z'],
    ['2024-03-10 06:59:59.123456 UTC', '2024-03-10T06:59:59.123456Z'],
    ['2024-03-10 06:59:59 utc', '2024-03-10T06:59:59Z'],
    ['2024-03-10T06:59:59 GMT', '2024-03-10T06:59:59Z'],
    ['2024-03-10T06:59:59.5+01:00[Europe/Paris]', '2024-03-10T06:59:59.5+01:00'],
    ['2024-03-10T06:59:59Z[UTC]', '2024-03-10T06:59:59Z'],
    ['2024-03-10T06:59Z[Etc/GMT+1]', '2024-03-10T06:59:00Z'],
    ['2024-03-10 06:59:59 GMT-0730', '2024-03-10T06:59:59-07:30'],
    ['2024-03-10  06:59:59,25 +01', '2024-03-10T06:59:59.25+01:00'],
    ['2024-03-10T6:59:59+0100', '2024-03-10T06:59:59+01:00'],
    ['20240310T065959Z', '2024-03-10T06:59:59Z'],
    ['20240310T0659+0100', '2024-03-10T06:59:00+01:00'],
    ['20240310T065959.123-05', '2024-03-10T06:59:59.123-05:00'],
    ['1.710053999e9', '2024-03-10T06:59:59.000Z'],
    ['1.710053999123E+12', '2024-03-10T06:59:59.123Z'],
    ['2024-02-29t23:59z', '2024-02-29T23:59:00Z'],
    ['2024-01-01 00:00:00Z', '2024-01-01T00:00:00Z'],
    ['2024-12-31 00:00:00Z', '2024-12-31T00:00:00Z'],
    [`10 Mar 2024 06:59 +0100 (${'x'.repeat(93)})`, '2024-03-10T06:59:00+01:00'],
    ['Sun, 10 Mar 2024 06:59:59 +0000', '2024-03-10T06:59:59+00:00'],
    ['Sun, 10 Mar 2024 06:59:59 GMT', '2024-03-10T06:59:59Z'],
    ['10 Mar 2024 06:59 +0100 (CET)', '2024-03-10T06:59:00+01:00'],
    ['1 March 2024 06:59:59 UT', '2024-03-01T06:59:59Z'],
    ['Sun Mar 10 2024 06:59:59 GMT+0100 (Central European Standard Time)', '2024-03-10T06:59:59+01:00'],
  ])('that can be read in one way only is ISO 8601 with a zone: %s', (text, iso) => {
    expect([isoTime(text), isoTime(` ${text} `)]).toEqual([iso, iso]);
    expect(toEpochMs(text)).toBe(Date.parse(iso));
    expect(invalidTimeReason(text)).toBeUndefined();
  });

  it.each([
    '2024-03-10 06:59:59',
    '2024-03-10T06:59:59[Europe/Paris]',
    '2024-03-10 06:59:59 CET',
    '2024-03-10',
    '20240310T065959',
    '20240310T65959Z',
    '2024-0310T065959Z',
    '20240310 065959Z',
    '10/03/2024 06:59:59 UTC',
    '03-10-2024T06:59:59Z',
    'Sun, 10 Mar 24 06:59:59 GMT',
    'Sun Mar 10 06:59:59 2024',
    '2024-03-10T06:59:59Z+01:00',
    '2024-W10-7T06:59:59Z',
    `10 Mar 2024 06:59 +0100 (${'x'.repeat(97)})`,
    'now',
    '',
    '9'.repeat(1_000),
    `2024-03-10T06:59:59${' '.repeat(100_000)}x`,
  ])('is not guessed: %j', (text) => {
    expect([isoTime(text), toEpochMs(text)]).toEqual([undefined, undefined]);
  });

  it.each([
    ['2024-02-30 06:59:59Z', 'is not a time: its day does not exist'],
    ['2023-02-29T06:59:59+01:00', 'is not a time: its day does not exist'],
    ['2024-13-01 06:59:59 UTC', 'is not a time: its day does not exist'],
    ['2024-00-10T06:59:59Z', 'is not a time: its day does not exist'],
    ['2024-03-00T06:59:59Z', 'is not a time: its day does not exist'],
    [' 2024-03-00T06:59:59Z ', 'is not a time: its day does not exist'],
    ['31 Apr 2024 06:59:59 GMT', 'is not a time: its day does not exist'],
    ['2024-03-10 24:00:00Z', 'is not a time: its time of day does not exist'],
    ['2024-03-10T24:00:00Z', 'is not a time: its time of day does not exist'],
    ['2024-03-10 06:60:00Z', 'is not a time: its time of day does not exist'],
    ['2024-03-10 06:59:60Z', 'is not a time: its time of day does not exist'],
    ['2024-03-10T06:59:59+24:00', 'is not a time: its offset from UTC does not exist'],
    ['2024-03-10T06:59:59-99:00', 'is not a time: its offset from UTC does not exist'],
    ['2024-03-10T06:59:59+01:60', 'is not a time: its offset from UTC does not exist'],
  ])('%s is not a time, and the reason says why', (text, fault) => {
    expect([toEpochMs(text), invalidTimeReason(text)]).toEqual([undefined, fault]);
  });
});

describe('a number', () => {
  const fault = (value: unknown): string | undefined => {
    expect(isoTime(value)).toBeUndefined();
    return invalidTimeReason(value);
  };

  it('is a time from 1990 to 2100 in at most one unit, as a number or a text', () => {
    const range = { min: Date.UTC(1990), max: Date.UTC(2101) - 1 };
    fc.assert(
      fc.property(fc.integer(range), (ms) => {
        const seconds = Math.floor(ms / 1_000);
        const second = new Date(seconds * 1_000).toISOString();
        for (const unit of ['', '000', '000000', '000000000']) {
          const text = `${seconds}${unit}`;
          for (const value of [text, Number(text), new ExactNumber(text)])
            expect(isoTime(value)).toBe(second);
        }
        expect(isoTime(ms)).toBe(new Date(ms).toISOString());
        expect(toEpochMs(ms)).toBe(ms);
      }),
    );
  });

  it.each([
    ['1769846400123789', '2026-01-31T08:00:00.123789Z'],
    ['1769846400123999', '2026-01-31T08:00:00.123999Z'],
    ['1769846400123400', '2026-01-31T08:00:00.1234Z'],
    ['1769846400123456789', '2026-01-31T08:00:00.123456789Z'],
    ['1769846400999999999', '2026-01-31T08:00:00.999999999Z'],
    ['1769846400000000001', '2026-01-31T08:00:00.000000001Z'],
    ['1769846400120.5', '2026-01-31T08:00:00.1205Z'],
    ['1769846400.123456', '2026-01-31T08:00:00.123456Z'],
    ['1769846400.0000010', '2026-01-31T08:00:00.000001Z'],
    ['1.769846400123456789e18', '2026-01-31T08:00:00.123456789Z'],
    ['17698464001234.56789E+5', '2026-01-31T08:00:00.123456789Z'],
    ['+001769846400.5', '2026-01-31T08:00:00.500Z'],
    ['1769846400123456789.9', '2026-01-31T08:00:00.123456789Z'],
    ['1769846400.1234567899', '2026-01-31T08:00:00.123456789Z'],
  ])('keeps its digits up to nanoseconds and is never rounded: %s', (text, iso) => {
    expect([isoTime(text), isoTime(new ExactNumber(text))]).toEqual([iso, iso]);
    expect(toEpochMs(text)).toBe(Date.parse(`${iso.slice(0, 23)}Z`));
  });

  it('has the same milliseconds as the ISO time of its digits', () => {
    for (const number of [1769846400123999, 1769846400.1239, 1769846400123.9])
      expect(toEpochMs(number)).toBe(toEpochMs('2026-01-31T08:00:00.123999Z'));
  });

  it('outside these years is not a time in any unit', () => {
    for (const unit of [1, 1e3, 1e6, 1e9])
      for (const second of [Date.UTC(1990) / 1e3 - 1, Date.UTC(2101) / 1e3])
        expect(fault(second * unit)).toContain('outside of 1990 to 2100');
    for (const value of [-1_710_000_000, 1e300]) expect(fault(value)).toContain('outside of 1990 to 2100');
    expect(fault(Number.NaN)).toBeDefined();
    expect(fault(Number.POSITIVE_INFINITY)).toBeDefined();
  });

  it.each([
    [20240310, 'reads as a date'],
    ['20240310', 'reads as a date'],
    [20240310065959, 'reads as a date'],
    ['20240310065959', 'reads as a date'],
    [new ExactNumber('20240310065959'), 'reads as a date'],
    [202403100659, 'reads as a date'],
    [45361, 'a day of a spreadsheet'],
    [45361.2916, 'a day of a spreadsheet'],
    ['45361.2916', 'a day of a spreadsheet'],
    [1, 'a day of a spreadsheet'],
    [0, '0 stands for none'],
    ['0', '0 stands for none'],
    [99_999_999, 'outside of 1990 to 2100'],
    [99_999, 'a day of a spreadsheet'],
    [100_000, 'outside of 1990 to 2100'],
    [120_240_310, 'outside of 1990 to 2100'],
    [20_240_310_123, 'outside of 1990 to 2100'],
    [' 45361 ', 'a day of a spreadsheet'],
  ])('that means something else is not a time: %s %s', (value, words) => {
    expect(fault(value)).toContain(words);
  });
});

it('in the canonical form is returned unchanged if and only if the parser reads the same time', () => {
  const two = (max: number) => fc.integer({ min: 0, max }).map((each) => String(each).padStart(2, '0'));
  const fraction = fc.constantFrom('', '.0', '.123456789', '.', `.${'1'.repeat(99)}`, `.${'1'.repeat(100)}`);
  const zone = fc.oneof(
    fc.constantFrom('Z', 'z', '', '+01', '+0100'),
    fc
      .tuple(fc.constantFrom('+', '-'), two(30), two(70))
      .map(([sign, hour, minute]) => `${sign}${hour}:${minute}`),
  );
  const parts = fc.tuple(two(14), two(33), two(25), two(62), two(62), fraction, zone);
  fc.assert(
    fc.property(parts, ([month, day, hour, minute, second, rest, end]) => {
      const [date, clock] = [`2023-${month}-${day}`, `${hour}:${minute}:${second}${rest}${end}`];
      expect(isoTime(`${date}T${clock}`)).toBe(isoTime(`${date}t${clock}`));
    }),
    { numRuns: depth(800, 30_000) },
  );
});

it('a valid time, and a value without a more specific reason, have no reason', () => {
  for (const value of [
    1_710_000_000,
    ' 1710000000 ',
    undefined,
    null,
    true,
    {},
    [],
    'now',
    '',
    '2024-03-10',
    '2024-03-10 06:59',
  ])
    expect(invalidTimeReason(value)).toBeUndefined();
});
