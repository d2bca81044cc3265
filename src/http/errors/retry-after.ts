/** IMF-fixdate, RFC 850 and asctime (RFC 9110, 5.6.7) all start with the name of a day; `Date.parse` alone accepts `-5`. */
const HTTP_DATE = /^(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)[a-z]*,? [\w :-]+$/;
/** The asctime form names no zone and means GMT. */
const NAMES_GMT = / GMT$/;

function parseHttpDate(value: string): number | undefined {
  const text = value.trim();
  if (!HTTP_DATE.test(text)) return undefined;
  const time = Date.parse(NAMES_GMT.test(text) ? text : `${text} GMT`);
  return Number.isNaN(time) ? undefined : time;
}

/**
 * How long the provider asks to wait, in milliseconds, from a `Retry-After` header in either form (RFC 9110, 10.2.3).
 *
 * A date is measured against the answer's own `Date` header, so that a wrong clock on either side does no harm;
 * against `nowWall` where that header is missing. Undefined when there is nothing to obey: no header, a date that has
 * passed, a negative number, anything else.
 */
export function parseRetryAfter(
  value: string | undefined,
  date: string | undefined,
  nowWall: number,
): number | undefined {
  const text = value?.trim();
  if (!text) return undefined;
  // Fractions are not in the standard; some gateways send them.
  if (/^\d+(?:\.\d+)?$/.test(text)) return Math.min(Math.ceil(Number(text) * 1000), Number.MAX_SAFE_INTEGER);
  const until = parseHttpDate(text) ?? Number.NaN;
  const wait = until - ((date === undefined ? undefined : parseHttpDate(date)) ?? nowWall);
  return wait > 0 ? wait : undefined;
}
