import { expect, test } from 'vitest';
import { borders, cases, integerBorders, stored } from '../testing/cases.ts';

const cbg = { type: 'cbg', units: 'mg/dL', value: 100 };

cases('a sensor glucose', cbg, [
  ...borders('/trendRate', -100, 100, { beside: { trendRateUnits: 'mg/dL/minute' } }),
  ...borders('/trendRate', -5.5, 5.5, { beside: { trendRateUnits: 'mmol/L/minute' } }),
  ...integerBorders('/sampleInterval', 0, 86_400_000),
  [{ value: 0 }],
  [{ value: 1000 }],
  [{ value: 1000.0001 }, 'value-out-of-range /value'],
  [{ value: -0.1 }, 'value-out-of-range /value'],
  [{ value: null }, 'value-not-exists /value'],
  [{ value: '100' }, 'type-not-float64 /value'],
  [{ units: 'mmol/L', value: 55 }],
  [{ units: 'mmol/l', value: 55.1 }, 'value-out-of-range /value'],
  [{ units: 'mg/dl', value: 1000 }],
  [{ units: undefined, value: 5000 }, 'value-not-exists /units'],
  [{ units: 'MG/DL', value: 5000 }, 'value-not-allowed /units'],
  [{ units: '' }, 'value-not-allowed /units'],
  [{ trend: 'moderateFall' }],
  [{ trend: 'flat' }, 'value-not-allowed /trend'],
  [{ trendRate: 1e6 }],
  [{ trendRate: -100, trendRateUnits: 'mg/dL/minute' }],
  [{ trendRate: -100.1, trendRateUnits: 'mg/dL/minute' }, 'value-out-of-range /trendRate'],
  [{ trendRate: 5.5, trendRateUnits: 'mmol/L/minute' }],
  [{ trendRate: 5.6, trendRateUnits: 'mmol/L/minute' }, 'value-out-of-range /trendRate'],
  [{ trendRate: 1, trendRateUnits: 'mg/dL' }, 'value-not-allowed /trendRateUnits'],
  [{ trendRateUnits: 'mg/dL/minute' }, 'value-exists /trendRateUnits'],
  [{ sampleInterval: 0 }],
  [{ sampleInterval: 300_000.0 }],
  [{ sampleInterval: 86_400_001 }, 'value-out-of-range /sampleInterval'],
  [{ sampleInterval: 0.5 }, 'type-not-int /sampleInterval'],
  [{ backfilled: false }],
  [{ backfilled: 0 }, 'type-not-bool /backfilled'],
  [{ subType: 5 }],
]);

cases('a meter glucose', { ...cbg, type: 'smbg' }, [
  [{ value: undefined, units: undefined }, 'value-not-exists /units', 'value-not-exists /value'],
  [{ subType: 'scanned' }],
  [{ subType: '' }, 'value-not-allowed /subType'],
  [{ value: 1001 }, 'value-out-of-range /value'],
]);

cases('a ketone', { type: 'bloodKetone', units: 'mmol/L', value: 10 }, [
  [{ units: 'mmol/l', value: 0 }],
  [{ value: 10.1 }, 'value-out-of-range /value'],
  [{ value: -0.1 }, 'value-out-of-range /value'],
  [{ units: 'mg/dL' }, 'value-not-allowed /units'],
  [{ value: undefined, units: undefined }, 'value-not-exists /units', 'value-not-exists /value'],
]);

test.each([
  ['mg/dL', 119, 6.60539],
  ['mg/dl', 1000, 55.50748],
  ['mg/dL', 0, 0],
  ['mmol/l', 6.605391234, 6.605391234],
])('%s %d is stored as %d mmol/L', (units, value, mmol) => {
  expect(stored({ ...cbg, units, value })).toEqual([{ ...cbg, units: 'mmol/L', value: mmol }]);
  expect(stored({ ...cbg, type: 'smbg', units, value })).toMatchObject([{ units: 'mmol/L', value: mmol }]);
});

test('a trend rate is stored in mmol/L per minute, unless it has no units', () => {
  const rates = (trendRate: number, trendRateUnits?: string) =>
    stored({ ...cbg, trendRate, trendRateUnits }).map((datum) => [datum.trendRate, datum.trendRateUnits]);
  expect(rates(-2.2, 'mg/dL/minute')).toEqual([[-0.12212, 'mmol/L/minute']]);
  expect(rates(0.1, 'mmol/L/minute')).toEqual([[0.1, 'mmol/L/minute']]);
  expect(rates(-2.2)).toEqual([[-2.2, undefined]]);
});
