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
import type { Subject } from '../subject.ts';

/** CPU time per record against the lower bounds and the peer, if there is one, with a sink that responds immediately. */
export async function cpu(plan: Plan, dataset: Dataset): Promise<Section> {
  const { subject, field, directory } = plan;
  const contestants = contestantsOf(field);
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
    const against = [field.sockets, field.undici, ...(field.faros ? [field.faros.axios] : [])];
    const all = Object.values(runs).flat();
    return {
      title: `${subject.name}: CPU per record, ${subject.datasets[dataset].title}`,
      columns: ['', 'µs CPU/record', ...against.map(({ name }) => `x ${name}`), 'records/s', 'peak MB'],
      rows: contestants.map((contestant) => [
        contestant.name,
        number((cost(contestant) / plan.records) * 1000),
        ...against.map((other) => number(cost(contestant) / cost(other))),
        number((plan.records / medianOf(runs[contestant.name]!, (run) => run.wallMs)) * 1000),
        megabytes(medianOf(runs[contestant.name]!, (run) => run.peakRss)),
      ]),
      goals: goals(dataset, field, cost),
      notes: [
        `${plan.records} records, ${plan.rounds} rounds, medians, start-up included. ${busiestSink(all)}`,
        sameBytes(
          subject,
          names.map((name) => runs[name]![0]!),
        ),
      ],
    };
  } finally {
    sink.stop();
  }
}

function contestantsOf({ connector, sockets, undici, faros }: Field): readonly Contestant[] {
  return [connector, sockets, undici, ...(faros ? [faros.undici, faros.axios] : [])];
}

function sameBytes({ sink }: Subject, runs: readonly Run[]): string {
  const bytes = runs.map((run) => sink.payload(run.sink));
  if (bytes[0] === undefined) return 'Bytes were not compared.';
  return new Set(bytes).size === 1
    ? `All sent the same ${number(bytes[0] / 1e6)} MB of records.`
    : `Records sent in bytes, in the order of the table: ${bytes.join(', ')}.`;
}

function goals(dataset: Dataset, field: Field, cost: (of: Contestant) => number): Goal[] {
  const { connector, sockets, undici, faros } = field;
  const against = (text: string, other: Contestant, limit: number): Goal => ({
    text: `${dataset}: CPU against ${text}`,
    measured: cost(connector) / cost(other),
    limit,
    holds: 'at most',
    unit: 'x',
  });
  return [
    against('the lower bound on raw sockets', sockets, 1.4),
    ...(faros
      ? [
          against("Faros' CDK as it ships", faros.axios, 0.5),
          against("Faros' CDK with undici", faros.undici, 0.8),
        ]
      : [against('the lower bound on undici', undici, 1.4)]),
  ];
}
