import type { Contestant, Job } from '../contestants.ts';
import { writeComplete, writeMessages } from '../messages.ts';
import { type Goal, number, type Section } from '../report.ts';
import { medianOf, megabytes, type Plan, type Run, runOnce, shuffled } from '../run.ts';
import { startSink } from '../sink-process.ts';
import type { MemoryOf } from '../subject.ts';

/** Peaks of equal runs differ by a few per cent. */
const NOISE = 1.05;
/** More growth than that of a short sync which ends before its heap has its lasting size. */
const MOST_GROWTH = 1.3;
const TARGET_MB = 120;
const REQUEST_MB = 256;

interface Case {
  readonly contestant: Contestant;
  readonly copies: number;
  readonly runs: Run[];
}

/** Peak memory of a long sync against that of a short one. The long one reads the same file repeatedly. */
export async function memory(plan: Plan, { records, copies }: MemoryOf): Promise<Section> {
  const { subject, field, directory } = plan;
  plan.progress(`writing ${records} records`);
  const file = await writeMessages(directory, subject, 'plain', records);
  const end = await writeComplete(directory, subject);
  const cases: readonly Case[] = [field.connector, field.sockets].flatMap((contestant) =>
    [1, copies].map((times) => ({ contestant, copies: times, runs: [] })),
  );
  const sink = await startSink(subject);
  try {
    const job: Job = {
      baseUrl: sink.baseUrl,
      dataset: 'plain',
      connections: subject.connections,
      directory,
    };
    for (let round = 1; round <= plan.rounds; round++)
      for (const one of shuffled(cases)) {
        plan.progress(`memory, round ${round} of ${plan.rounds}: ${one.contestant.name}`);
        const files = [...Array<string>(one.copies).fill(file), end];
        one.runs.push(
          await runOnce(one.contestant, job, sink, { files, records: records * one.copies, cursor: records }),
        );
      }
  } finally {
    sink.stop();
  }

  const peak = ({ runs }: Case): number => medianOf(runs, ({ peakRss }) => peakRss);
  const [few, many] = cases as [Case, Case, ...Case[]];
  const known = !Number.isNaN(peak(few));
  return {
    case: 'memory',
    label: subject.name,
    title: `${subject.name}: peak memory of a short and of a long sync`,
    columns: ['', 'records', 'peak MB', 'µs CPU/record'],
    rows: cases.map((one) => [
      one.contestant.name,
      number(records * one.copies),
      megabytes(peak(one)),
      number((medianOf(one.runs, ({ cpuMs }) => cpuMs) / records / one.copies) * 1000),
    ]),
    goals: known ? goals(peak(few), peak(many)) : [],
    notes: [
      known
        ? `Rounds: ${plan.rounds}, medians of the largest resident set.`
        : 'The largest resident set is read from /proc, which this system does not have.',
    ],
  };
}

/** The targets, and above them the limits of the memory request in docs/scaling.md and of a leak. */
function goals(few: number, many: number): readonly Goal[] {
  const growth = { text: 'peak memory of the long sync against the short one', measured: many / few };
  const peak = { text: 'peak memory of the long sync', measured: many / 2 ** 20 };
  const isRequired = true;
  return [
    { ...growth, limit: NOISE, holds: 'at most', unit: 'x' },
    { ...growth, limit: MOST_GROWTH, holds: 'at most', unit: 'x', isRequired },
    { ...peak, limit: TARGET_MB, holds: 'at most', unit: ' MB' },
    { ...peak, limit: REQUEST_MB, holds: 'at most', unit: ' MB', isRequired },
  ];
}
