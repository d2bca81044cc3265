import { describe } from 'vitest';
import { accepts } from '../testing/fixtures.ts';

describe('readings of blood glucose', () => {
  accepts('cbg', [
    [{}, 'fits'],
    [{ units: undefined }, 'units is missing'],
    [{ units: '' }, 'units is not one of mmol/L, mmol/l, mg/dL or mg/dl'],
    [{ units: 5 }, 'units is not one of'],
    [{ value: undefined }, 'value is missing'],
    [{ value: '100' }, 'value is not a number'],
    [{ value: 1000 }, 'fits'],
    [{ value: 1000.0001 }, 'value is not between 0 and 1000'],
    [{ value: 0 }, 'fits'],
    [{ value: -0.1 }, 'value is not between 0 and 1000'],
    [{ units: 'mg/dl', value: 1001 }, 'value is not between 0 and 1000'],
    [{ units: 'mmol/L', value: 55 }, 'fits'],
    [{ units: 'mmol/L', value: 55.1 }, 'value is not between 0 and 55 mmol/L'],
    [{ units: 'mmol/l', value: 56 }, 'value is not between 0 and 55 mmol/l'],
    [{ trend: 'up' }, 'trend is not one of constant'],
    [{ trendRate: -100 }, 'fits'],
    [{ trendRate: 100.1 }, 'trendRate is not between -100 and 100 mg/dL/minute'],
    [{ trendRateUnits: 'mmol/L/minute', trendRate: 5.5 }, 'fits'],
    [{ trendRateUnits: 'mmol/L/minute', trendRate: -5.6 }, 'trendRate is not between -5.5 and 5.5'],
    [{ trendRateUnits: undefined, trendRate: 1000 }, 'fits'],
    [{ trendRate: undefined }, 'trendRateUnits is allowed only with trendRate'],
    [{ sampleInterval: 0 }, 'fits'],
    [{ sampleInterval: 86_400_000 }, 'fits'],
    [{ sampleInterval: 86_400_001 }, 'sampleInterval is not between'],
    [{ sampleInterval: 1.5 }, 'sampleInterval is not an integer'],
    [{ backfilled: 'true' }, 'backfilled is not true or false'],
    [{ unknown: 'is dropped by the service' }, 'fits'],
  ]);
  accepts('smbg', [
    [{}, 'fits'],
    [{ value: 55.1 }, 'value is not between 0 and 55 mmol/L'],
    [{ subType: 'x' }, 'subType is not one of linked, manual or scanned'],
    [{ subType: undefined }, 'fits'],
  ]);
});

describe('readings of ketones', () => {
  accepts('bloodKetone', [
    [{}, 'fits'],
    [{ units: 'mmol/l', value: 10 }, 'fits'],
    [{ units: 'mg/dL' }, 'units is not one of mmol/L or mmol/l'],
    [{ value: 10.1 }, 'value is not between 0 and 10'],
  ]);
});
