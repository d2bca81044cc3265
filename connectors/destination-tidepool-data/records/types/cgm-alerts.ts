import { formatList } from '@airbyte-ts/cdk';
import type { z } from 'zod';
import {
  choice,
  distinct,
  flag,
  integer,
  list,
  number,
  object,
  report,
  short,
  text,
} from '../fields/fields.ts';
import { duration } from '../fields/measure.ts';

type Ranges = Readonly<Record<string, readonly [number, number]>>;

const snooze = duration('Snooze time: up to 10 hours.', 10);

/** An alert about an amount. Its units are required with the amount, and not allowed without it. */
function alert(description: string, amount: 'level' | 'rate' | 'duration', ranges: Ranges) {
  const units = Object.keys(ranges) as [string, ...string[]];
  const shape: Record<string, z.ZodType> = {
    enabled: flag('Whether it is enabled.'),
    snooze: snooze.optional(),
    [amount]: number('Threshold, in the units.').optional(),
    units: choice(`${units.join(', ')}.`, units).optional(),
  };
  return object(description, () => shape)
    .check((context) => {
      const value = context.value[amount] as number | undefined;
      const unit = context.value.units as string | undefined;
      if (value === undefined) {
        if (unit !== undefined) report(context, ['units'], `is allowed only with ${amount}`);
      } else if (unit === undefined) report(context, ['units'], 'is missing');
      else {
        const [min, max] = ranges[unit]!;
        if (value < min || value > max) report(context, [amount], `is not between ${min} and ${max} ${unit}`);
      }
    })
    .optional();
}

const low: Ranges = { 'mg/dL': [50, 150], 'mmol/L': [2.77537, 8.32612] };
const urgentLow: Ranges = { 'mg/dL': [40, 80], 'mmol/L': [2.2203, 4.4406] };
const high: Ranges = { 'mg/dL': [100, 400], 'mmol/L': [5.55075, 22.20299] };
const change: Ranges = { 'mg/dL/minute': [0, 10], 'mmol/L/minute': [0.05551, 0.55507] };
const silence: Ranges = { hours: [0, 6], minutes: [0, 360], seconds: [0, 21_600] };

/** https://github.com/tidepool-org/platform/blob/master/data/types/settings/cgm/alert.go */
export const alerts = (description: string) =>
  object(description, () => ({
    enabled: flag('Whether they are enabled.'),
    urgentLow: alert('Blood glucose is dangerously low.', 'level', urgentLow),
    urgentLowPredicted: alert('Blood glucose will be dangerously low.', 'level', urgentLow),
    low: alert('Blood glucose is low.', 'level', low),
    lowPredicted: alert('Blood glucose will be low.', 'level', low),
    high: alert('Blood glucose is high.', 'level', high),
    highPredicted: alert('Blood glucose will be high.', 'level', high),
    fall: alert('Blood glucose falls fast.', 'rate', change),
    rise: alert('Blood glucose rises fast.', 'rate', change),
    noData: alert('There are no readings.', 'duration', silence),
    outOfRange: alert('The transmitter is out of range.', 'duration', silence),
  }));

const DAYS = ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday'];
const DAY = 86_400_000;

/** The service accepts any case, but treats sunday and Sunday as different when it searches for repeated days. */
const weekday = text('A day, such as sunday.').check((context) => {
  if (context.value === '') report(context, [], 'is empty');
  else if (!DAYS.includes(context.value.toLowerCase()))
    report(context, [], `is not one of ${formatList(DAYS)}`);
});

export const scheduledAlerts = list(
  'Alerts for parts of the week.',
  object('Alerts for a part of the week.', () => ({
    name: short('Name of the part.').optional(),
    days: distinct('Its days, each once.', weekday, undefined, 0),
    start: integer('Start, in ms of the day.', 0, DAY),
    end: integer('End, in ms of the day; may be after midnight.', 0, 2 * DAY),
    alerts: alerts('Alerts in this part.'),
  })),
  10,
);
