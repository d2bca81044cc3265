import { expect, test } from 'vitest';
import { borders, cases, integerBorders, stored } from '../testing/cases.ts';

const event = (subType: string, members: object = {}) => ({ type: 'deviceEvent', subType, ...members });
const time = '2024-03-01T08:00:00Z';
const status = event('status', { status: 'suspended', reason: { suspended: 'manual' } });

cases('a status', status, [
  ...['sensorEvent', 'sensor', 'settingsChange', 'toString'].map((subType): [{ subType: string }, string] => [
    { subType },
    'value-not-allowed /subType',
  ]),
  [{ subType: undefined }, 'value-not-exists /subType'],
  [{ status: 'resumed', duration: 0 }],
  [{ status: 'paused' }, 'value-not-allowed /status'],
  [{ status: undefined, reason: undefined }, 'value-not-exists /status', 'value-not-exists /reason'],
  [{ reason: {} }, 'value-empty /reason'],
  [{ duration: 1e12, expectedDuration: 1e12 }],
  [
    { duration: -1, expectedDuration: -1 },
    'value-out-of-range /duration',
    'value-out-of-range /expectedDuration',
  ],
  [{ duration: 10, expectedDuration: 9 }, 'value-out-of-range /expectedDuration'],
  [{ expectedDuration: 0 }],
]);

cases('an alarm', event('alarm', { alarmType: 'over_limit' }), [
  [{ alarmType: undefined }, 'value-not-exists /alarmType'],
  [{ alarmType: 'low' }, 'value-not-allowed /alarmType'],
  [{ status: { ...status, time } }],
  [{ status }, 'value-not-exists /status/time'],
  [{ status: event('alarm') }, 'value-not-allowed /status/subType'],
  [{ status: { ...status, type: 'bolus' } }, 'value-not-allowed /status/type'],
]);

cases('a change of reservoir', event('reservoirChange'), [
  [{ status: { ...status, time } }],
  [{ status: 'an id' }, 'type-not-object /status'],
]);

cases('a calibration', event('calibration', { units: 'mmol/L', value: 55 }), [
  [{ value: 56 }, 'value-out-of-range /value'],
  [{ units: undefined, value: undefined }, 'value-not-exists /units', 'value-not-exists /value'],
]);

cases('a prime', event('prime', { primeTarget: 'tubing' }), [
  ...borders('/volume', 0, 1000),
  [{ volume: 1000 }],
  [{ volume: 1000.1 }, 'value-out-of-range /volume'],
  [{ primeTarget: 'needle', volume: 1001 }, 'value-not-allowed /primeTarget'],
  [{ primeTarget: undefined }, 'value-not-exists /primeTarget'],
]);

const old = { agent: 'manual', from: '2024-03-01T08:00:00', to: '2024-03-01T09:00:00' };

cases('a change of time', event('timeChange', { to: { timeZoneName: 'UTC' } }), [
  [{ to: { time: '2024-03-01T09:00:00' }, from: { time: '2024-03-01T08:00:00' }, method: 'automatic' }],
  [{ to: undefined }, 'values-not-exist-for-one'],
  [{ to: undefined, method: 'manual' }, 'value-not-exists /to'],
  [{ to: undefined, from: { timeZoneName: 'UTC' } }, 'value-not-exists /to'],
  [{ to: {} }, 'values-not-exist-for-any /to'],
  [{ to: { time: '2024-03-01T09:00:00Z' } }, 'value-not-parsable /to/time'],
  [{ to: { time: '0001-01-01T00:00:00' } }, 'value-empty /to/time'],
  [{ from: { time: '0001-01-01T00:00:00' } }, 'value-empty /from/time'],
  [{ to: { timeZoneName: 'X' } }, 'value-not-valid /to/timeZoneName'],
  [{ method: 'x' }, 'value-not-allowed /method'],
  [{ change: old }, 'value-exists /change'],
  [{ to: undefined, change: old }],
  [{ to: undefined, change: { ...old, from: '0001-01-01T00:00:00' } }],
  [
    { to: undefined, change: {} },
    'value-not-exists /change/agent',
    'value-not-exists /change/from',
    'value-not-exists /change/to',
  ],
  [
    { to: undefined, change: { agent: 'x', from: 'x' } },
    'value-not-allowed /change/agent',
    'value-not-valid /change/from',
    'value-not-exists /change/to',
  ],
]);

cases('an override', event('pumpSettingsOverride', { overrideType: 'sleep' }), [
  ...integerBorders('/duration', 0, 604_800_000),
  ...integerBorders('/expectedDuration', 0, 604_800_000),
  ...borders('/basalRateScaleFactor', 0.1, 10),
  [{ overrideType: undefined }, 'value-not-exists /overrideType'],
  [{ overrideType: 'party' }, 'value-not-allowed /overrideType'],
  [{ overrideType: 'preset', overridePreset: 'p' }],
  [{ overrideType: 'preset' }, 'value-not-exists /overridePreset'],
  [{ overrideType: 'preset', overridePreset: '' }, 'value-empty /overridePreset'],
  [{ overridePreset: 'p' }, 'value-exists /overridePreset'],
  [{ method: 'manual', duration: 604_800_000, expectedDuration: 604_800_000 }],
  [{ method: 'x', duration: 604_800_001 }, 'value-not-allowed /method', 'value-out-of-range /duration'],
  [{ duration: 10, expectedDuration: 9 }, 'value-out-of-range /expectedDuration'],
  [{ basalRateScaleFactor: 0.1, carbRatioScaleFactor: 10, insulinSensitivityScaleFactor: 1 }],
  [
    { basalRateScaleFactor: 0.09, carbRatioScaleFactor: 10.1, insulinSensitivityScaleFactor: 0 },
    'value-out-of-range /basalRateScaleFactor',
    'value-out-of-range /carbRatioScaleFactor',
    'value-out-of-range /insulinSensitivityScaleFactor',
  ],
  [{ bgTarget: { target: 100 }, units: { bg: 'mg/dL' } }],
  [{ bgTarget: { target: 100 }, units: { bg: 'mmol/L' } }, 'value-out-of-range /bgTarget/target'],
  [{ bgTarget: { target: 100 } }, 'value-not-exists /units'],
  [{ units: { bg: 'mg/dL' } }, 'value-exists /units'],
  [{ bgTarget: { target: 100 }, units: {} }, 'value-not-exists /units/bg'],
]);

test('the target of an override is stored in mmol/L', () => {
  const override = event('pumpSettingsOverride', { overrideType: 'sleep', units: { bg: 'mg/dL' } });
  expect(stored({ ...override, bgTarget: { target: 100 } })).toEqual([
    { ...override, units: { bg: 'mmol/L' }, bgTarget: { target: 5.55075 } },
  ]);
});
