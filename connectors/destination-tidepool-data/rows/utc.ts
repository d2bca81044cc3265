/** A time of a day that each month has. */
const USUAL =
  /^(\d{4}-(?:0[1-9]|1[0-2])-)(0[1-9]|1\d|2[0-8])T([01]\d|2[0-3]):([0-5]\d)(:[0-5]\d(?:\.\d+)?)([+-])([01]\d|2[0-3]):([0-5]\d)$/;
/** The last day that each month has. */
const LAST_DAY = 28;
const DAY_MINUTES = 24 * 60;

const WITH_OFFSET = /^(\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2})(\.\d+)?([+-]\d{2}:\d{2})$/;

/**
 * Converts a time with an offset to UTC, with every digit of its fraction. Returns other texts unchanged, whose fault validation
 * reports.
 */
export function toUtc(time: string): string {
  return time.endsWith('Z') ? time : (inSameMonth(time) ?? moved(time));
}

/** The index of the point before a fraction. */
const POINT = 19;
/** Digits of a fraction that the service reads. */
const NANOSECONDS = 9;

/**
 * Returns the same text for all notations of an instant in UTC: like the service, it ignores digits below a nanosecond, and zeros
 * at the end of the fraction. Adds zeros up to `digits` digits. Returns other texts unchanged.
 */
export function withFraction(time: string, digits = 0): string {
  if (!time.endsWith('Z')) return time;
  const last = time.length - 1;
  let end = last;
  if (time[POINT] === '.') {
    end = Math.min(last, POINT + 1 + NANOSECONDS);
    while (time[end - 1] === '0') end--;
    if (end === POINT + 1) end--;
  }
  if (digits > 0) return `${time.slice(0, POINT)}.${time.slice(POINT + 1, end).padEnd(digits, '0')}Z`;
  // In the usual notation, with three digits, mostly no zero is at the end.
  return end === last ? time : `${time.slice(0, end)}Z`;
}

/** The time in UTC if that is on a day of the same month, without Date, which takes longer than all else that a record costs. */
function inSameMonth(time: string): string | undefined {
  const [, month, date, hours, minutes, seconds, sign, offsetHours, offsetMinutes] = USUAL.exec(time) ?? [];
  if (month === undefined) return undefined;
  const offset = Number(offsetHours) * 60 + Number(offsetMinutes);
  const minute = Number(hours) * 60 + Number(minutes) + (sign === '+' ? -offset : offset);
  const days = Math.floor(minute / DAY_MINUTES);
  const day = Number(date) + days;
  if (day < 1 || day > LAST_DAY) return undefined;
  const left = minute - days * DAY_MINUTES;
  // Joined: V8 keeps a concatenated string as a tree of its parts, for which JSON.stringify takes twice as long.
  return [
    month,
    twoDigits(day),
    'T',
    twoDigits(Math.floor(left / 60)),
    ':',
    twoDigits(left % 60),
    seconds,
    'Z',
  ].join('');
}

const twoDigits = (value: number): string => (value < 10 ? `0${value}` : String(value));

function moved(time: string): string {
  const [, whole, fraction = '', offset] = WITH_OFFSET.exec(time) ?? [];
  if (whole === undefined) return time;
  const moment = new Date(`${whole}${offset}`);
  if (Number.isNaN(moment.getTime()) || !isOnCalendar(whole)) return time;
  const utc = moment.toISOString().replace('.000Z', `${fraction}Z`);
  // Only JavaScript accepts years with a sign and six digits.
  return /^\d/.test(utc) ? utc : time;
}

/**
 * Whether a date and time exists: `Date` converts 30 February to March, and 24:00 to the next day. Days up to 28 exist in every
 * month.
 */
function isOnCalendar(whole: string): boolean {
  const moment = new Date(`${whole}Z`);
  if (Number.isNaN(moment.getTime())) return false;
  return (whole.slice(8, 10) < '29' && whole.slice(11, 13) < '24') || moment.toISOString().startsWith(whole);
}
