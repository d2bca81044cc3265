import { datum } from '../fields/base.ts';
import {
  between,
  type Checked,
  choice,
  integer,
  list,
  named,
  number,
  object,
  report,
  short,
} from '../fields/fields.ts';
import { freeForm } from '../fields/free-form.ts';
import { glucoseFault, glucoseUnits } from '../fields/glucose.ts';
import { checkTargets, targetSchedule } from '../fields/schedules.ts';
import { anyInstant } from '../fields/times.ts';
import { nutrition } from './food.ts';

const DAY = 86_400_000;
const when = anyInstant('Time: ISO 8601 with a zone.');

const food = (description: string) =>
  object(description, () => ({ time: when.optional(), nutrition })).optional();

const reading = object('Blood glucose at a time.', () => ({ time: when, value: number('Blood glucose.') }));
const forecast = object('Forecast of blood glucose.', () => ({
  time: when.optional(),
  value: number('Blood glucose.'),
}));

const bolus = (description: string) =>
  object(`${description}: an amount, or an immediate and an extended part.`, () => ({
    amount: between('Total amount, in units of insulin.', 0, 100).optional(),
    normal: between('Immediate part, in units of insulin.', 0, 100).optional(),
    extended: between('Extended part, in units of insulin.', 0, 100).optional(),
    duration: integer('Duration of the extended part, in ms.', 0, DAY).optional(),
  })).check((context) => {
    const { amount, normal, extended, duration } = context.value;
    const forbid = (field: 'duration' | 'extended' | 'normal', rule: string) => {
      if (context.value[field] !== undefined) report(context, [field], `is ${rule}`);
    };
    if (amount !== undefined) {
      for (const field of ['duration', 'extended', 'normal'] as const)
        forbid(field, 'not allowed beside amount');
    } else if (extended !== undefined) {
      if (duration === undefined) report(context, ['duration'], 'is missing');
    } else {
      forbid('duration', 'allowed only with extended');
      if (normal === undefined) report(context, [], 'has none of amount, extended and normal');
    }
  });

const issue = object('An issue.', () => ({
  id: short('Id of the issue.'),
  metadata: freeForm('Further data, up to 4096 bytes of JSON.').optional(),
}));

/** https://github.com/tidepool-org/TidepoolApi/blob/master/docs/device-data/data-types/dosing-decision.md */
export const dosingDecision = datum('dosingDecision', {}, () => ({
  reason: short('Reason of the decision, such as loop.'),
  units: object('Units of the values.', () => ({
    bg: glucoseUnits(),
    carb: choice('grams or exchanges.', ['exchanges', 'grams']),
    insulin: named('Units.', 'Units'),
  })),
  originalFood: food('Food as it was first entered.'),
  food: food('Food as it was last entered.'),
  smbg: reading.optional(),
  carbsOnBoard: object('Carbohydrates still to be absorbed.', () => ({
    time: when.optional(),
    amount: between('In units.carb.', 0, 1000),
  })).optional(),
  insulinOnBoard: object('Insulin still active.', () => ({
    time: when.optional(),
    amount: between('In units of insulin.', -1000, 1000),
  })).optional(),
  bgTargetSchedule: targetSchedule.optional(),
  bgHistorical: list('Earlier blood glucose.', reading, 1440).optional(),
  bgForecast: list('Forecast blood glucose.', forecast, 1440).optional(),
  recommendedBasal: object('Recommended basal rate.', () => ({
    rate: between('Units of insulin per hour.', 0, 100),
    duration: integer('Duration in ms.', 0, DAY).optional(),
  })).optional(),
  recommendedBolus: bolus('Recommended bolus').optional(),
  requestedBolus: bolus('Requested bolus').optional(),
  warnings: list('Warnings.', issue, 100).optional(),
  errors: list('Errors.', issue, 100).optional(),
  scheduleTimeZoneOffset: integer(
    'Offset of the schedules from UTC, in minutes.',
    -10_080,
    10_080,
  ).optional(),
})).check((context) => checkGlucose(context, context.value));

type Values = Pick<typeof dosingDecision._zod.output, 'units' | 'smbg' | 'bgTargetSchedule' | 'bgHistorical'>;

/** Forecast values have no limits. */
function checkGlucose(context: Checked, { units, smbg, bgTargetSchedule, bgHistorical }: Values): void {
  report(context, ['smbg', 'value'], glucoseFault(smbg?.value, units.bg));
  checkTargets(context, ['bgTargetSchedule'], bgTargetSchedule, units.bg);
  bgHistorical?.forEach(({ value }, index) => {
    report(context, ['bgHistorical', index, 'value'], glucoseFault(value, units.bg));
  });
}
