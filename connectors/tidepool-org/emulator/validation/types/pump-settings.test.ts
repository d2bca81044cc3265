import { expect, test } from 'vitest';
import { borders, cases, integerBorders, letters, stored } from '../testing/cases.ts';

const settings = { type: 'pumpSettings', activeSchedule: 'a' };
const mg = { units: { bg: 'mg/dL', carb: 'grams' } };

cases('settings of a pump', settings, [
  ...borders('/basal/rateMaximum/value', 0, 100, { beside: { units: 'Units/hour' } }),
  ...borders('/bolus/amountMaximum/value', 0, 100, { beside: { units: 'Units' } }),
  ...integerBorders('/insulinModel/actionDelay', 0, 86_400),
  ...integerBorders('/insulinModel/actionDuration', 0, 86_400),
  ...integerBorders('/insulinModel/actionPeakOffset', 0, 86_400),
  [{ basal: { temporary: {} } }, 'value-not-exists /basal/temporary/type'],
  [{ display: { bloodGlucose: {} } }, 'value-not-exists /display/bloodGlucose/units'],
  [{ activeSchedule: undefined }, 'value-not-exists /activeSchedule'],
  [{ activeSchedule: '' }, 'value-empty /activeSchedule'],
  [{ automatedDelivery: 'x' }, 'type-not-bool /automatedDelivery'],
  [{ units: {} }, 'value-not-exists /units/bg', 'value-not-exists /units/carb'],
  [{ units: { bg: 'mg/dL', carb: 'exchanges', insulin: 'Units' } }],
  [
    { units: { bg: 'mg/dL', carb: 'g', insulin: 'u' } },
    'value-not-allowed /units/carb',
    'value-not-allowed /units/insulin',
  ],
  [{ scheduleTimeZoneOffset: 10_080, manufacturers: ['a'], model: 'm', name: 'n', serialNumber: 's' }],
  [
    { scheduleTimeZoneOffset: 10_081, softwareVersion: '' },
    'value-out-of-range /scheduleTimeZoneOffset',
    'value-empty /softwareVersion',
  ],
  [{ insulinFormulation: {} }, 'value-not-exists /insulinFormulation/simple'],
  [{ bgSafetyLimit: 5000 }],
  [{ ...mg, bgSafetyLimit: 1001 }, 'value-out-of-range /bgSafetyLimit'],
  [{ ...mg, bgTargetPreprandial: { low: 80, high: 90 }, bgTargetPhysicalActivity: { target: 150 } }],
  [{ bgTargetPreprandial: {} }, 'value-not-exists /bgTargetPreprandial/target'],
  [{ basal: { rateMaximum: { units: 'Units/hour', value: 100 }, temporary: { type: 'off' } } }],
  [
    { basal: { rateMaximum: { units: 'Units/hour', value: 101 }, temporary: { type: 'x' } } },
    'value-out-of-range /basal/rateMaximum/value',
    'value-not-allowed /basal/temporary/type',
  ],
  [
    {
      bolus: {
        amountMaximum: { units: 'Units', value: 100 },
        calculator: { enabled: true, insulin: { duration: 10, units: 'hours' } },
        extended: { enabled: true },
      },
    },
  ],
  [
    { bolus: { calculator: { insulin: { duration: 601, units: 'minutes' } }, extended: {} } },
    'value-not-exists /bolus/calculator/enabled',
    'value-out-of-range /bolus/calculator/insulin/duration',
    'value-not-exists /bolus/extended/enabled',
  ],
  [{ display: { bloodGlucose: { units: 'mg/dL' } } }],
  [{ display: { bloodGlucose: { units: 'mg/dl' } } }, 'value-not-allowed /display/bloodGlucose/units'],
  [{ insulinModel: { modelType: 'fiasp', actionDelay: 86_400, actionDuration: 100, actionPeakOffset: 100 } }],
  [{ insulinModel: { modelType: 'other' } }, 'value-not-exists /insulinModel/modelTypeOther'],
  [
    { insulinModel: { modelType: 'walsh', modelTypeOther: 'x' } },
    'value-exists /insulinModel/modelTypeOther',
  ],
  [
    { insulinModel: { actionDelay: 86_401, actionDuration: -1, actionPeakOffset: 86_400 } },
    'value-out-of-range /insulinModel/actionDelay',
    'value-out-of-range /insulinModel/actionDuration',
  ],
  [
    { insulinModel: { actionDuration: 100, actionPeakOffset: 101 } },
    'value-out-of-range /insulinModel/actionPeakOffset',
  ],
]);

const rates = (...basalSchedule: unknown[]) => ({ basalSchedule });

cases('a schedule', { ...settings, ...rates({ start: 0, rate: 1 }) }, [
  [rates({ start: 0, rate: 1 }, { start: 9, rate: 1 }, { start: 10, rate: 1 })],
  [rates()],
  [rates({ start: 0, rate: 100 }, { start: 1, rate: 0 }, { start: 86_400_000, rate: 1 })],
  [
    rates({ start: 0, rate: 101 }, { start: 1, rate: -1 }),
    'value-out-of-range /basalSchedule/0/rate',
    'value-out-of-range /basalSchedule/1/rate',
  ],
  [rates({ start: 1, rate: 1 }), 'value-out-of-range /basalSchedule/0/start'],
  [rates({ start: 0, rate: 1 }, { start: 0, rate: 1 }), 'value-out-of-range /basalSchedule/1/start'],
  [
    rates({ start: 0, rate: 1 }, { start: 9, rate: 1 }, { start: 9, rate: 1 }),
    'value-out-of-range /basalSchedule/2/start',
  ],
  [rates({ start: 0, rate: 1 }, { start: 86_400_001, rate: 1 }), 'value-out-of-range /basalSchedule/1/start'],
  [rates({}), 'value-not-exists /basalSchedule/0/rate', 'value-not-exists /basalSchedule/0/start'],
  [rates(null, { start: 0, rate: 1 }), 'value-not-exists /basalSchedule/0'],
  [rates({ start: 0.5, rate: 1 }), 'type-not-int /basalSchedule/0/start'],
  [{ basalSchedule: {} }, 'type-not-array /basalSchedule'],
]);

const named = (name: string, entry: object) => ({ [name]: { A: [{ start: 0, ...entry }], B: [] } });

cases('named schedules', settings, [
  [named('carbRatios', { amount: 0 })],
  [named('carbRatios', {}), 'value-not-exists /carbRatios/A/0/amount'],
  [named('insulinSensitivities', {}), 'value-not-exists /insulinSensitivities/A/0/amount'],
  [named('basalSchedules', { rate: 1 })],
  [{ basalSchedules: {} }],
  [
    { basalSchedules: { b: [{ start: 1, rate: 1 }], a: null } },
    'value-not-exists /basalSchedules/a',
    'value-out-of-range /basalSchedules/b/0/start',
  ],
  [{ basalSchedules: { a: {} } }, 'type-not-array /basalSchedules/a'],
  [{ ...rates(), ...named('basalSchedules', { rate: 1000 }) }, 'value-exists /basalSchedules'],
  [named('carbRatios', { amount: 250 })],
  [named('carbRatios', { amount: 251 }), 'value-out-of-range /carbRatios/A/0/amount'],
  [
    { carbRatio: [{ start: 0, amount: 251 }], carbRatios: {} },
    'value-out-of-range /carbRatio/0/amount',
    'value-exists /carbRatios',
  ],
  [{ ...mg, ...named('insulinSensitivities', { amount: 1000 }) }],
  [
    { ...mg, ...named('insulinSensitivities', { amount: 1001 }) },
    'value-out-of-range /insulinSensitivities/A/0/amount',
  ],
  [{ insulinSensitivity: [], insulinSensitivities: {} }, 'value-exists /insulinSensitivities'],
  [{ ...mg, ...named('bgTargets', { target: 100, range: 15 }) }],
  [{ ...mg, ...named('bgTargets', { target: 1001 }) }, 'value-out-of-range /bgTargets/A/0/target'],
  [{ bgTarget: [], bgTargets: {} }, 'value-exists /bgTargets'],
]);

const preset = (members: object, name = 'Run') => ({ overridePresets: { [name]: members } });

cases('presets', { ...settings, ...mg }, [
  ...integerBorders('/overridePresets/Run/duration', 0, 604_800_000),
  ...borders('/overridePresets/Run/insulinSensitivityScaleFactor', 0.1, 10),
  [
    preset({
      abbreviation: 'R',
      duration: 604_800_000,
      bgTarget: { target: 150 },
      basalRateScaleFactor: 0.1,
    }),
  ],
  [preset({}, letters(101))],
  [preset({}, '')],
  [{ overridePresets: { Run: null } }, 'value-not-exists /overridePresets/Run'],
  [
    preset({ duration: 604_800_001, carbRatioScaleFactor: 10.1 }),
    'value-out-of-range /overridePresets/Run/duration',
    'value-out-of-range /overridePresets/Run/carbRatioScaleFactor',
  ],
  [preset({ bgTarget: {} }), 'value-not-exists /overridePresets/Run/bgTarget/target'],
]);

test('all its glucose values are stored in mmol/L', () => {
  const record = {
    ...settings,
    ...mg,
    bgSafetyLimit: 100,
    bgTargets: { A: [{ start: 0, low: 100, high: 100 }] },
    insulinSensitivity: [{ start: 0, amount: 100 }],
    overridePresets: { Run: { bgTarget: { target: 100 } } },
    carbRatio: [{ start: 0, amount: 100 }],
    manufacturers: ['b', 'a'],
  };
  expect(stored(record)).toEqual([
    {
      ...record,
      units: { bg: 'mmol/L', carb: 'grams' },
      bgSafetyLimit: 5.55075,
      bgTargets: { A: [{ start: 0, low: 5.55075, high: 5.55075 }] },
      insulinSensitivity: [{ start: 0, amount: 5.55075 }],
      overridePresets: { Run: { bgTarget: { target: 5.55075 } } },
      manufacturers: ['a', 'b'],
    },
  ]);
});
