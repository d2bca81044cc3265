import { datum, timeZone } from '../fields/base.ts';
import { between, choice, integer, named, number, object, report, short } from '../fields/fields.ts';
import { freeForm } from '../fields/free-form.ts';
import { checkTarget, glucoseFault, glucoseTarget, glucoseUnits } from '../fields/glucose.ts';
import { localTime, localTimeNotZero } from '../fields/times.ts';
import { oneOf, type Variants } from '../fields/variants.ts';

const subType = <const Name extends string>(name: Name) => ({
  subType: named('What happened.', name),
});

const method = choice('How it was done.', ['automatic', 'manual']);

const status = datum('deviceEvent', subType('status'), {
  status: choice('What became of the delivery.', ['resumed', 'suspended']),
  reason: freeForm('Why, such as {"suspended": "manual"}; up to 4096 bytes of JSON.'),
  duration: integer('How long it lasted, in ms.', 0).optional(),
  expectedDuration: integer('How long it should have lasted, in ms.', 0).optional(),
}).check((context) => {
  const { duration, expectedDuration } = context.value;
  if (duration !== undefined && expectedDuration !== undefined && expectedDuration < duration)
    report(context, ['expectedDuration'], 'is less than duration');
});

/** A whole status within another event: the service stores it as a datum of its own. */
const embeddedStatus = oneOf(
  { by: 'subType', schemas: { status } },
  'The change of the delivery that came with it: a whole datum, not its id.',
).optional();

const alarm = datum('deviceEvent', subType('alarm'), {
  alarmType: choice('What the alarm is about.', [
    'auto_off',
    'low_insulin',
    'low_power',
    'no_delivery',
    'no_insulin',
    'no_power',
    'occlusion',
    'other',
    'over_limit',
  ]),
  status: embeddedStatus,
});

const calibration = datum('deviceEvent', subType('calibration'), {
  units: glucoseUnits(),
  value: number('Blood glucose: 0 to 1000 mg/dL, 0 to 55 mmol/L.'),
}).check((context) => {
  const { units, value } = context.value;
  report(context, ['value'], glucoseFault(value, units));
});

const prime = datum('deviceEvent', subType('prime'), {
  primeTarget: choice('What was primed.', ['cannula', 'tubing']),
  volume: between('Units of insulin that it took.', 0, 1000).optional(),
});

const reservoirChange = datum('deviceEvent', subType('reservoirChange'), { status: embeddedStatus });

const clock = (description: string) =>
  object(description, {
    time: localTimeNotZero('What it showed: YYYY-MM-DDTHH:MM:SS.').optional(),
    timeZoneName: timeZone('Its time zone, such as Europe/London.').optional(),
  }).check((context) => {
    const { time, timeZoneName } = context.value;
    if (time === undefined && timeZoneName === undefined)
      report(context, [], 'has neither time nor timeZoneName');
  });

const timeChange = datum('deviceEvent', subType('timeChange'), {
  to: clock('The clock after the change.').optional(),
  from: clock('The clock before the change.').optional(),
  method: method.optional(),
  change: object('The older way to say it, instead of from, to and method.', {
    agent: choice('Who changed it.', ['automatic', 'manual']),
    from: localTime('The clock before: YYYY-MM-DDTHH:MM:SS.'),
    to: localTime('The clock after: YYYY-MM-DDTHH:MM:SS.'),
  }).optional(),
}).check((context) => {
  const { to, from, method, change } = context.value;
  if (to === undefined && from === undefined && method === undefined) {
    if (change === undefined) report(context, [], 'has neither to nor change');
    return;
  }
  if (to === undefined) report(context, ['to'], 'is missing');
  if (change !== undefined) report(context, ['change'], 'is not allowed beside from, to and method');
});

const WEEK = 604_800_000;
const factor = (description: string) => between(`${description}: 0.1 to 10 times.`, 0.1, 10).optional();

/** What a preset or an override does to the usual settings. */
export const scaleFactors = {
  basalRateScaleFactor: factor('The basal rate'),
  carbRatioScaleFactor: factor('The carbohydrate ratio'),
  insulinSensitivityScaleFactor: factor('The insulin sensitivity'),
};

const pumpSettingsOverride = datum('deviceEvent', subType('pumpSettingsOverride'), {
  overrideType: choice('Why the settings are overridden.', [
    'custom',
    'physicalActivity',
    'preprandial',
    'preset',
    'sleep',
  ]),
  overridePreset: short('The name of the preset, where the type is preset.').optional(),
  method: method.optional(),
  duration: integer('How long it lasted, in ms: up to 7 days.', 0, WEEK).optional(),
  expectedDuration: integer('How long it should have lasted, in ms.', 0, WEEK).optional(),
  units: object('Units of bgTarget.', { bg: glucoseUnits() }).optional(),
  bgTarget: glucoseTarget('The blood glucose aimed at').optional(),
  ...scaleFactors,
}).check((context) => {
  const { overrideType, overridePreset, duration, expectedDuration, units, bgTarget } = context.value;
  if (overrideType === 'preset') {
    if (overridePreset === undefined) report(context, ['overridePreset'], 'is missing');
  } else if (overridePreset !== undefined)
    report(context, ['overridePreset'], 'is allowed only where overrideType is preset');
  if (duration !== undefined && expectedDuration !== undefined && expectedDuration < duration)
    report(context, ['expectedDuration'], 'is less than duration');
  checkTarget(context, ['bgTarget'], bgTarget, units?.bg);
  if (bgTarget === undefined) {
    if (units !== undefined) report(context, ['units'], 'is allowed only with bgTarget');
  } else if (units === undefined) report(context, ['units'], 'is missing');
});

/** https://github.com/tidepool-org/TidepoolApi/tree/master/docs/device-data/data-types/device-event */
export const deviceEvent: Variants = {
  by: 'subType',
  schemas: { alarm, calibration, prime, pumpSettingsOverride, reservoirChange, status, timeChange },
};
