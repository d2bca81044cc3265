import { choice, number, object, report } from './fields.ts';

type Limits = Readonly<Record<string, number>>;

/** An amount in one of several units, from 0 to the limit of its unit. */
export function measure<const Maximums extends Limits>(description: string, maximums: Maximums) {
  const units = Object.keys(maximums) as [keyof Maximums & string, ...(keyof Maximums & string)[]];
  return object(description, () => ({
    units: choice(`${units.join(', ')}.`, units),
    value: number('Amount, in the units.'),
  })).check((context) => {
    const { units: unit, value } = context.value as { units: string; value: number };
    report(context, ['value'], outOf(value, maximums, unit));
  });
}

/** A duration of at most `hours` hours in one of several units. */
export function duration(description: string, hours: number) {
  const maximums: Limits = { hours, minutes: hours * 60, seconds: hours * 3600 };
  return object(description, () => ({
    units: choice('hours, minutes, seconds.', ['hours', 'minutes', 'seconds']),
    duration: number('Duration, in the units.'),
  })).check((context) => {
    const { units, duration: value } = context.value;
    report(context, ['duration'], outOf(value, maximums, units));
  });
}

/** Returns the fault of a value, or undefined. */
function outOf(value: number, maximums: Limits, unit: string): string | undefined {
  const max = maximums[unit]!;
  return value < 0 || value > max ? `is not between 0 and ${max} ${unit}` : undefined;
}
