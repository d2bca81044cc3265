import { numberOf } from '#cdk';

/** The provider takes milliseconds; below this they would lie before March 1973, and be seconds that nobody converted. */
const FIRST_MS = 1e11;
const LAST_MS = 1e14;

const ISO =
  /^(\d{4}-\d{2}-\d{2})[Tt ](\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?) ?(?:[Zz]|([+-]\d{2})(?::?(\d{2}))?)$/;

/** Why a value is no time, after the name of its field. */
export const NO_TIME =
  'is no time: send ISO 8601 with a zone, or milliseconds or seconds since 1970 (from 1973 on)';

/**
 * Milliseconds since 1970, as the API counts. Takes ISO 8601 with a zone, milliseconds from 1973 to 5138, and seconds
 * of the same years, which are smaller than any of these. Undefined for everything else: a guess could move a whole history.
 */
export function epochMs(value: unknown): number | undefined {
  const number = numberOf(value);
  if (number !== undefined) return fromNumber(number);
  if (typeof value !== 'string') return undefined;
  const [, date, time, hours, minutes = '00'] = ISO.exec(value.trim()) ?? [];
  // Date.parse makes the 2nd of March of the 31st of February.
  if (date === undefined || !isDay(date)) return undefined;
  const ms = Date.parse(`${date}T${time}${hours === undefined ? 'Z' : `${hours}:${minutes}`}`);
  return isMs(ms) ? ms : undefined;
}

function isDay(date: string): boolean {
  if (Number(date.slice(8)) < 29) return true;
  const ms = Date.parse(date);
  return !Number.isNaN(ms) && new Date(ms).toISOString().startsWith(date);
}

function fromNumber(value: number): number | undefined {
  const ms = Math.round(Math.abs(value) < FIRST_MS ? value * 1_000 : value);
  return isMs(ms) ? ms : undefined;
}

const isMs = (ms: number): boolean => ms >= FIRST_MS && ms < LAST_MS;
