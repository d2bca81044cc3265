import { formatList } from '@airbyte-ts/cdk';
import { type Checked, flag, integer, number, object, report } from '../fields/fields.ts';

/** The older form of alerts, whose units are those of the settings. */

const MINUTE = 60_000;

function steps(from: number, to: number, by: number): number[] {
  return Array.from({ length: (to - from) / by + 1 }, (_, index) => (from + index * by) * MINUTE);
}

const SNOOZES = new Set([0, ...steps(15, 240, 5), ...steps(255, 300, 15)]);
const THRESHOLDS = new Set(steps(20, 240, 5));

const level = (description: string) =>
  object(description, () => ({
    enabled: flag('Whether it is enabled.'),
    level: number('Level of blood glucose.'),
    snooze: integer('Snooze time in ms: 0, 15 to 240 minutes in steps of 5, up to 300 in steps of 15.'),
  }))
    .check((context) => {
      if (!SNOOZES.has(context.value.snooze))
        report(context, ['snooze'], 'is not a duration that a receiver supports');
    })
    .optional();

const rate = (description: string) =>
  object(description, () => ({
    enabled: flag('Whether it is enabled.'),
    rate: number('Change per minute: 2 or 3 mg/dL.'),
  }));

export const oldAlerts = {
  lowAlerts: level('Blood glucose is low: 59 to 150 mg/dL.'),
  highAlerts: level('Blood glucose is high: 100 to 400 mg/dL.'),
  rateOfChangeAlerts: object('Blood glucose changes fast.', () => ({
    fallRate: rate('It falls.'),
    riseRate: rate('It rises.'),
  })).optional(),
  outOfRangeAlerts: object('The transmitter is out of range.', () => ({
    enabled: flag('Whether it is enabled.'),
    snooze: integer('Duration in ms: 20 to 240 minutes in steps of 5.'),
  }))
    .check((context) => {
      if (!THRESHOLDS.has(context.value.snooze))
        report(context, ['snooze'], 'is not a duration that a receiver supports');
    })
    .optional(),
};

interface Limits {
  readonly low: readonly [number, number];
  readonly high: readonly [number, number];
  readonly rates: readonly number[];
}

const MG: Limits = { low: [59, 150], high: [100, 400], rates: [2, 3] };
const MMOL: Limits = {
  low: [3.27494, 8.32612],
  high: [5.55075, 22.20299],
  rates: [0.11101495982091067, 0.16652243973136602],
};
const LIMITS: Readonly<Record<string, Limits>> = {
  'mg/dL': MG,
  'mg/dl': MG,
  'mmol/L': MMOL,
  'mmol/l': MMOL,
};

interface Alerts {
  readonly units?: string | undefined;
  readonly lowAlerts?: { readonly level: number } | undefined;
  readonly highAlerts?: { readonly level: number } | undefined;
  readonly rateOfChangeAlerts?:
    | { readonly fallRate: { readonly rate: number }; readonly riseRate: { readonly rate: number } }
    | undefined;
}

/** Checks the limits of alerts, which exist if the settings have units. */
export function checkOldAlerts(context: Checked, settings: Alerts): void {
  const { units, lowAlerts, highAlerts, rateOfChangeAlerts: rates } = settings;
  const limits = units === undefined ? undefined : LIMITS[units];
  if (limits === undefined) return;
  const within = (field: string, value: number | undefined, [min, max]: readonly [number, number]) => {
    if (value !== undefined && (value < min || value > max))
      report(context, [field, 'level'], `is not between ${min} and ${max} ${units}`);
  };
  within('lowAlerts', lowAlerts?.level, limits.low);
  within('highAlerts', highAlerts?.level, limits.high);
  const among = (field: string, value: number, allowed: readonly number[]) => {
    if (!allowed.includes(value))
      report(
        context,
        ['rateOfChangeAlerts', field, 'rate'],
        `is not one of ${formatList(allowed.map(String))}`,
      );
  };
  if (rates === undefined) return;
  among(
    'fallRate',
    rates.fallRate.rate,
    limits.rates.map((each) => -each),
  );
  among('riseRate', rates.riseRate.rate, limits.rates);
}
