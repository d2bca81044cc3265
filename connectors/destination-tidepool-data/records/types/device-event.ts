import { datum, timeZone } from '../fields/base.ts';
import { between, choice, integer, named, number, object, report, short } from '../fields/fields.ts';
import { freeForm } from '../fields/free-form.ts';
import { checkTarget, glucoseFault, glucoseTarget, glucoseUnits } from '../fields/glucose.ts';
import { localTime, localTimeNotZero } from '../fields/times.ts';
import { oneOf, type Variants } from '../fields/variants.ts';

const subType = <const Name extends string>(name: Name) => ({
  subType: named('What happened.', name),
});

const method = choice('Method.', ['automatic', 'manual']);

const status = datum('deviceEvent', subType('status'), () => ({
  status: choice('State of the delivery after the event.', ['resumed', 'suspended']),
  reason: freeForm('Reason, such as {"suspended": "manual"}; up to 4096 bytes of JSON.'),
  duration: integer('Duration in ms.', 0).optional(),
  expectedDuration: integer('Expected duration in ms.', 0).optional(),
})).check((context) => {
  const { duration, expectedDuration } = context.value;
  if (duration !== undefined && expectedDuration !== undefined && expectedDuration < duration)
    report(context, ['expectedDuration'], 'is less than duration');
});

/** A complete status within another event: the service stores it as a separate datum. */
const embeddedStatus = oneOf(
  { by: 'subType', schemas: { status } },
  'Change of the delivery at the same time: a complete datum, not its id.',
).optional();

const alarm = datum('deviceEvent', subType('alarm'), () => ({
  alarmType: choice('Kind of alarm.', [
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
}));

const calibration = datum('deviceEvent', subType('calibration'), () => ({
  units: glucoseUnits(),
  value: number('Blood glucose: 0 to 1000 mg/dL, 0 to 55 mmol/L.'),
})).check((context) => {
  const { units, value } = context.value;
  report(context, ['value'], glucoseFault(value, units));
});

const prime = datum('deviceEvent', subType('prime'), () => ({
  primeTarget: choice('Primed part.', ['cannula', 'tubing']),
  volume: between('Units of insulin used.', 0, 1000).optional(),
}));

const reservoirChange = datum('deviceEvent', subType('reservoirChange'), () => ({ status: embeddedStatus }));

const clock = (description: string) =>
  object(description, () => ({
    time: localTimeNotZero('Time on the clock: YYYY-MM-DDTHH:MM:SS.').optional(),
    timeZoneName: timeZone('Its time zone, such as Europe/London.').optional(),
  })).check((context) => {
    const { time, timeZoneName } = context.value;
    if (time === undefined && timeZoneName === undefined)
      report(context, [], 'has neither time nor timeZoneName');
  });

const timeChange = datum('deviceEvent', subType('timeChange'), () => ({
  to: clock('Clock after the change.').optional(),
  from: clock('Clock before the change.').optional(),
  method: method.optional(),
  change: object('Older form, instead of from, to and method.', () => ({
    agent: choice('Agent of the change.', ['automatic', 'manual']),
    from: localTime('Clock before the change: YYYY-MM-DDTHH:MM:SS.'),
    to: localTime('Clock after the change: YYYY-MM-DDTHH:MM:SS.'),
  })).optional(),
})).check((context) => {
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

/** Scale factors by which a preset or an override changes the usual settings. */
export const scaleFactors = {
  basalRateScaleFactor: factor('Basal rate'),
  carbRatioScaleFactor: factor('Carbohydrate ratio'),
  insulinSensitivityScaleFactor: factor('Insulin sensitivity'),
};

const pumpSettingsOverride = datum('deviceEvent', subType('pumpSettingsOverride'), () => ({
  overrideType: choice('Kind of override.', ['custom', 'physicalActivity', 'preprandial', 'preset', 'sleep']),
  overridePreset: short('Name of the preset, if overrideType is preset.').optional(),
  method: method.optional(),
  duration: integer('Duration in ms: up to 7 days.', 0, WEEK).optional(),
  expectedDuration: integer('Expected duration in ms.', 0, WEEK).optional(),
  units: object('Units of bgTarget.', () => ({ bg: glucoseUnits() })).optional(),
  bgTarget: glucoseTarget('Target blood glucose').optional(),
  ...scaleFactors,
})).check((context) => {
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
