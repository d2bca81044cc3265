import { expect, test } from 'vitest';
import { about, borders, cases, stored } from '../testing/cases.ts';

const wizard = { type: 'wizard', units: 'mg/dL' };
const time = '2024-03-01T08:00:00Z';
const bolus = { type: 'bolus', subType: 'normal', normal: 1, time };

cases('a calculation', wizard, [
  ...borders('/carbInput', 0, 1000),
  ...borders('/insulinCarbRatio', 0, 250),
  ...borders('/insulinOnBoard', 0, 250),
  ...borders('/recommended/carb', 0, 100),
  ...borders('/recommended/correction', -100, 100),
  ...borders('/recommended/net', -100, 100),
  [{ units: undefined }, 'value-not-exists /units'],
  [{ units: 'mmol/L', bgInput: 55 }],
  [{ bgInput: 1000, insulinSensitivity: 1000 }],
  [
    { bgInput: 1001, insulinSensitivity: -1 },
    'value-out-of-range /bgInput',
    'value-out-of-range /insulinSensitivity',
  ],
  [{ carbInput: 1000, carbUnits: 'exchanges', insulinCarbRatio: 250, insulinOnBoard: 250 }],
  [
    { carbInput: 1001, carbUnits: 'g', insulinCarbRatio: 251, insulinOnBoard: -1 },
    'value-out-of-range /carbInput',
    'value-not-allowed /carbUnits',
    'value-out-of-range /insulinCarbRatio',
    'value-out-of-range /insulinOnBoard',
  ],
  [{ recommended: {} }],
  [{ recommended: { carb: 0, correction: -100, net: -100 } }],
  [
    { recommended: { carb: -1, correction: -101, net: 101 } },
    'value-out-of-range /recommended/carb',
    'value-out-of-range /recommended/correction',
    'value-out-of-range /recommended/net',
  ],
  [{ bolus: '0123456789abcdef0123456789abcdef' }, 'type-not-object /bolus'],
  [{ bolus: {} }, 'value-not-exists /bolus/type'],
  [{ bolus: wizard }, 'value-not-allowed /bolus/type'],
  [{ bolus: { type: 'bolus' } }, 'value-not-exists /bolus/subType'],
  [
    { bolus: { ...bolus, time: undefined, normal: 101 } },
    'value-not-exists /bolus/time',
    'value-out-of-range /bolus/normal',
  ],
]);

const target = about('bgTarget');

cases('a target', { ...wizard, bgTarget: { target: 100 } }, [
  target({ target: 100, range: 100 }),
  target({ target: 990, range: 10 }),
  target({ target: 990, range: 11 }, 'value-out-of-range /range'),
  target({ target: 100, range: 101 }, 'value-out-of-range /range'),
  target({ target: 100, range: -1 }, 'value-out-of-range /range'),
  target({ target: 0, range: 1 }, 'value-out-of-range /range'),
  target({ target: 1000, range: 0 }),
  target({ target: 1000, range: 1 }, 'value-out-of-range /range'),
  target({ target: 100, high: 100 }),
  target({ target: 100, high: 99 }, 'value-out-of-range /high'),
  target({ low: 80, high: 80 }),
  target({ low: 80, high: 1001 }, 'value-out-of-range /high'),
  target({ low: 80, high: 79 }, 'value-out-of-range /high'),
  target({ low: -1, high: 5000 }, 'value-out-of-range /low'),
  target({ target: 1001 }, 'value-out-of-range /target'),
  target({ target: 1001, range: 5000 }, 'value-out-of-range /target'),
  target({ target: 100, low: 80 }, 'value-exists /low'),
  target({ target: 100, range: 10, low: 80, high: 120 }, 'value-exists /high', 'value-exists /low'),
  target({ low: 80, high: 120, range: 5 }, 'value-exists /range'),
  target({ low: 80 }, 'value-not-exists /high'),
  target({ high: 120 }, 'value-not-exists /target'),
  target({}, 'value-not-exists /target'),
  target({ target: '100' }, 'type-not-float64 /target'),
]);

test('all its glucose values are stored in mmol/L', () => {
  const record = { ...wizard, bgInput: 392, insulinSensitivity: 52, bgTarget: { target: 95, range: 15 } };
  expect(stored(record)).toEqual([
    {
      ...wizard,
      units: 'mmol/L',
      bgInput: 21.75893,
      insulinSensitivity: 2.88639,
      bgTarget: { target: 5.27321, range: 0.83261 },
    },
  ]);
  expect(stored({ ...record, bgTarget: { low: 80, high: 120 } })).toMatchObject([
    { bgTarget: { low: 4.4406, high: 6.6609 } },
  ]);
});
