import { datum, zoneOffset } from '../datum.ts';
import { checkTarget, glucose, glucoseTarget, glucoseUnits, TARGET } from '../glucose.ts';
import { dictionary, schedule } from '../lists.ts';
import { lasting, quantity, upToHours } from '../quantities.ts';
import { exactlyIf, is, onlyIf, type Rule, required } from '../rule.ts';
import { between, flag, integer, name, notEmpty, number, oneOf, text, upTo } from '../scalars.ts';
import { type Members, object } from '../structures.ts';
import { DEVICE } from './device-description.ts';
import { insulinFormulation } from './insulin.ts';

const WEEK = 604_800_000;

/** One schedule, or several by name. If both are present, the several ones are rejected. */
const oneOrMany = (one: string, many: string, rule: Rule): Members => ({
  [one]: rule,
  [many]: onlyIf((owner) => owner[one] === undefined, dictionary(rule)),
});

const basal = object({
  rateMaximum: quantity({ 'Units/hour': [0, 100] }),
  temporary: object({ type: required(text(oneOf('off', 'percent', 'Units/hour'))) }),
});

const bolus = object({
  amountMaximum: quantity({ Units: [0, 100] }),
  calculator: object({ enabled: required(flag()), insulin: lasting(upToHours(10)) }),
  extended: object({ enabled: required(flag()) }),
});

const seconds = integer(between(0, 86_400));

const insulinModel = object({
  modelType: text(oneOf('fiasp', 'other', 'rapidAdult', 'rapidChild', 'walsh')),
  modelTypeOther: exactlyIf(is('modelType', 'other'), name()),
  actionDelay: seconds,
  actionDuration: seconds,
  actionPeakOffset: integer(upTo('actionDuration', 0, 86_400)),
});

const scaleFactor = () => number(between(0.1, 10));

const overridePresets = dictionary(
  object({
    abbreviation: name(),
    duration: integer(between(0, WEEK)),
    bgTarget: glucoseTarget(),
    basalRateScaleFactor: scaleFactor(),
    carbRatioScaleFactor: scaleFactor(),
    insulinSensitivityScaleFactor: scaleFactor(),
  }),
);

const { firmwareVersion, hardwareVersion, manufacturers, model, serialNumber, softwareVersion } = DEVICE;

export const pumpSettings = datum(
  { type: 'pumpSettings' },
  {
    activeSchedule: required(text(notEmpty)),
    automatedDelivery: flag(),
    basal,
    ...oneOrMany('basalSchedule', 'basalSchedules', schedule({ rate: required(number(between(0, 100))) })),
    bgSafetyLimit: glucose(),
    bgTargetPhysicalActivity: glucoseTarget(),
    bgTargetPreprandial: glucoseTarget(),
    ...oneOrMany('bgTarget', 'bgTargets', schedule(TARGET, checkTarget)),
    bolus,
    ...oneOrMany('carbRatio', 'carbRatios', schedule({ amount: required(number(between(0, 250))) })),
    display: object({
      bloodGlucose: object({ units: required(text(oneOf('mg/dL', 'mmol/L'))) }),
    }),
    firmwareVersion: firmwareVersion!,
    hardwareVersion: hardwareVersion!,
    insulinFormulation: insulinFormulation(),
    insulinModel,
    ...oneOrMany('insulinSensitivity', 'insulinSensitivities', schedule({ amount: required(glucose()) })),
    manufacturers: manufacturers!,
    model: model!,
    name: name(),
    overridePresets,
    scheduleTimeZoneOffset: zoneOffset(),
    serialNumber: serialNumber!,
    softwareVersion: softwareVersion!,
    units: object({
      bg: required(glucoseUnits()),
      carb: required(text(oneOf('exchanges', 'grams'))),
      insulin: text(oneOf('Units')),
    }),
  },
);
