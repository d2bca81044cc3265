import { Reject } from '@airbyte-ts/cdk';
import { describe, expect, it } from 'vitest';
import { rowCompleter } from './complete.ts';

const complete = rowCompleter({ type: 'cbg', deviceId: 'Meter-1', timezone: 'Europe/Paris' });
const row = { type: 'cbg', time: '2026-01-31T08:00:00Z', deviceId: 'DexG5', value: 110 };

describe('a row', () => {
  it('that is complete stays the same object', () => {
    expect(complete(row)).toBe(row);
  });

  it.each(['historic', 'EGV', '', 0, 7, true, null, undefined, ['cbg']])(
    'gets the type of its stream if its own is none of Tidepool’s: %s',
    (type) => {
      expect(complete({ ...row, type })).toMatchObject({ type: 'cbg' });
    },
  );

  it.each(['smbg', 'CBG', 'food ', 'upload', 'deviceStatus'])('keeps a type of Tidepool: %s', (type) => {
    expect(complete({ ...row, type })).toMatchObject({ type });
  });

  it.each(['', ' ', '\t', ' ', null, undefined])(
    'without a device gets that of the settings: %j',
    (deviceId) => {
      expect(complete({ ...row, deviceId })).toMatchObject({ deviceId: 'Meter-1' });
    },
  );

  it('without a device is rejected if the settings have none', () => {
    const rejected = rowCompleter({ type: 'cbg', deviceId: '', timezone: '' })({ ...row, deviceId: ' ' });
    expect(rejected instanceof Reject && rejected.reason).toBe(
      'deviceId is missing, and Device ID (device_id) is empty',
    );
  });

  it('has its own time zone rather than that of the settings', () => {
    const time = '2026-01-31 08:00:00';
    expect(complete({ ...row, time })).toMatchObject({ time: '2026-01-31T07:00:00Z' });
    expect(complete({ ...row, time, timezone: 'Asia/Tokyo' })).toMatchObject({
      time: '2026-01-30T23:00:00Z',
    });
    expect(complete({ ...row, time, timezone: ' ' })).toMatchObject({ time: '2026-01-31T07:00:00Z' });
  });

  it('whose time lacks a zone is rejected with the name of the setting or field that is not a time zone', () => {
    const settings = rowCompleter({ type: 'cbg', deviceId: 'Meter-1', timezone: 'GMT+2' });
    const time = '2026-01-31 08:00:00';
    const reasonOf = (given: object): unknown => (settings({ ...row, ...given }) as Reject).reason;
    expect(reasonOf({ time })).toMatch(/^time has no zone, and Time Zone \(timezone\) is not a name of/);
    expect(reasonOf({ time, timezone: 'Mars/Olympus' })).toMatch(
      /^time has no zone, and the record's timezone is not a name of/,
    );
    expect(settings(row)).toBe(row);
  });
});
