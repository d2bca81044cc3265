import { datum } from '../fields/base.ts';
import { device } from '../fields/device.ts';
import {
  between,
  byName,
  type Checked,
  choice,
  filled,
  flag,
  integer,
  named,
  number,
  object,
  report,
  short,
} from '../fields/fields.ts';
import { checkTarget, glucoseFault, glucoseTarget, glucoseUnits } from '../fields/glucose.ts';
import { insulinFormulation } from '../fields/insulin.ts';
import { duration } from '../fields/measure.ts';
import {
  checkSensitivities,
  checkTargets,
  schedule,
  sensitivitySchedule,
  targetSchedule,
} from '../fields/schedules.ts';
import { scaleFactors } from './device-event.ts';

const basalSchedule = schedule('Basal rates.', { rate: between('Units of insulin per hour.', 0, 100) });
const carbSchedule = schedule('Carbohydrates per unit of insulin.', {
  amount: between('The ratio.', 0, 250),
});

const basal = object('Limits of the basal rate.', () => ({
  rateMaximum: object('Highest rate.', () => ({
    units: named('Units/hour.', 'Units/hour'),
    value: between('Units of insulin per hour.', 0, 100),
  })).optional(),
  temporary: object('Temporary rates.', () => ({
    type: choice('Kind of temporary rates.', ['off', 'percent', 'Units/hour']),
  })).optional(),
}));

const bolus = object('Limits and aids for boluses.', () => ({
  amountMaximum: object('Largest bolus.', () => ({
    units: named('Units.', 'Units'),
    value: between('Units of insulin.', 0, 100),
  })).optional(),
  calculator: object('Bolus calculator of the pump.', () => ({
    enabled: flag('Whether it is enabled.'),
    insulin: duration('Duration of insulin action: up to 10 hours.', 10).optional(),
  })).optional(),
  extended: object('Extended boluses.', () => ({ enabled: flag('Whether they are enabled.') })).optional(),
}));

const insulinModel = object("The pump's model of insulin action.", () => ({
  modelType: choice('The model.', ['fiasp', 'other', 'rapidAdult', 'rapidChild', 'walsh']).optional(),
  modelTypeOther: short('Model, if modelType is other.').optional(),
  actionDelay: integer('Delay of the action, in s.', 0, 86_400).optional(),
  actionDuration: integer('Duration of the action, in s.', 0, 86_400).optional(),
  actionPeakOffset: integer('Peak of the action, in s: within actionDuration.', 0, 86_400).optional(),
})).check((context) => {
  const { modelType, modelTypeOther, actionDuration, actionPeakOffset } = context.value;
  if (modelType === 'other') {
    if (modelTypeOther === undefined) report(context, ['modelTypeOther'], 'is missing');
  } else if (modelTypeOther !== undefined)
    report(context, ['modelTypeOther'], 'is allowed only where modelType is other');
  if (actionDuration !== undefined && actionPeakOffset !== undefined && actionPeakOffset > actionDuration)
    report(context, ['actionPeakOffset'], 'is more than actionDuration');
});

const preset = object('Changes of the preset.', () => ({
  abbreviation: short('Abbreviation of its name.').optional(),
  duration: integer('Duration in ms: up to 7 days.', 0, 604_800_000).optional(),
  bgTarget: glucoseTarget('Target blood glucose').optional(),
  ...scaleFactors,
}));

/** Fields for a single schedule, and for several schedules by name; only one of the two is allowed. */
const PLURALS = [
  ['basalSchedule', 'basalSchedules'],
  ['bgTarget', 'bgTargets'],
  ['carbRatio', 'carbRatios'],
  ['insulinSensitivity', 'insulinSensitivities'],
] as const;

/** https://github.com/tidepool-org/TidepoolApi/blob/master/docs/device-data/data-types/pump-settings.md */
export const pumpSettings = datum('pumpSettings', {}, () => ({
  activeSchedule: filled('Name of the active schedules.'),
  units: object('Units of the settings.', () => ({
    bg: glucoseUnits(),
    carb: choice('grams or exchanges.', ['exchanges', 'grams']),
    insulin: named('Units.', 'Units').optional(),
  })).optional(),
  basalSchedule: basalSchedule.optional(),
  basalSchedules: byName('Basal rates, by the name of the schedule.', basalSchedule).optional(),
  bgTarget: targetSchedule.optional(),
  bgTargets: byName('Target blood glucose, by the name of the schedule.', targetSchedule).optional(),
  carbRatio: carbSchedule.optional(),
  carbRatios: byName(
    'Carbohydrates per unit of insulin, by the name of the schedule.',
    carbSchedule,
  ).optional(),
  insulinSensitivity: sensitivitySchedule.optional(),
  insulinSensitivities: byName(
    'Decrease of blood glucose per unit of insulin, by the name of the schedule.',
    sensitivitySchedule,
  ).optional(),
  automatedDelivery: flag('Whether insulin is delivered automatically.').optional(),
  basal: basal.optional(),
  bgSafetyLimit: number('Blood glucose below which no insulin is delivered.').optional(),
  bgTargetPhysicalActivity: glucoseTarget('Target blood glucose during activity').optional(),
  bgTargetPreprandial: glucoseTarget('Target blood glucose before meals').optional(),
  bolus: bolus.optional(),
  display: object('Display of the pump.', () => ({
    bloodGlucose: object('Display of blood glucose.', () => ({
      units: choice('mg/dL or mmol/L.', ['mg/dL', 'mmol/L']),
    })).optional(),
  })).optional(),
  insulinFormulation: insulinFormulation.optional(),
  insulinModel: insulinModel.optional(),
  overridePresets: byName('Presets, by name.', preset).optional(),
  scheduleTimeZoneOffset: integer(
    'Offset of the schedules from UTC, in minutes.',
    -10_080,
    10_080,
  ).optional(),
  ...device,
})).check((context) => {
  const { value } = context;
  for (const [singular, plural] of PLURALS) {
    if (value[singular] !== undefined && value[plural] !== undefined)
      report(context, [plural], `is not allowed beside ${singular}`);
  }
  checkGlucose(context, value, value.units?.bg);
});

type Values = Pick<
  typeof pumpSettings._zod.output,
  | 'bgSafetyLimit'
  | 'bgTarget'
  | 'bgTargets'
  | 'bgTargetPhysicalActivity'
  | 'bgTargetPreprandial'
  | 'insulinSensitivity'
  | 'insulinSensitivities'
  | 'overridePresets'
>;

/** Checks the ranges of blood glucose, which exist if it has units. */
function checkGlucose(context: Checked, value: Values, units: string | undefined): void {
  report(context, ['bgSafetyLimit'], glucoseFault(value.bgSafetyLimit, units));
  for (const field of ['bgTargetPhysicalActivity', 'bgTargetPreprandial'] as const)
    checkTarget(context, [field], value[field], units);
  checkTargets(context, ['bgTarget'], value.bgTarget, units);
  for (const [name, each] of Object.entries(value.bgTargets ?? {}))
    checkTargets(context, ['bgTargets', name], each, units);
  checkSensitivities(context, ['insulinSensitivity'], value.insulinSensitivity, units);
  for (const [name, each] of Object.entries(value.insulinSensitivities ?? {}))
    checkSensitivities(context, ['insulinSensitivities', name], each, units);
  for (const [name, { bgTarget }] of Object.entries(value.overridePresets ?? {}))
    checkTarget(context, ['overridePresets', name, 'bgTarget'], bgTarget, units);
}
