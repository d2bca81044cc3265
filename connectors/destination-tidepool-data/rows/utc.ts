const WITH_OFFSET = /^(\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2})(\.\d+)?([+-]\d{2}:\d{2})$/;

/**
 * The same moment in UTC, every digit of its fraction kept. The very same text where that is not certain; validation then says what is
 * wrong with it.
 */
export function inUtc(time: string): string {
  const [, whole, fraction = '', offset] = WITH_OFFSET.exec(time) ?? [];
  if (whole === undefined) return time;
  const moment = new Date(`${whole}${offset}`);
  if (Number.isNaN(moment.getTime()) || !isOnCalendar(whole)) return time;
  const utc = moment.toISOString().replace('.000Z', `${fraction}Z`);
  // Years with a sign and six digits are for JavaScript alone.
  return /^\d/.test(utc) ? utc : time;
}

/** `Date` moves 30 February to March, and 24 o'clock to the next day; what comes before them is there in every month. */
function isOnCalendar(whole: string): boolean {
  const moment = new Date(`${whole}Z`);
  if (Number.isNaN(moment.getTime())) return false;
  return (whole.slice(8, 10) < '29' && whole.slice(11, 13) < '24') || moment.toISOString().startsWith(whole);
}
