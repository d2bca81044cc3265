/**
 * IMF-fixdate, RFC 850 and asctime (RFC 9110, 5.6.7) all start with the name of a day. Checked because `Date.parse` accepts `-5`.
 */
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
 * Returns the wait of a `Retry-After` header in either form (RFC 9110, 10.2.3), in milliseconds.
 *
 * A date is relative to the `Date` header of the same response, so that a wrong clock on either side has no effect;
 * to `nowWall` if that header is missing. Undefined if there is no valid wait: no header, a date that has
 * passed, a negative number, or another text.
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
  const until = parseHttpDate(text);
  if (until === undefined) return undefined;
  const wait = until - ((date === undefined ? undefined : parseHttpDate(date)) ?? nowWall);
  return wait > 0 ? wait : undefined;
}
