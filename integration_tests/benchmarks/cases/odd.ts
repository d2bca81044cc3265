import { statSync } from 'node:fs';
import type { Job } from '../contestants.ts';
import { writeComplete, writeMessages } from '../messages.ts';
import { ODD_RECORDS, type OddRecords } from '../odd-records.ts';
import { median, number, type Section } from '../report.ts';
import { type Plan, runOnce } from '../run.ts';
import { startSink } from '../sink-process.ts';

/** Bytes are those of so many plain records, as a share of a CPU run. */
const SHARE = 0.2;
/** Enough records for each layout to occur again, even if records are long. */
const LEAST_RECORDS = 500;

/** CPU per byte of the input, as a multiple of that for plain records: one column for each connector. */
export async function odd(plans: readonly Plan[]): Promise<Section> {
  const columns: (readonly (number | undefined)[])[] = [];
  for (const plan of plans) columns.push(await costs(plan));
  const ratios = columns.map((cost) => cost.map((each) => each && each / cost[0]!));
  return {
    case: 'odd',
    label: '',
    title: 'CPU per byte of wide and odd records, as a multiple of plain records',
    columns: ['', ...plans.map(({ subject }) => subject.name)],
    rows: ODD_RECORDS.map(({ title }, at) => [
      title,
      ...ratios.map((column) => (column[at] === undefined ? '–' : number(column[at]))),
    ]),
    goals: plans.map(({ subject }, at) => ({
      text: `${subject.name}: CPU per byte of the worst kind of records`,
      measured: Math.max(...ratios[at]!.map((ratio) => ratio ?? 0)),
      limit: 2,
      holds: 'at most',
      unit: 'x',
    })),
    notes: [
      `Rounds: ${plans[0]?.rounds}, medians, about equally many bytes of each kind. –: the provider does not take such records.`,
    ],
  };
}

/** CPU per byte of each kind of records; undefined for kinds that the provider rejects. */
async function costs(plan: Plan): Promise<readonly (number | undefined)[]> {
  const { subject, field, directory } = plan;
  const sink = await startSink(subject);
  const job: Job = { baseUrl: sink.baseUrl, dataset: 'plain', connections: subject.connections, directory };
  const end = await writeComplete(directory, subject);
  const kinds = ODD_RECORDS.filter(({ title }) => !subject.rejects?.includes(title));
  try {
    const found = new Map<OddRecords, number[]>(kinds.map((kind) => [kind, []]));
    let plainBytes = 0;
    const inputs = new Map<OddRecords, { file: string; records: number; bytes: number }>();
    for (const kind of kinds) {
      const records = { ...subject.datasets.plain, records: kind.of(subject.datasets.plain.records) };
      const source = { ...subject, datasets: { ...subject.datasets, plain: records } };
      const sample =
        statSync(await writeMessages(directory, source, 'plain', LEAST_RECORDS)).size / LEAST_RECORDS;
      plainBytes ||= sample;
      const count = Math.max(LEAST_RECORDS, Math.round((plan.records * SHARE * plainBytes) / sample));
      const name = `${subject.name}-odd-${inputs.size}`;
      const file = await writeMessages(directory, { ...source, name }, 'plain', count);
      inputs.set(kind, { file, records: count, bytes: statSync(file).size });
    }
    for (let round = 1; round <= plan.rounds; round++)
      for (const [kind, { file, records, bytes }] of inputs) {
        plan.progress(`odd records, round ${round} of ${plan.rounds}: ${kind.title}`);
        const run = await runOnce(field.connector, job, sink, {
          files: [file, end],
          records,
          cursor: records,
        });
        found.get(kind)!.push(run.cpuMs / bytes);
      }
    return ODD_RECORDS.map((kind) => (found.has(kind) ? median(found.get(kind)!) : undefined));
  } finally {
    sink.stop();
  }
}
