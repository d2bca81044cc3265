/** Layouts with which the service parses times, as its errors contain them. */
export const RFC3339 = '2006-01-02T15:04:05.999999999Z07:00';
export const WITHOUT_ZONE = '2006-01-02T15:04:05';

const PRINTED = /^([^.Z+]+?)(?:\.(\d+))?(?:Z|([+-])(\d\d):(\d\d))$/;
const TIME = /^(\d{4})-(\d\d)-(\d\d)T(\d\d?):(\d\d):(\d\d)(?:[.,](\d+))?(Z|[+-]\d\d:\d\d)?$/;

/**
 * Parses a time like Go's `time.Parse`, which differs from RFC 3339: the hour may have one digit, `z` is not a zone,
 * and a fraction is accepted where the layout has none. Returns the time as Go prints it, with its offset and without
 * trailing zeros of the fraction; undefined if the text is not such a time.
 */
export function parseGoTime(text: string, layout: string): string | undefined {
  const parts = TIME.exec(text);
  if (!parts || (parts[8] !== undefined) !== (layout === RFC3339)) return undefined;
  const [, year, month, day, hour, minute, second, fraction = '', zone = 'Z'] = parts;
  const offset = offsetOf(zone);
  if (offset === undefined || !isDay(Number(year), Number(month), Number(day))) return undefined;
  if (Number(hour) > 23 || Number(minute) > 59 || Number(second) > 59) return undefined;
  const nanos = fraction.slice(0, 9).replace(/0+$/, '');
  return `${year}-${month}-${day}T${hour!.padStart(2, '0')}:${minute}:${second}${nanos && `.${nanos}`}${offset}`;
}

/** A zero offset is printed as `Z`. Go accepts 24 hours and 60 minutes. */
function offsetOf(zone: string): string | undefined {
  if (zone === 'Z') return 'Z';
  const [hours, minutes] = [Number(zone.slice(1, 3)), Number(zone.slice(4))];
  if (hours > 24 || minutes > 60) return undefined;
  const total = hours * 60 + minutes;
  if (total === 0) return 'Z';
  const two = (value: number) => String(value).padStart(2, '0');
  return `${zone[0]}${two(Math.floor(total / 60))}:${two(total % 60)}`;
}

function isDay(year: number, month: number, day: number): boolean {
  if (month < 1 || month > 12 || day < 1) return false;
  const date = new Date(0);
  date.setUTCFullYear(year, month, 0);
  return day <= date.getUTCDate();
}

/** Returns whether a printed time is earlier than another one, to the nanosecond. */
export function isBefore(time: string, other: string): boolean {
  const [one, two] = [instantOf(time), instantOf(other)];
  return one.seconds === two.seconds ? one.fraction < two.fraction : one.seconds < two.seconds;
}

/** The first second of the year 1, which is Go's zero time in every zone. */
export function isZero(time: string): boolean {
  if (!time.startsWith('000')) return false;
  const { seconds, fraction } = instantOf(time);
  return seconds === ZERO && Number(fraction) === 0;
}
const ZERO = instantOf('0001-01-01T00:00:00Z').seconds;

/** Computes the offset itself: Go prints 24 hours and more, which Date does not parse. */
function instantOf(time: string): { readonly seconds: number; readonly fraction: string } {
  const [local, fraction = '', sign, hours, minutes] = PRINTED.exec(time)!.slice(1);
  const offset = sign === undefined ? 0 : Number(`${sign}1`) * (Number(hours) * 60 + Number(minutes));
  return { seconds: Date.parse(`${local}Z`) / 1000 - offset * 60, fraction: fraction.padEnd(9, '0') };
}
