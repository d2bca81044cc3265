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

const basalSchedule = schedule('Basal rates.', { rate: between('Units of insulin an hour.', 0, 100) });
const carbSchedule = schedule('Carbohydrates that a unit of insulin covers.', {
  amount: between('The ratio.', 0, 250),
});

const basal = object('Limits of the basal rate.', {
  rateMaximum: object('The highest rate.', {
    units: named('Units/hour.', 'Units/hour'),
    value: between('Units of insulin an hour.', 0, 100),
  }).optional(),
  temporary: object('Temporary rates.', {
    type: choice('How they are set.', ['off', 'percent', 'Units/hour']),
  }).optional(),
});

const bolus = object('Limits and aids for boluses.', {
  amountMaximum: object('The largest bolus.', {
    units: named('Units.', 'Units'),
    value: between('Units of insulin.', 0, 100),
  }).optional(),
  calculator: object('The calculator of the pump.', {
    enabled: flag('Whether it is on.'),
    insulin: duration('How long insulin is active: up to 10 hours.', 10).optional(),
  }).optional(),
  extended: object('Boluses over time.', { enabled: flag('Whether they are on.') }).optional(),
});

const insulinModel = object('How the pump reckons that insulin acts.', {
  modelType: choice('The model.', ['fiasp', 'other', 'rapidAdult', 'rapidChild', 'walsh']).optional(),
  modelTypeOther: short('The model, where modelType is other.').optional(),
  actionDelay: integer('When it begins to act, in s.', 0, 86_400).optional(),
  actionDuration: integer('How long it acts, in s.', 0, 86_400).optional(),
  actionPeakOffset: integer('When it acts most, in s: within actionDuration.', 0, 86_400).optional(),
}).check((context) => {
  const { modelType, modelTypeOther, actionDuration, actionPeakOffset } = context.value;
  if (modelType === 'other') {
    if (modelTypeOther === undefined) report(context, ['modelTypeOther'], 'is missing');
  } else if (modelTypeOther !== undefined)
    report(context, ['modelTypeOther'], 'is allowed only where modelType is other');
  if (actionDuration !== undefined && actionPeakOffset !== undefined && actionPeakOffset > actionDuration)
    report(context, ['actionPeakOffset'], 'is more than actionDuration');
});

const preset = object('What the preset changes.', {
  abbreviation: short('A short form of its name.').optional(),
  duration: integer('How long it lasts, in ms: up to 7 days.', 0, 604_800_000).optional(),
  bgTarget: glucoseTarget('The blood glucose aimed at').optional(),
  ...scaleFactors,
});

/** Each of these is given either once or several times by name. */
const PLURALS = [
  ['basalSchedule', 'basalSchedules'],
  ['bgTarget', 'bgTargets'],
  ['carbRatio', 'carbRatios'],
  ['insulinSensitivity', 'insulinSensitivities'],
] as const;

/** https://github.com/tidepool-org/TidepoolApi/blob/master/docs/device-data/data-types/pump-settings.md */
export const pumpSettings = datum(
  'pumpSettings',
  {},
  {
    activeSchedule: filled('The name of the schedules in use.'),
    units: object('Units of the settings.', {
      bg: glucoseUnits(),
      carb: choice('grams or exchanges.', ['exchanges', 'grams']),
      insulin: named('Units.', 'Units').optional(),
    }).optional(),
    basalSchedule: basalSchedule.optional(),
    basalSchedules: byName('Basal rates, by the name of the schedule.', basalSchedule).optional(),
    bgTarget: targetSchedule.optional(),
    bgTargets: byName('The blood glucose aimed at, by the name of the schedule.', targetSchedule).optional(),
    carbRatio: carbSchedule.optional(),
    carbRatios: byName('Carbohydrates a unit covers, by the name of the schedule.', carbSchedule).optional(),
    insulinSensitivity: sensitivitySchedule.optional(),
    insulinSensitivities: byName(
      'How far a unit lowers blood glucose, by the name of the schedule.',
      sensitivitySchedule,
    ).optional(),
    automatedDelivery: flag('Whether insulin is delivered automatically.').optional(),
    basal: basal.optional(),
    bgSafetyLimit: number('Below this blood glucose no insulin is delivered.').optional(),
    bgTargetPhysicalActivity: glucoseTarget('The blood glucose aimed at during activity').optional(),
    bgTargetPreprandial: glucoseTarget('The blood glucose aimed at before meals').optional(),
    bolus: bolus.optional(),
    display: object('What the pump shows.', {
      bloodGlucose: object('How it shows blood glucose.', {
        units: choice('mg/dL or mmol/L.', ['mg/dL', 'mmol/L']),
      }).optional(),
    }).optional(),
    insulinFormulation: insulinFormulation.optional(),
    insulinModel: insulinModel.optional(),
    overridePresets: byName('Presets, by name.', preset).optional(),
    scheduleTimeZoneOffset: integer('Minutes from UTC of the schedules.', -10_080, 10_080).optional(),
    ...device,
  },
).check((context) => {
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

/** Blood glucose has a range where it has units. */
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
