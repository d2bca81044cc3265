const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const YEAR_MS = 366 * DAY_MS;

const UNITS = [
  ['hour', HOUR_MS],
  ['minute', 60_000],
  ['second', 1000],
] as const;

/** Formats a duration in the largest unit that fits: `40 seconds`, `15 minutes`, `2 hours`. */
export function formatDuration(ms: number): string {
  const [unit, size] = UNITS.find(([, size]) => ms >= size) ?? UNITS[2];
  const count = Math.round(ms / size);
  return `${count} ${unit}${count === 1 ? '' : 's'}`;
}

/**
 * Formats a wait for a sentence after "to wait": `40 seconds`, `until 2026-11-14 09:30 UTC` if it is longer than a day,
 * `longer than a year`. `nowWall` is the current time in milliseconds since 1970.
 */
export function formatWait(ms: number, nowWall: number): string {
  if (ms <= DAY_MS) return formatDuration(ms);
  if (ms > YEAR_MS) return 'longer than a year';
  return `until ${new Date(nowWall + ms).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}
