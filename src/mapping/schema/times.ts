import { numberOf } from '../../define/exact-number.ts';

/**
 * The only parser of times. It accepts forms with a single meaning: ISO 8601 with a zone in the variants of databases and
 * programs, RFC 2822, and numbers since 1970 whose size determines their unit.
 */

const DAY = '(?<year>\\d{4})-(?<month>\\d\\d)-(?<day>\\d\\d)';
const CLOCK = '(?<hour>\\d{1,2}):(?<minute>\\d\\d)(?::(?<second>\\d\\d)(?:[.,](?<fraction>\\d+))?)?';
/** `Z`, `UTC`, `+01:00`, `GMT+0100`, and the name in brackets that Java appends to these, which repeats the offset. */
const ZONE =
  '(?:(?<utc>Z|UTC?|GMT)|(?:UTC?|GMT)?(?<sign>[+-])(?<hours>\\d\\d)(?::?(?<minutes>\\d\\d))?)(?:\\[[\\w+./-]+\\])?';
const WEEKDAY = '(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*';
const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
const MONTH = `(?<name>${MONTHS.join('|')})[a-z]*`;
const COMMENT = '(?:\\s*\\([^()]*\\))?';

const FORMS = [
  `${DAY}(?:T|\\s+)${CLOCK}\\s*${ZONE}`,
  // ISO 8601 without separators.
  `(?<year>\\d{4})(?<month>\\d\\d)(?<day>\\d\\d)T(?<hour>\\d\\d)(?<minute>\\d\\d)(?:(?<second>\\d\\d)(?:[.,](?<fraction>\\d+))?)?${ZONE}`,
  // RFC 2822.
  `(?:${WEEKDAY},?\\s+)?(?<day>\\d{1,2})\\s+${MONTH}\\s+(?<year>\\d{4})\\s+${CLOCK}\\s*${ZONE}${COMMENT}`,
  // JavaScript's Date.toString().
  `${WEEKDAY}\\s+${MONTH}\\s+(?<day>\\d{1,2})\\s+(?<year>\\d{4})\\s+${CLOCK}\\s*${ZONE}${COMMENT}`,
].map((form) => new RegExp(`^${form}$`, 'i'));

/** The first form on any day but 29 February, which is returned unchanged without being parsed. */
const CANONICAL =
  /^\d{4}-(?:(?:0[1-9]|1[0-2])-(?:0[1-9]|1\d|2[0-8])|(?:0[13-9]|1[0-2])-(?:29|30)|(?:0[13578]|1[02])-31)T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d+)?(?:Z|[+-](?:[01]\d|2[0-3]):[0-5]\d)$/;

const MOST_CHARACTERS = 120;
const NUMBER = /^[+-]?(\d+)(?:\.(\d+))?(?:e([+-]?\d+))?$/i;

/** Milliseconds of the beginning of 1990 and of 2101. Numbers of these years do not overlap in any two units. */
const FIRST = Date.UTC(1990);
const BEYOND = Date.UTC(2101);
/** Decimal places of seconds, milliseconds, microseconds and nanoseconds. */
const PLACES = [0, 3, 6, 9];

/** Returns a time as ISO 8601 with a zone, numbers with at most nanoseconds; undefined if it can't be parsed. */
export function isoTime(value: unknown): string | undefined {
  if (typeof value === 'string') {
    const text = value.trim();
    return NUMBER.test(text) ? fromNumber(text) : fromText(text);
  }
  return numberOf(value) === undefined ? undefined : fromNumber(String(value));
}

/**
 * Returns a time as whole milliseconds since 1970, without finer digits; undefined if it is not a time. Reads ISO 8601 with a
 * zone, RFC 2822, and numbers since 1970 in seconds, milliseconds, microseconds or nanoseconds, of the years 1990 to 2100.
 *
 * @example
 * toEpochMs('2024-05-14T08:17:09+02:00'); // 1715667429000
 * toEpochMs(1_715_667_429); // 1715667429000
 * toEpochMs('yesterday'); // undefined
 */
export function toEpochMs(value: unknown): number | undefined {
  if (typeof value === 'number' && isInRange(value) && Number.isInteger(value)) return value;
  const iso = isoTime(value);
  return iso === undefined ? undefined : Date.parse(iso);
}

/**
 * Returns why a value is not a time, to follow the name of its field; undefined for a time, or if there is no more specific
 * reason. Does not contain the value.
 *
 * @example
 * invalidTimeReason(0); // 'is not a time: 0 stands for none'
 */
export function invalidTimeReason(value: unknown): string | undefined {
  const isText = typeof value === 'string';
  const text = isText ? value.trim() : '';
  if (isText && !NUMBER.test(text)) return textFault(text);
  const number = isText ? Number(text) : numberOf(value);
  return number === undefined || placesOf(number) !== undefined ? undefined : numberFault(number);
}

/** Moves the decimal point within the text, because a calculation would round microseconds and nanoseconds. */
function fromNumber(text: string): string | undefined {
  const places = placesOf(Number(text));
  if (places === undefined) return undefined;
  const [, whole = '', decimals = '', exponent = '0'] = NUMBER.exec(text) ?? [];
  const digits = whole + decimals;
  const point = whole.length + Number(exponent) - places;
  const seconds = Number(digits.slice(0, point).padEnd(point, '0'));
  const fraction = digits.slice(point, point + 9).replace(/0+$/, '');
  return new Date(seconds * 1000).toISOString().replace('000Z', `${fraction.padEnd(3, '0')}Z`);
}

/** The decimal places of the unit of a number; undefined if it is not a time in any unit. */
const placesOf = (value: number): number | undefined =>
  PLACES.find((places) => isInRange(value / 10 ** (places - 3)));

const isInRange = (ms: number): boolean => ms >= FIRST && ms < BEYOND;

function numberFault(value: number): string {
  if (value === 0) return 'is not a time: 0 stands for none';
  if (isWrittenDate(String(value)))
    return 'is not a time: the number reads as a date (YYYYMMDD); send ISO 8601 with a zone, such as 2024-05-14T08:17:09Z';
  if (value > 0 && value < 100_000)
    return 'is not a time: the number reads as a day of a spreadsheet; send ISO 8601 with a zone, such as 2024-05-14T08:17:09Z';
  return 'is not a time: the number lies outside of 1990 to 2100 in seconds, milli-, micro- and nanoseconds since 1970';
}

/** A day with or without a time of day, in digits only. */
function isWrittenDate(digits: string): boolean {
  const [, year, month, day, hour = '0', minute = '0', second = '0'] =
    /^(\d{4})(\d\d)(\d\d)(?:(\d\d)(\d\d)(\d\d)?)?$/.exec(digits) ?? [];
  return (
    isDay(Number(year), Number(month), Number(day)) && isClock(Number(hour), Number(minute), Number(second))
  );
}

type Parts = Readonly<Record<string, string | undefined>>;

function partsOf(text: string): Parts | undefined {
  if (text.length > MOST_CHARACTERS) return undefined;
  for (const form of FORMS) {
    const groups = form.exec(text)?.groups;
    if (groups) return groups;
  }
  return undefined;
}

function fromText(text: string): string | undefined {
  if (text.length <= MOST_CHARACTERS && CANONICAL.test(text)) return text;
  const parts = partsOf(text);
  if (!parts || faultOf(parts) !== undefined) return undefined;
  const { year, day = '', hour = '', minute, second = '00', fraction, utc, sign, hours, minutes } = parts;
  const month = String(monthOf(parts)).padStart(2, '0');
  const clock = `${hour.padStart(2, '0')}:${minute}:${second}${fraction === undefined ? '' : `.${fraction}`}`;
  const zone = utc === undefined ? `${sign}${hours}:${minutes ?? '00'}` : 'Z';
  return `${year}-${month}-${day.padStart(2, '0')}T${clock}${zone}`;
}

const monthOf = ({ month, name }: Parts): number =>
  name === undefined ? Number(month) : MONTHS.indexOf(name.toLowerCase()) + 1;

function faultOf(parts: Parts): string | undefined {
  const { year, day, hour, minute, second = '0', hours = '0', minutes = '0' } = parts;
  if (!isDay(Number(year), monthOf(parts), Number(day))) return 'is not a time: its day does not exist';
  if (!isClock(Number(hour), Number(minute), Number(second)))
    return 'is not a time: its time of day does not exist';
  return isClock(Number(hours), Number(minutes), 0)
    ? undefined
    : 'is not a time: its offset from UTC does not exist';
}

function textFault(text: string): string | undefined {
  const parts = partsOf(text);
  return parts && faultOf(parts);
}

function isDay(year: number, month: number, day: number): boolean {
  return month >= 1 && month <= 12 && day >= 1 && day <= new Date(Date.UTC(year, month, 0)).getUTCDate();
}

const isClock = (hour: number, minute: number, second: number): boolean =>
  hour < 24 && minute < 60 && second < 60;
