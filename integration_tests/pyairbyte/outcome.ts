import { SCENARIOS } from './settings.ts';

/** Result of one run under PyAirbyte. */
export interface Outcome {
  readonly name: string;
  /** A write strategy, or `smoke` for PyAirbyte's own smoke test. */
  readonly strategy: string;
  readonly error: string | undefined;
  /** PyAirbyte's record of the connector's log. */
  readonly log: string;
}

interface Stream {
  readonly name: string;
  readonly received: number;
  readonly delivered: number;
  /** The provider has these records already. */
  readonly skipped: number;
  readonly rejected: number;
  readonly reasons: string;
}

const NAMES_STRATEGY = /write_strategy="\w+"/;
const SUMMARY =
  /Stream "[^"]*?([A-Za-z_0-9]+)": received (\d+), delivered (\d+)(?:, skipped (\d+))?, rejected (\d+)(?: \((.*?)\))?, requests/g;

function streamsOf({ log }: Outcome): readonly Stream[] {
  const streams = [...log.replaceAll('\\"', '"').matchAll(SUMMARY)].map(
    ([, name = '', received, delivered, skipped = 0, rejected, reasons = '']) => ({
      name,
      received: Number(received),
      delivered: Number(delivered),
      skipped: Number(skipped),
      rejected: Number(rejected),
      reasons,
    }),
  );
  return streams.filter(({ name }) => SCENARIOS.includes(name));
}

/** One row for each run, for docs/testing.md. */
export function tableOf(outcomes: readonly Outcome[]): string {
  const rows = outcomes.map((outcome) => {
    const streams = streamsOf(outcome);
    const sum = (of: 'delivered' | 'skipped' | 'rejected') =>
      streams.reduce((total, stream) => total + stream[of], 0);
    const whole = streams.filter((stream) => stream.rejected === 0).length;
    const call =
      outcome.strategy === 'smoke' ? '`pyab destination-smoke-test`' : `write_strategy="${outcome.strategy}"`;
    const result = resultOf(outcome);
    const counts =
      streams.length === 0
        ? '| | | | |'
        : `| ${whole} of ${streams.length} | ${sum('delivered')} | ${sum('skipped')} | ${sum('rejected')} |`;
    return `| ${outcome.name.replace('destination-', '')} | ${call} | ${result} ${counts} ${reasonsOf(streams)} |`;
  });
  return [
    '| Connector | Called with | Outcome | Scenarios without a rejected record | Delivered | Skipped | Rejected | Why |',
    '| :-- | :-- | :-- | --: | --: | --: | --: | :-- |',
    ...rows,
  ].join('\n');
}

function resultOf({ error }: Outcome): string {
  if (error === undefined) return 'succeeds';
  return NAMES_STRATEGY.test(error) ? 'rejected, with the write strategy to use' : `fails: ${error}`;
}

function reasonsOf(streams: readonly Stream[]): string {
  const counts = new Map<string, number>();
  for (const { reasons } of streams)
    for (const [, count, reason = ''] of reasons.matchAll(/(\d+) × ([^;]+)/g))
      counts.set(reason, (counts.get(reason) ?? 0) + Number(count));
  const sorted = [...counts].sort((one, other) => other[1] - one[1]);
  return sorted.map(([reason, count]) => `${count} × ${reason}`).join('; ');
}

/** Returns the problems of a run: a failure that does not name the write strategy to use, or a record without an outcome. */
export function problemsOf(outcome: Outcome): readonly string[] {
  const { error, name, strategy } = outcome;
  const where = `${name} (${strategy})`;
  if (error !== undefined) {
    const isMeant = strategy === 'smoke' && NAMES_STRATEGY.test(error);
    return isMeant ? [] : [`${where}: ${error}`];
  }
  const streams = streamsOf(outcome);
  const missing = SCENARIOS.filter((scenario) => !streams.some((stream) => stream.name === scenario));
  const uncounted = streams.filter(
    (stream) => stream.delivered + stream.skipped + stream.rejected !== stream.received,
  );
  return [
    ...missing.map((scenario) => `${where}: ${scenario} was not synced`),
    ...uncounted.map((stream) => `${where}: ${stream.name} lost count of a record`),
  ];
}
