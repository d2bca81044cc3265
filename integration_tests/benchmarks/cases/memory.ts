import { type Contestant, lowerBound } from '../contestants.ts';
import { writeComplete, writeMessages } from '../data.ts';
import { type Goal, number, type Section } from '../report.ts';
import { medianOf, megabytes, type Plan, type Run, runOnce, shuffled } from '../run.ts';
import { startSink } from '../sink-process.ts';

const FEW = 100_000;
/** Peaks of equal runs differ by a few per cent. */
const NOISE = 1.05;

interface Case {
  readonly contestant: Contestant;
  readonly copies: number;
  readonly runs: Run[];
}

/** Peak memory of a long sync against that of a short one. The long one reads the same file again and again. */
export async function memory(plan: Plan, copies: number): Promise<Section> {
  plan.progress(`writing ${FEW} records`);
  const file = await writeMessages(plan.directory, 'plain', FEW);
  const end = await writeComplete(plan.directory);
  const cases: readonly Case[] = [plan.connector, lowerBound].flatMap((contestant) =>
    [1, copies].map((times) => ({ contestant, copies: times, runs: [] })),
  );
  const sink = await startSink();
  try {
    const job = {
      baseUrl: sink.baseUrl,
      dataset: 'plain',
      connections: 8,
      directory: plan.directory,
    } as const;
    for (let round = 1; round <= plan.rounds; round++)
      for (const one of shuffled(cases)) {
        plan.progress(`memory, round ${round} of ${plan.rounds}: ${one.contestant.name}`);
        const files = [...Array<string>(one.copies).fill(file), end];
        one.runs.push(
          await runOnce(one.contestant, job, sink, { files, records: FEW * one.copies, cursor: FEW }),
        );
      }
  } finally {
    sink.stop();
  }

  const peak = ({ runs }: Case): number => medianOf(runs, ({ peakRss }) => peakRss);
  const [few, many] = cases as [Case, Case, ...Case[]];
  const known = !Number.isNaN(peak(few));
  return {
    title: 'Peak memory of a short and of a long sync',
    columns: ['', 'records', 'peak MB', 'µs CPU/record'],
    rows: cases.map((one) => [
      one.contestant.name,
      number(FEW * one.copies),
      megabytes(peak(one)),
      number((medianOf(one.runs, ({ cpuMs }) => cpuMs) / FEW / one.copies) * 1000),
    ]),
    goals: known ? [goal(peak(many) / peak(few))] : [],
    notes: [
      known
        ? `Rounds: ${plan.rounds}, medians of the largest resident set.`
        : 'The largest resident set is read from /proc, which this system does not have.',
    ],
  };
}

const goal = (measured: number): Goal => ({
  text: 'peak memory of the long sync against the short one',
  measured,
  limit: NOISE,
  holds: 'at most',
  unit: 'x',
});
