import type { Contestant, Field, Job } from '../contestants.ts';
import type { Dataset } from '../dataset.ts';
import { writeComplete, writeMessages } from '../messages.ts';
import { type Goal, number, type Section } from '../report.ts';
import {
  busiestSink,
  type Input,
  medianOf,
  megabytes,
  type Plan,
  type Run,
  rounds,
  runOnce,
} from '../run.ts';
import { startSink } from '../sink-process.ts';
import type { Rival, Subject } from '../subject.ts';

/** CPU time per record against the lower bounds and the peers, all with a sink that responds immediately. */
export async function cpu(plan: Plan, dataset: Dataset): Promise<Section> {
  const { subject, field, directory } = plan;
  const contestants = contestantsOf(field, dataset);
  const names = contestants.map(({ name }) => name);
  const byName = new Map<string, Contestant>(contestants.map((contestant) => [contestant.name, contestant]));
  plan.progress(`writing ${plan.records} ${dataset} records`);
  const input: Input = {
    files: [
      await writeMessages(directory, subject, dataset, plan.records),
      await writeComplete(directory, subject),
    ],
    records: plan.records,
    cursor: plan.records,
  };
  const sink = await startSink(subject);
  try {
    const job: Job = { baseUrl: sink.baseUrl, dataset, connections: subject.connections, directory };
    const runs = await rounds(plan.rounds, names, (name, round) => {
      plan.progress(`cpu, ${dataset}, round ${round} of ${plan.rounds}: ${name}`);
      return runOnce(byName.get(name)!, job, sink, input);
    });

    const cost = ({ name }: Contestant): number => medianOf(runs[name]!, (run) => run.cpuMs);
    const against = [field.sockets, field.undici, field.farosAxios];
    const all = Object.values(runs).flat();
    return {
      case: 'cpu',
      label: `${subject.name}: ${subject.datasets[dataset].title}`,
      title: `${subject.name}: CPU per record, ${subject.datasets[dataset].title}`,
      columns: ['', 'µs CPU/record', ...against.map(({ name }) => `x ${name}`), 'records/s', 'peak MB'],
      rows: contestants.map((contestant) => [
        contestant.name,
        number((cost(contestant) / plan.records) * 1000),
        ...against.map((other) => number(cost(contestant) / cost(other))),
        number((plan.records / medianOf(runs[contestant.name]!, (run) => run.wallMs)) * 1000),
        megabytes(medianOf(runs[contestant.name]!, (run) => run.peakRss)),
      ]),
      bars: contestants.map((contestant) => ({
        name: contestant.name,
        value: (cost(contestant) / plan.records) * 1000,
      })),
      goals: goals(dataset, plan, cost),
      notes: [
        `${plan.records} records, ${plan.rounds} rounds, medians, start-up included. ${busiestSink(all)}`,
        sameBytes(
          subject,
          names.map((name) => runs[name]![0]!),
        ),
        ...(typeof field.python === 'string' ? [field.python] : []),
      ],
    };
  } finally {
    sink.stop();
  }
}

function contestantsOf(field: Field, dataset: Dataset): readonly Contestant[] {
  const { connector, sockets, undici, farosUndici, farosAxios, python } = field;
  const inPython = dataset === 'plain' && typeof python === 'object' ? [python] : [];
  return [connector, sockets, undici, farosUndici, farosAxios, ...inPython];
}

function sameBytes({ sink }: Subject, runs: readonly Run[]): string {
  const bytes = runs.map((run) => sink.payload(run.sink));
  if (bytes[0] === undefined) return 'Bytes were not compared.';
  return new Set(bytes).size === 1
    ? `All sent the same ${number(bytes[0] / 1e6)} MB of records.`
    : `Records sent in bytes, in the order of the table: ${bytes.join(', ')}.`;
}

function goals(dataset: Dataset, { subject, field }: Plan, cost: (of: Contestant) => number): Goal[] {
  return Object.entries(subject.cpuGoals).map(([rival, limit]) => {
    const other = field[rival as Rival];
    return {
      text: `${dataset}: CPU against ${other.name}`,
      measured: cost(field.connector) / cost(other),
      limit,
      holds: 'at most',
      unit: 'x',
    };
  });
}
