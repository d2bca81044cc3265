import type { Campaign } from './campaign.ts';
import { count, type Tally } from './tally.ts';
import type { Target } from './target.ts';

const sum = (tally: readonly Tally[], of: (one: Tally) => number): number =>
  tally.reduce((all, one) => all + of(one), 0);

function countsOf<Key extends string>(
  tally: readonly Tally[],
  of: (one: Tally) => ReadonlyMap<Key, number>,
): string {
  const all = new Map<Key, number>();
  for (const one of tally) for (const [key, times] of of(one)) count(all, key, times);
  const sorted = [...all].toSorted(([, a], [, b]) => b - a);
  return sorted.map(([key, times]) => `${key} ${times}`).join(', ') || 'none';
}

/** Formats campaigns as a table with a column for each connector. */
export function summary(campaigns: readonly Campaign[]): string {
  const rows: readonly (readonly [title: string, cell: (campaign: Campaign) => string | number])[] = [
    ['', ({ connector }) => connector.replace('destination-', '')],
    ['schedules', ({ tally, failures }) => tally.length + failures.length],
    ['attempts', ({ tally }) => sum(tally, (one) => one.attempts)],
    ['records', ({ tally }) => sum(tally, (one) => one.records)],
    ['rejected records', ({ tally }) => sum(tally, (one) => one.rejected)],
    ['unusable reject folders', ({ tally }) => sum(tally, (one) => one.blockedRejects)],
    ['applied faults', ({ tally }) => sum(tally, ({ faults }) => total(faults))],
    ['crashes and cancels', ({ tally }) => sum(tally, ({ interruptions }) => total(interruptions))],
    ['… with a request in flight', ({ tally }) => sum(tally, (one) => one.midFlight)],
    ['resumed from a state', ({ tally }) => sum(tally, (one) => one.resumes)],
    ['failed and tried again', ({ tally }) => sum(tally, (one) => one.failures)],
    ['visible duplicates', ({ tally }) => sum(tally, (one) => one.duplicates)],
    ['repeats the provider hid', ({ tally }) => sum(tally, (one) => one.dropped)],
    ['most memory, MiB', ({ tally }) => Math.max(0, ...tally.map(({ peakMiB }) => peakMiB))],
    ['slowest schedule, s', ({ tally }) => (Math.max(0, ...tally.map(({ ms }) => ms)) / 1000).toFixed(1)],
    ['broken promises', ({ failures }) => failures.length],
  ];
  const cells = rows.map(([title, cell]) => [title, ...campaigns.map((each) => String(cell(each)))]);
  const widths = cells[0]!.map((_, column) => Math.max(...cells.map((row) => row[column]!.length)));
  const table = cells.map((row) =>
    row
      .map((cell, column) => (column === 0 ? cell.padEnd(widths[0]!) : cell.padStart(widths[column]!)))
      .join('  '),
  );
  const kinds = campaigns.flatMap(({ connector, tally }) => [
    `${connector}: faults ${countsOf(tally, ({ faults }) => faults)}`,
    `${' '.repeat(connector.length)}  ends ${countsOf(tally, ({ interruptions }) => interruptions)}`,
  ]);
  return [...table, '', ...kinds].join('\n');
}

const total = (counts: ReadonlyMap<string, number>): number =>
  [...counts.values()].reduce((a, b) => a + b, 0);

/** Number of schedules after which each of these must have occurred. */
const ENOUGH = 10;
/** Number of schedules after which rare ones must have occurred. */
const MANY = 200;

const INTERRUPTIONS = ['cancelled', 'SIGKILL', 'SIGTERM', 'closed stdout', 'forgotten'] as const;

/** Returns events that did not occur in a campaign but should have. */
export function untried({ tally }: Campaign, { promise, rejectedRecord }: Target): string[] {
  if (tally.length < ENOUGH) return [];
  const happened: readonly (readonly [what: string, times: number])[] = [
    ['no fault was applied', sum(tally, ({ faults }) => total(faults))],
    ['no process was interrupted', sum(tally, ({ interruptions }) => total(interruptions))],
    ['no process was interrupted while a request was in flight', sum(tally, (one) => one.midFlight)],
    ['no sync was resumed from a state', sum(tally, (one) => one.resumes)],
    ['no record was rejected', rejectedRecord ? sum(tally, ({ rejected }) => rejected) : 1],
    ['no record was delivered twice', sum(tally, (one) => one.dropped + one.duplicates)],
    [
      'no record was stored twice, although the promise allows it',
      promise === 'exactly once' ? 1 : sum(tally, (one) => one.duplicates),
    ],
  ];
  const rare: typeof happened = [
    [
      'no reject folder was unusable',
      rejectedRecord ? sum(tally, ({ blockedRejects }) => blockedRejects) : 1,
    ],
    ...INTERRUPTIONS.map(
      (interruption) =>
        [
          `no process was interrupted by ${interruption}`,
          sum(tally, ({ interruptions }) => interruptions.get(interruption) ?? 0),
        ] as const,
    ),
  ];
  return [...happened, ...(tally.length < MANY ? [] : rare)].flatMap(([what, times]) =>
    times === 0 ? [what] : [],
  );
}
