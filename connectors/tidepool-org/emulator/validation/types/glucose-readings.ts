import { datum } from '../datum.ts';
import { glucose, glucoseUnits, ketoneUnits, toMmol } from '../glucose.ts';
import { inUnits, type Units, unitOf } from '../quantities.ts';
import { has, onlyIf, type Rule, required } from '../rule.ts';
import { between, flag, integer, number, oneOf, text } from '../scalars.ts';

const RATES: Units = { 'mmol/L/minute': [-5.5, 5.5], 'mg/dL/minute': [-100, 100] };

const trendRateUnits: Rule = { ...unitOf(RATES), normalise: () => 'mmol/L/minute' };

const trendRate: Rule = {
  ...inUnits(RATES, 'trendRateUnits'),
  normalise: (value, at) => (at.owner.trendRateUnits === 'mg/dL/minute' ? toMmol(value as number) : value),
};

export const cbg = datum(
  { type: 'cbg' },
  {
    units: required(glucoseUnits()),
    value: required(glucose()),
    trend: text(
      oneOf('constant', 'slowFall', 'slowRise', 'moderateFall', 'moderateRise', 'rapidFall', 'rapidRise'),
    ),
    trendRateUnits: onlyIf(has('trendRate'), trendRateUnits),
    trendRate,
    sampleInterval: integer(between(0, 86_400_000)),
    backfilled: flag(),
  },
);

export const smbg = datum(
  { type: 'smbg' },
  {
    units: required(glucoseUnits()),
    value: required(glucose()),
    subType: text(oneOf('linked', 'manual', 'scanned')),
  },
);

export const bloodKetone = datum(
  { type: 'bloodKetone' },
  { units: required(ketoneUnits()), value: required(number(between(0, 10))) },
);
