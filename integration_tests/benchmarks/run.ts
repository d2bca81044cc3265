import type { Contestant, Field, Job } from './contestants.ts';
import type { Measurement } from './measure.ts';
import { measure } from './measure.ts';
import { median } from './report.ts';
import type { SinkReport } from './sink.ts';
import type { Sink } from './sink-process.ts';
import type { Subject } from './subject.ts';

/** Parameters of every case. */
export interface Plan {
  readonly subject: Subject;
  readonly field: Field;
  /** Records of each CPU run. */
  readonly records: number;
  /** Records of other runs at most. */
  readonly mostRecords: number;
  readonly rounds: number;
  readonly directory: string;
  /** Called with a description of the current measurement. */
  readonly progress: (text: string) => void;
}

/** Input of a contestant, and its expected result. */
export interface Input {
  readonly files: readonly string[];
  readonly records: number;
  /** Cursor of the last STATE. */
  readonly cursor: number;
}

/** One run of a contestant: its cost, and the totals of the sink. */
export interface Run extends Measurement {
  readonly sink: SinkReport;
}

/** Runs one contestant and verifies that it did the whole job. */
export async function runOnce(
  contestant: Contestant,
  job: Job,
  sink: Sink,
  { files, records, cursor }: Input,
): Promise<Run> {
  await sink.take();
  const measured = await measure(await contestant.command(job), files);
  const report = await sink.take();
  if (report.records !== records)
    throw new Error(`${contestant.name} delivered ${report.records} of ${records} records.`);
  const last = measured.stdout.split('\n').findLast((line) => line.includes('"STATE"'));
  if (contestant.emitsStates && !last?.includes(`"cursor":${cursor}}`))
    throw new Error(`${contestant.name} did not give the last state back.\n${measured.stdout}`);
  return { ...measured, sink: report };
}

/** Runs every contestant once per round, in a new random order for each round. */
export async function rounds<K extends string>(
  count: number,
  names: readonly K[],
  run: (name: K, round: number) => Promise<Run>,
): Promise<Record<K, Run[]>> {
  const runs = Object.fromEntries(names.map((name) => [name, []])) as unknown as Record<K, Run[]>;
  for (let round = 1; round <= count; round++)
    for (const name of shuffled(names)) runs[name].push(await run(name, round));
  return runs;
}

export function shuffled<T>(list: readonly T[]): T[] {
  return list
    .map((item) => ({ item, order: Math.random() }))
    .sort((a, b) => a.order - b.order)
    .map(({ item }) => item);
}

export const medianOf = (
  runs: readonly Measurement[],
  value: (run: Measurement) => number | undefined,
): number => median(runs.map((run) => value(run) ?? Number.NaN));

/** Maximum CPU share of the sink: near 100 % it limits the throughput instead of the contestant. */
export function busiestSink(runs: readonly Run[]): string {
  const share = Math.max(...runs.map((run) => run.sink.cpuMs / run.wallMs));
  return `The sink was busy for at most ${Math.round(share * 100)} % of a run.`;
}

export const megabytes = (bytes: number): string =>
  Number.isNaN(bytes) ? '–' : String(Math.round(bytes / 2 ** 20));
