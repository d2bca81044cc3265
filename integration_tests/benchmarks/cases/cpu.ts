import {
  type Contestant,
  farosAxios,
  farosUndici,
  type Job,
  lowerBound,
  lowerBoundUndici,
} from '../contestants.ts';
import { type Dataset, writeComplete, writeMessages } from '../data.ts';
import { type Goal, number, type Section } from '../report.ts';
import {
  busiestSink,
  eventBytes,
  type Input,
  medianOf,
  megabytes,
  type Plan,
  rounds,
  runOnce,
} from '../run.ts';
import { startSink } from '../sink-process.ts';

const TITLES: Readonly<Record<Dataset, string>> = {
  plain: 'CPU per record, records that are events already',
  mapped: 'CPU per record, ids derived and columns moved to properties',
};

/** CPU time per record against the lower bound and Faros' CDK, all with a sink that answers at once. */
export async function cpu(plan: Plan, dataset: Dataset): Promise<Section> {
  const contestants = [plan.connector, lowerBound, lowerBoundUndici, farosUndici, farosAxios];
  const names = contestants.map(({ name }) => name);
  const byName = new Map<string, Contestant>(contestants.map((contestant) => [contestant.name, contestant]));
  plan.progress(`writing ${plan.records} ${dataset} records`);
  const input: Input = {
    files: [await writeMessages(plan.directory, dataset, plan.records), await writeComplete(plan.directory)],
    records: plan.records,
    cursor: plan.records,
  };
  const sink = await startSink();
  try {
    const job: Job = { baseUrl: sink.baseUrl, dataset, connections: 8, directory: plan.directory };
    const runs = await rounds(plan.rounds, names, (name, round) => {
      plan.progress(`cpu, ${dataset}, round ${round} of ${plan.rounds}: ${name}`);
      return runOnce(byName.get(name)!, job, sink, input);
    });

    const cost = (name: string): number => medianOf(runs[name]!, (run) => run.cpuMs);
    const rows = names.map((name) => [
      name,
      number((cost(name) / plan.records) * 1000),
      number(cost(name) / cost(lowerBound.name)),
      number(cost(name) / cost(farosAxios.name)),
      number((plan.records / medianOf(runs[name]!, (run) => run.wallMs)) * 1000),
      megabytes(medianOf(runs[name]!, (run) => run.peakRss)),
    ]);
    const all = Object.values(runs).flat();
    const bytes = names.map((name) => eventBytes(runs[name]![0]!));
    return {
      title: TITLES[dataset],
      columns: ['', 'µs CPU/record', 'x lower bound', 'x Faros, axios', 'records/s', 'peak MB'],
      rows,
      goals: goals(dataset, plan.connector.name, cost),
      notes: [
        `${plan.records} records, ${plan.rounds} rounds, medians, start-up included. ${busiestSink(all)}`,
        new Set(bytes).size === 1
          ? `All sent the same ${number(bytes[0]! / 1e6)} MB of events.`
          : `Events sent in bytes, in the order of the table: ${bytes.join(', ')}.`,
      ],
    };
  } finally {
    sink.stop();
  }
}

function goals(dataset: Dataset, ours: string, cost: (name: string) => number): Goal[] {
  const against = (text: string, other: string, limit: number): Goal => ({
    text: `${dataset}: CPU against ${text}`,
    measured: cost(ours) / cost(other),
    limit,
    holds: 'at most',
    unit: 'x',
  });
  return [
    against('the lower bound', lowerBound.name, 1.4),
    against("Faros' CDK as it ships", farosAxios.name, 0.5),
    against("Faros' CDK with undici", farosUndici.name, 0.8),
  ];
}
