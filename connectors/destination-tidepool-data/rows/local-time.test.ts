import { Reject } from '@airbyte-ts/cdk';
import { describe, expect, it } from 'vitest';
import { inZone, localTime } from './local-time.ts';

const reasonOf = (value: unknown): string | undefined => (value instanceof Reject ? value.reason : undefined);

describe('a time without a zone', () => {
  it.each([
    ['2026-01-31T08:00:00', 'Europe/Paris', '2026-01-31T07:00:00Z'],
    ['2026-07-31 08:00:00', 'Europe/Paris', '2026-07-31T06:00:00Z'],
    ['2026-01-31 8:00', 'America/New_York', '2026-01-31T13:00:00Z'],
    ['2026-01-31 08:00:00.1200', 'Asia/Kolkata', '2026-01-31T02:30:00.1200Z'],
    ['2026-01-31T08:00:00,5', 'UTC', '2026-01-31T08:00:00.5Z'],
    ['2026-12-31T20:00:00', 'America/Los_Angeles', '2027-01-01T04:00:00Z'],
    ['2026-03-29T01:59:59', 'Europe/Paris', '2026-03-29T00:59:59Z'],
    ['2026-03-29T03:00:00', 'Europe/Paris', '2026-03-29T01:00:00Z'],
    ['2026-10-25T03:00:00', 'Europe/Paris', '2026-10-25T02:00:00Z'],
    ['0099-07-01 00:00', 'UTC', '0099-07-01T00:00:00Z'],
    ['0000-12-31 23:59:59', 'UTC', '0000-12-31T23:59:59Z'],
    ['1850-01-01 00:00:00', 'America/New_York', '1850-01-01T04:56:02Z'],
    ['9999-12-31 18:59:59', 'America/New_York', '9999-12-31T23:59:59Z'],
  ])('is read in its time zone: %s in %s is %s', (time, zone, utc) => {
    expect(inZone(time, zone)).toBe(utc);
  });

  it('is rejected if the clocks skip it', () => {
    for (const time of ['2026-03-29T02:00:00', '2026-03-29 02:30', '2026-03-29 02:59:59.9'])
      expect(reasonOf(inZone(time, 'Europe/Paris'))).toMatch(/^time does not exist in its time zone/);
  });

  it('is rejected if the clocks show it twice, because a guess could be wrong by an hour', () => {
    for (const time of ['2026-10-25T02:00:00', '2026-10-25 02:59:59'])
      expect(reasonOf(inZone(time, 'Europe/Paris'))).toMatch(/^time occurs twice in its time zone/);
  });

  it.each([
    ['2026-02-30T08:00:00', 'Europe/Paris', 'time is not a time: its day does not exist'],
    ['2026-01-31 24:00', 'Europe/Paris', 'time is not a time: its time of day does not exist'],
    ['9999-12-31 19:00:00', 'America/New_York', 'outside of the years 0000 to 9999'],
    ['0000-01-01 00:00:00', 'Europe/Paris', 'outside of the years 0000 to 9999'],
    ['2026-01-31T08:00:00', 'GMT+2', "time has no zone, and the record's timezone is not a name"],
    ['2026-01-31T08:00:00', 'Mars/Olympus', "time has no zone, and the record's timezone is not a name"],
  ])('is rejected with the cause: %s in %s', (time, zone, cause) => {
    expect(reasonOf(inZone(time, zone))).toContain(cause);
  });

  it('is rejected with the cause also with a fraction of 200 digits', () => {
    const time = `2026-01-31 23:59:60.${'0'.repeat(200)}`;
    expect(reasonOf(inZone(time, 'UTC'))).toBe('time is not a time: its time of day does not exist');
  });

  it.each([
    ['2026-01-31T08:00:00', ''],
    ['2026-01-31T08:00:00', undefined],
    ['2026-01-31', 'Europe/Paris'],
    ['31/01/2026 08:00', 'Europe/Paris'],
    ['2026-01-31T08:00:00Z', 'Europe/Paris'],
    ['2026-01-31T08:00:00+05:00', 'Europe/Paris'],
    [1_767_225_600, 'Europe/Paris'],
    [null, 'Europe/Paris'],
  ])("and any other value is left to validation where it can't be read: %s in %s", (value, zone) => {
    expect(inZone(value, zone)).toBe(value);
  });
});

describe('the time on the clock of a device', () => {
  it.each([
    ['2026-01-31 08:00:00', '2026-01-31T08:00:00'],
    ['2026-01-31  8:00', '2026-01-31T08:00:00'],
    ['2026-01-31T08:00:00.25', '2026-01-31T08:00:00.25'],
    [' 2026-01-31 08:00:00 ', '2026-01-31T08:00:00'],
    ['2026-01-31T08:00:00Z', '2026-01-31T08:00:00Z'],
    [45_361.29, 45_361.29],
    [undefined, undefined],
  ])('is written as Tidepool writes it: %s becomes %s', (value, written) => {
    expect(localTime(value)).toBe(written);
  });
});
