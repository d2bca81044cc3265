import { datum } from '../fields/base.ts';
import { between, choice, flag, integer, number, report } from '../fields/fields.ts';
import { glucoseFault, glucoseUnits } from '../fields/glucose.ts';

const glucose = {
  units: glucoseUnits(),
  value: between('Blood glucose: 0 to 1000 mg/dL, 0 to 55 mmol/L.', 0, 1000),
};

/** Largest increase or decrease, by unit. */
const RATES: Readonly<Record<string, number>> = { 'mg/dL/minute': 100, 'mmol/L/minute': 5.5 };

/** https://github.com/tidepool-org/TidepoolApi/blob/master/docs/device-data/data-types/cbg.md */
export const cbg = datum('cbg', {}, () => ({
  ...glucose,
  trend: choice('Trend of the value.', [
    'constant',
    'slowFall',
    'slowRise',
    'moderateFall',
    'moderateRise',
    'rapidFall',
    'rapidRise',
  ]).optional(),
  trendRate: number('Rate of change: at most 100 mg/dL or 5.5 mmol/L per minute, up or down.').optional(),
  trendRateUnits: choice('mg/dL/minute or mmol/L/minute.', ['mmol/L/minute', 'mg/dL/minute']).optional(),
  sampleInterval: integer('Time between two readings, in ms.', 0, 86_400_000).optional(),
  backfilled: flag('Whether it was sent after its measurement.').optional(),
})).check((context) => {
  const { units, value, trendRate, trendRateUnits } = context.value;
  report(context, ['value'], glucoseFault(value, units));
  if (trendRateUnits === undefined) return;
  if (trendRate === undefined) report(context, ['trendRateUnits'], 'is allowed only with trendRate');
  else {
    const max = RATES[trendRateUnits]!;
    if (Math.abs(trendRate) > max)
      report(context, ['trendRate'], `is not between -${max} and ${max} ${trendRateUnits}`);
  }
});

/** https://github.com/tidepool-org/TidepoolApi/blob/master/docs/device-data/data-types/smbg.md */
export const smbg = datum('smbg', {}, () => ({
  ...glucose,
  subType: choice('How the value was recorded.', ['linked', 'manual', 'scanned']).optional(),
})).check((context) => {
  const { units, value } = context.value;
  report(context, ['value'], glucoseFault(value, units));
});

/** https://github.com/tidepool-org/TidepoolApi/blob/master/docs/device-data/data-types/blood-ketone.md */
export const bloodKetone = datum('bloodKetone', {}, () => ({
  units: choice('mmol/L.', ['mmol/L', 'mmol/l']),
  value: between('Ketones in the blood.', 0, 10),
}));
