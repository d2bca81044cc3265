import type { Campaign } from './campaign.ts';
import type { Target } from './target.ts';
import { count, type Told } from './told.ts';

const sum = (told: readonly Told[], of: (one: Told) => number): number =>
  told.reduce((all, one) => all + of(one), 0);

function countsOf<Key extends string>(
  told: readonly Told[],
  of: (one: Told) => ReadonlyMap<Key, number>,
): string {
  const all = new Map<Key, number>();
  for (const one of told) for (const [key, times] of of(one)) count(all, key, times);
  const sorted = [...all].toSorted(([, a], [, b]) => b - a);
  return sorted.map(([key, times]) => `${key} ${times}`).join(', ') || 'none';
}

/** Formats campaigns as a table with a column for each connector. */
export function summary(campaigns: readonly Campaign[]): string {
  const rows: readonly (readonly [title: string, cell: (campaign: Campaign) => string | number])[] = [
    ['', ({ connector }) => connector.replace('destination-', '')],
    ['schedules', ({ told, failures }) => told.length + failures.length],
    ['attempts', ({ told }) => sum(told, (one) => one.attempts)],
    ['records', ({ told }) => sum(told, (one) => one.records)],
    ['rejected records', ({ told }) => sum(told, (one) => one.rejected)],
    ['unusable reject folders', ({ told }) => sum(told, (one) => one.blockedRejects)],
    ['faults that struck', ({ told }) => sum(told, ({ faults }) => total(faults))],
    ['crashes and cancels', ({ told }) => sum(told, ({ blows }) => total(blows))],
    ['… with a request under way', ({ told }) => sum(told, (one) => one.midFlight)],
    ['resumed from a state', ({ told }) => sum(told, (one) => one.resumes)],
    ['failed and tried again', ({ told }) => sum(told, (one) => one.failures)],
    ['visible duplicates', ({ told }) => sum(told, (one) => one.duplicates)],
    ['repeats the provider hid', ({ told }) => sum(told, (one) => one.dropped)],
    ['most memory, MiB', ({ told }) => Math.max(0, ...told.map(({ peakMiB }) => peakMiB))],
    ['slowest schedule, s', ({ told }) => (Math.max(0, ...told.map(({ ms }) => ms)) / 1000).toFixed(1)],
    ['broken promises', ({ failures }) => failures.length],
  ];
  const cells = rows.map(([title, cell]) => [title, ...campaigns.map((each) => String(cell(each)))]);
  const widths = cells[0]!.map((_, column) => Math.max(...cells.map((row) => row[column]!.length)));
  const table = cells.map((row) =>
    row
      .map((cell, column) => (column === 0 ? cell.padEnd(widths[0]!) : cell.padStart(widths[column]!)))
      .join('  '),
  );
  const kinds = campaigns.flatMap(({ connector, told }) => [
    `${connector}: faults ${countsOf(told, ({ faults }) => faults)}`,
    `${' '.repeat(connector.length)}  ends ${countsOf(told, ({ blows }) => blows)}`,
  ]);
  return [...table, '', ...kinds].join('\n');
}

const total = (counts: ReadonlyMap<string, number>): number =>
  [...counts.values()].reduce((a, b) => a + b, 0);

/** Number of schedules after which each of these must have occurred. */
const ENOUGH = 10;
/** Number of schedules after which rare ones must have occurred. */
const MANY = 200;

const BLOWS = ['cancelled', 'SIGKILL', 'SIGTERM', 'closed stdout', 'forgotten'] as const;

/** Returns events that did not occur in a campaign but should have. */
export function untried({ told }: Campaign, { promise, unfit }: Target): string[] {
  if (told.length < ENOUGH) return [];
  const happened: readonly (readonly [what: string, times: number])[] = [
    ['no fault struck', sum(told, ({ faults }) => total(faults))],
    ['no process was struck', sum(told, ({ blows }) => total(blows))],
    ['no process was struck while a request was under way', sum(told, (one) => one.midFlight)],
    ['no sync was resumed from a state', sum(told, (one) => one.resumes)],
    ['no record was rejected', unfit ? sum(told, ({ rejected }) => rejected) : 1],
    ['no record was delivered twice', sum(told, (one) => one.dropped + one.duplicates)],
    [
      'nothing was there twice, although it may be',
      promise === 'exactly once' ? 1 : sum(told, (one) => one.duplicates),
    ],
  ];
  const rare: typeof happened = [
    ['no reject folder was unusable', unfit ? sum(told, ({ blockedRejects }) => blockedRejects) : 1],
    ...BLOWS.map(
      (blow) => [`no process was struck by ${blow}`, sum(told, ({ blows }) => blows.get(blow) ?? 0)] as const,
    ),
  ];
  return [...happened, ...(told.length < MANY ? [] : rare)].flatMap(([what, times]) =>
    times === 0 ? [what] : [],
  );
}
