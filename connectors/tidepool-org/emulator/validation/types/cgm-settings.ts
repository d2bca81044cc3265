import { datum } from '../datum.ts';
import { isTransmitterId } from '../formats.ts';
import { glucoseUnits, inGlucoseUnits, rangeOf, unitsOf } from '../glucose.ts';
import { list, texts } from '../lists.ts';
import type { Fields } from '../place.ts';
import { empty, notOneOf } from '../problem.ts';
import { inUnits, lasting, type Units, unitOf, upToHours } from '../quantities.ts';
import { type Check, exactlyIf, has, type Rule, required } from '../rule.ts';
import { between, flag, integer, name, oneOfNumbers, type Range, text, within } from '../scalars.ts';
import { type Members, object } from '../structures.ts';
import { DEVICE } from './device-description.ts';

/** An alert with the threshold `member`. Its units are required with the threshold, and not allowed without it. */
const alert = (member: string, units: Units): Rule =>
  object({
    enabled: required(flag()),
    snooze: lasting(upToHours(10)),
    units: exactlyIf(has(member), unitOf(units)),
    [member]: inUnits(units),
  });

const level = (mg: Range, mmol: Range): Rule => alert('level', { 'mg/dL': mg, 'mmol/L': mmol });
const urgentLow = () => level([40, 80], [2.2203, 4.4406]);
const low = () => level([50, 150], [2.77537, 8.32612]);
const high = () => level([100, 400], [5.55075, 22.20299]);
const change = () => alert('rate', { 'mmol/L/minute': [0.05551, 0.55507], 'mg/dL/minute': [0, 10] });
const silence = () => alert('duration', upToHours(6));

const alerts = (): Rule =>
  object({
    enabled: required(flag()),
    urgentLow: urgentLow(),
    urgentLowPredicted: urgentLow(),
    low: low(),
    lowPredicted: low(),
    high: high(),
    highPredicted: high(),
    fall: change(),
    rise: change(),
    noData: silence(),
    outOfRange: silence(),
  });

const DAYS = ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday'];

/** A day in any case. Only the search for repeated days is case-sensitive. */
const isWeekday: Check<string> = (value) => {
  if (value === '') return empty;
  return DAYS.includes(value.toLowerCase()) ? undefined : notOneOf(value, DAYS);
};

const scheduledAlerts = list(
  object({
    name: name(),
    days: required(texts([isWeekday], { mayBeEmpty: true, unique: true })),
    start: required(integer(between(0, 86_400_000))),
    end: required(integer(between(0, 172_800_000))),
    alerts: required(alerts()),
  }),
  10,
);

const MINUTE = 60_000;
const steps = (first: number, last: number, step: number) =>
  Array.from({ length: (last - first) / step + 1 }, (_, index) => (first + index * step) * MINUTE);

/** Snooze times in minutes: 0, 15 to 240 in steps of 5, and up to 300 in steps of 15. */
const SNOOZES = [0, ...steps(15, 240, 5), ...steps(255, 300, 15)];

const oldLevel = (mg: Range, mmol: Range): Rule =>
  object({
    enabled: required(flag()),
    level: required(inGlucoseUnits(within((at) => rangeOf(unitsOf(at.datum), mg, mmol)))),
    snooze: required(integer(oneOfNumbers(...SNOOZES))),
  });

/** The older form allows two rates: 2 and 3 mg/dL per minute, or the same in mmol/L. */
const oldChange = (sign: 1 | -1): Rule =>
  object({
    enabled: required(flag()),
    rate: required(
      inGlucoseUnits((rate, at) => {
        const speeds = rangeOf(unitsOf(at.datum), [2, 3], [0.11101495982091067, 0.16652243973136602]);
        return (
          speeds && oneOfNumbers(...speeds.map((speed) => speed * sign).toSorted((a, b) => a - b))(rate, at)
        );
      }),
    ),
  });

/** The older form of alerts, before `defaultAlerts`. Their units are those of the datum. */
const OLD_ALERTS: Members = {
  highAlerts: oldLevel([100, 400], [5.55075, 22.20299]),
  lowAlerts: oldLevel([59, 150], [3.27494, 8.32612]),
  outOfRangeAlerts: object({
    enabled: required(flag()),
    snooze: required(integer(oneOfNumbers(...steps(20, 240, 5)))),
  }),
  rateOfChangeAlerts: object({ fallRate: required(oldChange(-1)), riseRate: required(oldChange(1)) }),
};

const settings = datum(
  { type: 'cgmSettings' },
  {
    ...DEVICE,
    transmitterId: text(isTransmitterId),
    units: glucoseUnits(),
    defaultAlerts: alerts(),
    scheduledAlerts,
    ...OLD_ALERTS,
  },
);

/** The service reads and stores the older alerts about changes under different names. */
export const cgmSettings: Rule = {
  ...settings,
  normalise(value, at) {
    const { rateOfChangeAlerts, ...stored } = settings.normalise(value, at) as Fields;
    return rateOfChangeAlerts === undefined ? stored : { ...stored, rateOfChangeAlert: rateOfChangeAlerts };
  },
};
