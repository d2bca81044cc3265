import { datum, splitOff } from '../datum.ts';
import { isZoneName } from '../formats.ts';
import { freeForm } from '../free-form.ts';
import { glucose, glucoseTarget, glucoseUnits } from '../glucose.ts';
import { WITHOUT_ZONE } from '../go-time.ts';
import { notOne } from '../problem.ts';
import { exactlyIf, has, is, onlyIf, type Rule, required, requiredIf } from '../rule.ts';
import { atLeast, between, from, integer, name, number, oneOf, text, within } from '../scalars.ts';
import { anyOf, type Members, type Overall, object, variants } from '../structures.ts';
import { asLocalTime, notZero, time } from '../times.ts';

const WEEK = 604_800_000;

const kind = (subType: string, members: Members, ...overall: readonly Overall[]) =>
  datum({ type: 'deviceEvent', subType }, members, ...overall);

const status = kind('status', {
  duration: integer(atLeast(() => 0)),
  expectedDuration: integer(atLeast(({ owner }) => Math.max(0, (owner.duration as number) ?? 0))),
  status: required(text(oneOf('resumed', 'suspended'))),
  reason: required(freeForm()),
});

const embeddedStatus = (): Rule =>
  splitOff(variants('type', { deviceEvent: variants('subType', { status }) }));

const alarm = kind('alarm', {
  alarmType: required(
    text(
      oneOf(
        'auto_off',
        'low_insulin',
        'low_power',
        'no_delivery',
        'no_insulin',
        'no_power',
        'occlusion',
        'other',
        'over_limit',
      ),
    ),
  ),
  status: embeddedStatus(),
});

const calibration = kind('calibration', { units: required(glucoseUnits()), value: required(glucose()) });

const scaleFactor = () => number(between(0.1, 10));
const byHand = () => text(oneOf('automatic', 'manual'));

const pumpSettingsOverride = kind('pumpSettingsOverride', {
  overrideType: required(text(oneOf('custom', 'physicalActivity', 'preprandial', 'preset', 'sleep'))),
  overridePreset: exactlyIf(is('overrideType', 'preset'), name()),
  method: byHand(),
  duration: integer(between(0, WEEK)),
  expectedDuration: integer(from('duration', 0, WEEK)),
  bgTarget: glucoseTarget(),
  basalRateScaleFactor: scaleFactor(),
  carbRatioScaleFactor: scaleFactor(),
  insulinSensitivityScaleFactor: scaleFactor(),
  units: exactlyIf(has('bgTarget'), object({ bg: required(glucoseUnits()) })),
});

const PRIMED = ['cannula', 'tubing'];

const prime = kind('prime', {
  primeTarget: required(text(oneOf(...PRIMED))),
  // Both targets have the same range. Without a valid target, any number is valid.
  volume: number(
    within(({ owner }) => (PRIMED.includes(owner.primeTarget as string) ? [0, 1000] : undefined)),
  ),
});

const reservoirChange = kind('reservoirChange', { status: embeddedStatus() });

const clock = () =>
  object(
    { time: time(WITHOUT_ZONE, notZero), timeZoneName: text(isZoneName) },
    anyOf('time', 'timeZoneName'),
  );

/** The new form has `from`, `method` and `to`; the old one has `change` alone. */
const isNewForm = (owner: Record<string, unknown>) =>
  ['from', 'method', 'to'].some((member) => owner[member] !== undefined);

const timeChange = kind(
  'timeChange',
  {
    from: clock(),
    method: byHand(),
    to: requiredIf(isNewForm, clock()),
    change: onlyIf(
      (owner) => !isNewForm(owner),
      object({
        agent: required(text(oneOf('manual', 'automatic'))),
        from: required(text(asLocalTime)),
        to: required(text(asLocalTime)),
      }),
    ),
  },
  (value, at) => {
    if (!isNewForm(value) && value.change === undefined) at.report(notOne(['to', 'change']));
  },
);

export const deviceEvent: Rule = variants('subType', {
  alarm,
  calibration,
  pumpSettingsOverride,
  prime,
  reservoirChange,
  status,
  timeChange,
});
