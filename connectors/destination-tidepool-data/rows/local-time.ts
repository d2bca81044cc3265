import { invalidTimeReason, type Reject, reject } from '@airbyte-ts/cdk';

const LOCAL = /^(\d{4}-\d\d-\d\d)(?:T|\s+)(\d{1,2}):(\d\d)(?::(\d\d)((?:[.,]\d+)?))?$/i;
/** The notation of Tidepool. */
const OWN = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d$/;
const DAY_MS = 86_400_000;

/**
 * Returns a time without a zone as Tidepool writes it, from the usual notations of databases and spreadsheets
 * (`2026-01-31 8:00`); any other value unchanged, whose fault validation reports.
 */
export function localTime(value: unknown): unknown {
  if (typeof value === 'string' && OWN.test(value)) return value;
  const [, day, hour = '', minute, second = '00', fraction = ''] = partsOf(value) ?? [];
  return day === undefined ? value : `${day}T${hour.padStart(2, '0')}:${minute}:${second}${fraction}`;
}

/**
 * Returns the UTC time at which the clocks of a time zone show a time. Rejects a time that they skip or show twice when daylight
 * saving time begins or ends, or that does not exist, and a time in an unknown zone. `source` names the zone in that reason.
 * Any other value is left unchanged.
 */
export function inZone(value: unknown, zone: unknown, source = "the record's timezone"): unknown | Reject {
  if (typeof zone !== 'string' || zone === '') return value;
  const local = localTime(value);
  if (partsOf(local) === undefined) return value;
  const [seconds = '', fraction = ''] = String(local).split(/(?=[.,])/);
  const fault = invalidTimeReason(`${seconds}Z`);
  if (fault !== undefined) return reject(`time ${fault}`);
  const offsetAt = offsetsOf(zone);
  if (!offsetAt)
    return reject(
      `time has no zone, and ${source} is not a name of the IANA time zone database, such as Europe/London`,
    );
  const wall = Date.parse(`${seconds}Z`);
  // No time zone changes its offset twice within two days.
  const offsets = new Set([offsetAt(wall - DAY_MS), offsetAt(wall + DAY_MS)]);
  const instants = [...offsets].map((offset) => wall - offset).filter((at) => at + offsetAt(at) === wall);
  if (instants.length === 0)
    return reject(
      'time does not exist in its time zone, whose clocks skip it when daylight saving time begins',
    );
  if (instants.length > 1)
    return reject(
      'time occurs twice in its time zone, when daylight saving time ends; send it with its offset',
    );
  const utc = new Date(instants[0]!).toISOString();
  // JavaScript writes such years with a sign and six digits, which the service does not accept.
  if (!/^\d/.test(utc)) return reject('time is not a time: in UTC it is outside of the years 0000 to 9999');
  return utc.replace('.000Z', `${fraction.replace(',', '.')}Z`);
}

/** Most times are in UTC, so their last character is tested first. */
const partsOf = (value: unknown): RegExpExecArray | undefined =>
  (typeof value === 'string' && !value.endsWith('Z') && LOCAL.exec(value.trim())) || undefined;

type OffsetAt = (at: number) => number;

const zones = new Map<string, OffsetAt | undefined>();

/** Returns the offset of a zone from UTC, in milliseconds, at an instant; undefined if there is no such zone. */
function offsetsOf(zone: string): OffsetAt | undefined {
  if (!zones.has(zone)) zones.set(zone, offsetFunction(zone));
  return zones.get(zone);
}

/** `GMT`, `GMT+05:30`, and with seconds before there were time zones. */
const OFFSET = /GMT(?:([+-])(\d\d):(\d\d)(?::(\d\d))?)?$/;

function offsetFunction(timeZone: string): OffsetAt | undefined {
  let format: Intl.DateTimeFormat;
  try {
    format = new Intl.DateTimeFormat('en-US', { timeZone, timeZoneName: 'longOffset' });
  } catch {
    return undefined;
  }
  return (at) => {
    const [, sign, hours = 0, minutes = 0, seconds = 0] = OFFSET.exec(format.format(at))!;
    const offset = (Number(hours) * 60 + Number(minutes)) * 60 + Number(seconds);
    return (sign === '-' ? -offset : offset) * 1000;
  };
}
