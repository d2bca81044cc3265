import { expect, test } from 'vitest';
import { about, borders, cases, integerBorders, letters, many, stored } from '../testing/cases.ts';

const time = '2024-03-01T08:00:00Z';
const units = { bg: 'mg/dL', carb: 'grams', insulin: 'Units' };
const decision = { type: 'dosingDecision', reason: 'loop', units };

const bolus = about('recommendedBolus');

cases('a decision', decision, [
  ...borders('/carbsOnBoard/amount', 0, 1000),
  ...borders('/insulinOnBoard/amount', -1000, 1000),
  ...borders('/recommendedBasal/rate', 0, 100),
  ...integerBorders('/recommendedBasal/duration', 0, 86_400_000, { rate: 1 }),
  ...borders('/requestedBolus/normal', 0, 100),
  ...integerBorders('/requestedBolus/duration', 0, 86_400_000, { extended: 1 }),
  [{ smbg: {} }, 'value-not-exists /smbg/time', 'value-not-exists /smbg/value'],
  [{ bgForecast: [{}] }, 'value-not-exists /bgForecast/0/value'],
  [{ reason: letters(100) }],
  [{ reason: letters(101) }, 'length-out-of-range /reason'],
  [{ reason: undefined, units: undefined }, 'value-not-exists /reason', 'value-not-exists /units'],
  [
    { units: { bg: 'x', carb: 'x', insulin: 'x' } },
    'value-not-allowed /units/bg',
    'value-not-allowed /units/carb',
    'value-not-allowed /units/insulin',
  ],
  [
    { units: {} },
    'value-not-exists /units/bg',
    'value-not-exists /units/carb',
    'value-not-exists /units/insulin',
  ],
  [{ food: { time, nutrition: {} }, originalFood: { nutrition: {} } }],
  [{ food: {}, originalFood: { time: 'x' } }, 'value-not-parsable /originalFood/time'],
  [{ food: {} }, 'value-not-exists /food/nutrition'],
  [{ smbg: { time, value: 1000 } }],
  [{ smbg: { value: 1001 } }, 'value-not-exists /smbg/time', 'value-out-of-range /smbg/value'],
  [{ carbsOnBoard: { amount: 1000, time }, insulinOnBoard: { amount: -1000 } }],
  [
    { carbsOnBoard: { amount: -1 }, insulinOnBoard: { amount: 1001 } },
    'value-out-of-range /carbsOnBoard/amount',
    'value-out-of-range /insulinOnBoard/amount',
  ],
  [
    { carbsOnBoard: {}, insulinOnBoard: {} },
    'value-not-exists /carbsOnBoard/amount',
    'value-not-exists /insulinOnBoard/amount',
  ],
  [{ bgHistorical: many(1440, () => ({ time, value: 100 })) }],
  [{ bgHistorical: many(1441, () => ({ time, value: 100 })) }, 'length-out-of-range /bgHistorical'],
  [
    { bgHistorical: [{ time, value: 1001 }, {}] },
    'value-out-of-range /bgHistorical/0/value',
    'value-not-exists /bgHistorical/1/time',
    'value-not-exists /bgHistorical/1/value',
  ],
  [{ bgForecast: [{ value: -5000 }] }],
  [{ bgForecast: [] }, 'value-empty /bgForecast'],
  [
    {
      bgTargetSchedule: [
        { start: 0, low: 80, high: 120 },
        { start: 86_400_000, target: 100 },
      ],
    },
  ],
  [
    { bgTargetSchedule: [{ start: 1, target: 1001 }] },
    'value-out-of-range /bgTargetSchedule/0/target',
    'value-out-of-range /bgTargetSchedule/0/start',
  ],
  [{ recommendedBasal: { rate: 100, duration: 86_400_000 } }],
  [
    { recommendedBasal: { duration: 86_400_001 } },
    'value-not-exists /recommendedBasal/rate',
    'value-out-of-range /recommendedBasal/duration',
  ],
  bolus({ amount: 100 }),
  bolus({ amount: 101 }, 'value-out-of-range /amount'),
  bolus({ normal: 100 }),
  bolus({ extended: 100, duration: 86_400_000 }),
  bolus({ extended: 1 }, 'value-not-exists /duration'),
  bolus({ normal: 1, duration: 1 }, 'value-exists /duration'),
  bolus(
    { normal: 101, extended: -1, duration: -1 },
    'value-out-of-range /duration',
    'value-out-of-range /extended',
    'value-out-of-range /normal',
  ),
  bolus(
    { amount: 1, normal: 1, extended: 1, duration: 1 },
    'value-exists /duration',
    'value-exists /extended',
    'value-exists /normal',
  ),
  bolus({}, 'values-not-exist-for-any'),
  [{ requestedBolus: {} }, 'values-not-exist-for-any /requestedBolus'],
  [{ warnings: [{ id: 'w', metadata: { a: 1 } }], errors: [{ id: 'e' }] }],
  [
    { warnings: [{}], errors: [{ id: 'e', metadata: {} }] },
    'value-not-exists /warnings/0/id',
    'value-empty /errors/0/metadata',
  ],
  [{ scheduleTimeZoneOffset: -10_081 }, 'value-out-of-range /scheduleTimeZoneOffset'],
]);

test('all its glucose values are stored in mmol/L', () => {
  const record = {
    ...decision,
    smbg: { time, value: 100 },
    bgHistorical: [{ time, value: 100 }],
    bgForecast: [{ value: -100 }],
    bgTargetSchedule: [{ start: 0, low: 100, high: 100 }],
  };
  expect(stored(record)).toEqual([
    {
      ...record,
      units: { ...units, bg: 'mmol/L' },
      smbg: { time, value: 5.55075 },
      bgHistorical: [{ time, value: 5.55075 }],
      bgForecast: [{ value: -5.55075 }],
      bgTargetSchedule: [{ start: 0, low: 5.55075, high: 5.55075 }],
    },
  ]);
});
