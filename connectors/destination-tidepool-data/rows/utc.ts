const WITH_OFFSET = /^(\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2})(\.\d+)?([+-]\d{2}:\d{2})$/;

/**
 * Converts a time with an offset to UTC, with every digit of its fraction. Returns other texts unchanged, whose fault validation
 * reports.
 */
export function toUtc(time: string): string {
  const [, whole, fraction = '', offset] = WITH_OFFSET.exec(time) ?? [];
  if (whole === undefined) return time;
  const moment = new Date(`${whole}${offset}`);
  if (Number.isNaN(moment.getTime()) || !isOnCalendar(whole)) return time;
  const utc = moment.toISOString().replace('.000Z', `${fraction}Z`);
  // Only JavaScript accepts years with a sign and six digits.
  return /^\d/.test(utc) ? utc : time;
}

/** Whether a date and time exists: `Date` converts 30 February to March, and 24:00 to the next day. Days up to 28 exist in every month. */
function isOnCalendar(whole: string): boolean {
  const moment = new Date(`${whole}Z`);
  if (Number.isNaN(moment.getTime())) return false;
  return (whole.slice(8, 10) < '29' && whole.slice(11, 13) < '24') || moment.toISOString().startsWith(whole);
}
