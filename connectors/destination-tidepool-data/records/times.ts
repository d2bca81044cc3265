import { z } from 'zod';
import { says } from './fields.ts';

/** What Go's time.Parse takes: days that exist, an hour of one digit too, any fraction, no leap second. */
const DATE =
  '(?:\\d{4}-(?:(?:0[13578]|1[02])-(?:0[1-9]|[12]\\d|3[01])|(?:0[469]|11)-(?:0[1-9]|[12]\\d|30)|02-(?:0[1-9]|1\\d|2[0-8]))' +
  '|(?:\\d\\d(?:0[48]|[2468][048]|[13579][26])|(?:[02468][048]|[13579][26])00)-02-29)';
const CLOCK = '(?:[01]?\\d|2[0-3]):[0-5]\\d:[0-5]\\d(?:[.,]\\d+)?';
const ZONE = '(?:Z|[+-](?:[01]\\d|2[0-4]):(?:[0-5]\\d|60))';
/** Go's zero time: the service takes it for no time at all. */
const NOT_ZERO = '(?!0001-01-01T0?0:00:00(?:[.,]0+)?(?:Z|[+-]00:00)?$)';

const INSTANT = new RegExp(`^${NOT_ZERO}${DATE}T${CLOCK}${ZONE}$`);
const ANY_INSTANT = new RegExp(`^${DATE}T${CLOCK}${ZONE}$`);
const LOCAL = new RegExp(`^${DATE}T${CLOCK}$`);
const LOCAL_NOT_ZERO = new RegExp(`^${NOT_ZERO}${DATE}T${CLOCK}$`);

/** How the patterns of moments appear in zod's issues. */
export const INSTANT_PATTERNS: ReadonlySet<unknown> = new Set([String(INSTANT), String(ANY_INSTANT)]);

/** A moment: a date and a time with a zone. The engine makes it of epochs and of other ways to write a zone. */
export function instant(description: string) {
  return moment(description, INSTANT);
}

/** The same where the service takes the zero time too. */
export function anyInstant(description: string) {
  return moment(description, ANY_INSTANT);
}

function moment(description: string, expression: RegExp) {
  return z
    .string({ error: says('is not a time') })
    .regex(expression, 'is not a time with a zone, such as 2024-05-14T08:17:09Z')
    .meta({ description, format: 'date-time' });
}

/** What the clock of a device showed: no zone. */
export function localTime(description: string) {
  return clock(description, LOCAL);
}

export function localTimeNotZero(description: string) {
  return clock(description, LOCAL_NOT_ZERO);
}

function clock(description: string, expression: RegExp) {
  return z
    .string({ error: says('is not a time') })
    .regex(expression, 'is not a time without a zone, such as 2024-05-14T08:17:09')
    .describe(description);
}

/** Whether one instant lies before another one. */
export function isBefore(one: string, other: string): boolean {
  return millisecondsOf(one) < millisecondsOf(other);
}

/** Date.parse knows neither an hour of one digit nor a comma. */
function millisecondsOf(time: string): number {
  return Date.parse(time.replace(/T(\d):/, 'T0$1:').replace(',', '.'));
}
