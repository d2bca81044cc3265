import { z } from 'zod';
import { type Checked, report, withMessage } from './fields.ts';

/**
 * Times that Go's time.Parse accepts: days that exist, any fraction, no leap second; and offsets below a day. It also accepts an
 * hour of one digit and a comma before the fraction. An instant in that notation is invalid here, so that the engine converts
 * it: rows of one instant are compared.
 */
const DATE =
  '(?:\\d{4}-(?:(?:0[13578]|1[02])-(?:0[1-9]|[12]\\d|3[01])|(?:0[469]|11)-(?:0[1-9]|[12]\\d|30)|02-(?:0[1-9]|1\\d|2[0-8]))' +
  '|(?:\\d\\d(?:0[48]|[2468][048]|[13579][26])|(?:[02468][048]|[13579][26])00)-02-29)';
const CLOCK = '(?:[01]\\d|2[0-3]):[0-5]\\d:[0-5]\\d(?:\\.\\d+)?';
const LOCAL_CLOCK = '(?:[01]?\\d|2[0-3]):[0-5]\\d:[0-5]\\d(?:[.,]\\d+)?';
const ZONE = '(?:Z|[+-](?:[01]\\d|2[0-3]):[0-5]\\d)';
const INSTANT = `${DATE}T${CLOCK}${ZONE}`;
const LOCAL = `${DATE}T${LOCAL_CLOCK}`;

/**
 * The service validates some times together with the types of fields, and others with their values. The expression of the latter
 * is in brackets.
 */
const asType = (expression: string) => new RegExp(`^${expression}$`);
const asValue = (expression: string) => new RegExp(`^(?:${expression})$`);

/** Patterns, as in zod's issues, of the times that the service validates with the types. */
export const TYPE_PATTERNS: ReadonlySet<unknown> = new Set(
  [INSTANT, LOCAL].map((each) => String(asType(each))),
);

/** An instant: a date and a time with a zone. The engine converts epochs and other notations of zones to it. */
export function instant(description: string) {
  return anyInstant(description).check(notZero);
}

/** An instant, for fields in which the service also accepts the zero time. */
export function anyInstant(description: string) {
  return moment(description, asType(INSTANT));
}

/** An instant that the service first validates as a text. */
export function instantAsText(description: string) {
  return moment(description, asValue(INSTANT)).check(notZero);
}

function moment(description: string, expression: RegExp) {
  return z
    .string({ error: withMessage('is not a time') })
    .regex(expression, 'is not a time with a zone, such as 2024-05-14T08:17:09Z')
    .meta({ description, format: 'date-time' });
}

/** The time on the clock of a device, without a zone. */
export function localTime(description: string) {
  return clock(description, asValue(LOCAL));
}

export function localTimeNotZero(description: string) {
  return clock(description, asType(LOCAL)).check(notZero);
}

function clock(description: string, expression: RegExp) {
  return z
    .string({ error: withMessage('is not a time') })
    .regex(expression, 'is not a time without a zone, such as 2024-05-14T08:17:09')
    .describe(description);
}

/** The first second of the year 1 is Go's zero time, which the service treats as no time. */
function notZero(context: Checked & { readonly value: string }): void {
  const { value, issues } = context;
  if (issues.length === 0 && value.startsWith('000') && compare(value, '0001-01-01T00:00:00Z') === 0)
    report(context, [], 'is the zero time, which counts as absent');
}

/** Whether an instant is before another one. */
export function isBefore(one: string, other: string): boolean {
  return compare(one, other) < 0;
}

/** Compares to the nanosecond, like the service, which drops finer digits. */
function compare(one: string, other: string): number {
  const [a, b] = [instantOf(one), instantOf(other)];
  return a.seconds - b.seconds || a.nanos - b.nanos;
}

const PARTS = /^(.{10})T(\d+):(\d+):(\d+)(?:\.(\d+))?(?:Z|([+-])(\d+):(\d+))?$/;

/**
 * Computed without Date, which drops digits below a millisecond. An invalid time is before no other.
 */
function instantOf(time: string) {
  const [date, hour, minute, second, fraction = '', sign, hours, minutes] = PARTS.exec(time)?.slice(1) ?? [];
  const day = Date.parse(`${date}T00:00:00Z`) / 1000;
  const offset = sign === undefined ? 0 : Number(`${sign}1`) * (Number(hours) * 60 + Number(minutes));
  return {
    seconds: day + Number(hour) * 3600 + (Number(minute) - offset) * 60 + Number(second),
    nanos: Number(fraction.slice(0, 9).padEnd(9, '0')),
  };
}
