import { datum, zoneOffset } from '../datum.ts';
import { freeForm } from '../free-form.ts';
import { checkTarget, glucose, glucoseUnits, inGlucoseUnits, TARGET } from '../glucose.ts';
import { list, schedule } from '../lists.ts';
import { exactlyIf, has, onlyIf, type Rule, required } from '../rule.ts';
import { between, integer, name, number, oneOf, text } from '../scalars.ts';
import { anyOf, object } from '../structures.ts';
import { moment } from '../times.ts';
import { nutrition } from './food.ts';

const MINUTES_OF_A_DAY = 1440;
const DAY = 86_400_000;

/** A measured value requires a time; a forecast value does not. */
const reading = (): Rule => object({ time: required(moment()), value: required(glucose()) });

const food = (): Rule => object({ time: moment(), nutrition: required(nutrition()) });

const units = () => number(between(0, 100));
const unlessAmount = (rule: Rule): Rule => onlyIf((owner) => owner.amount === undefined, rule);

/** Either the amount alone, or a normal and an extended part. */
const bolus = (): Rule =>
  object(
    {
      amount: units(),
      duration: exactlyIf(
        (owner, at) => owner.amount === undefined && has('extended')(owner, at),
        integer(between(0, DAY)),
      ),
      extended: unlessAmount(units()),
      normal: unlessAmount(units()),
    },
    anyOf('amount', 'extended', 'normal'),
  );

const issues = (): Rule => list(object({ id: required(name()), metadata: freeForm() }));

export const dosingDecision = datum(
  { type: 'dosingDecision' },
  {
    reason: required(name()),
    originalFood: food(),
    food: food(),
    smbg: reading(),
    carbsOnBoard: object({ time: moment(), amount: required(number(between(0, 1000))) }),
    insulinOnBoard: object({ time: moment(), amount: required(number(between(-1000, 1000))) }),
    bgTargetSchedule: schedule(TARGET, checkTarget),
    bgHistorical: list(reading(), MINUTES_OF_A_DAY),
    // Forecast values may be outside of the range of measured values.
    bgForecast: list(object({ time: moment(), value: required(inGlucoseUnits()) }), MINUTES_OF_A_DAY),
    recommendedBasal: object({ rate: required(units()), duration: integer(between(0, DAY)) }),
    recommendedBolus: bolus(),
    requestedBolus: bolus(),
    warnings: issues(),
    errors: issues(),
    scheduleTimeZoneOffset: zoneOffset(),
    units: required(
      object({
        bg: required(glucoseUnits()),
        carb: required(text(oneOf('exchanges', 'grams'))),
        insulin: required(text(oneOf('Units'))),
      }),
    ),
  },
);
