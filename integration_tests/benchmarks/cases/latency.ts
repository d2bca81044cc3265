import type { Contestant, Job } from '../contestants.ts';
import { writeComplete, writeMessages } from '../messages.ts';
import { number, type Section } from '../report.ts';
import { type Input, medianOf, megabytes, type Plan, rounds, runOnce } from '../run.ts';
import { startSink } from '../sink-process.ts';
import type { LatencyOf } from '../subject.ts';

const LATENCY_MS = 50;

/** Throughput when every response takes 50 ms, as a share of the maximum throughput of the connections. */
export async function latency(
  plan: Plan,
  { atOnce, recordsPerRequest, records: most }: LatencyOf,
): Promise<Section> {
  const { subject, field, directory } = plan;
  const ideal = (atOnce * recordsPerRequest * 1000) / LATENCY_MS;
  const records = Math.min(plan.mostRecords, most);
  const count = Math.max(1, plan.rounds - 1);
  const contestants = new Map<string, Contestant>(
    [field.connector, field.sockets].map((contestant) => [contestant.name, contestant]),
  );
  plan.progress(`writing ${records} records`);
  const input: Input = {
    files: [
      await writeMessages(directory, subject, 'plain', records),
      await writeComplete(directory, subject),
    ],
    records,
    cursor: records,
  };
  const sink = await startSink(subject, LATENCY_MS);
  try {
    const job: Job = { baseUrl: sink.baseUrl, dataset: 'plain', connections: atOnce, directory };
    const names = [...contestants.keys()];
    const runs = await rounds(count, names, (name, round) => {
      plan.progress(`latency, round ${round} of ${count}: ${name}`);
      return runOnce(contestants.get(name)!, job, sink, input);
    });
    const rate = (name: string): number => (records / medianOf(runs[name]!, (run) => run.wallMs)) * 1000;
    return {
      case: 'latency',
      label: subject.name,
      title: `${subject.name}: throughput when every response takes ${LATENCY_MS} ms`,
      columns: ['', 'records/s', '% of the ideal', 'peak MB'],
      rows: names.map((name) => [
        name,
        number(rate(name)),
        number((rate(name) / ideal) * 100),
        megabytes(medianOf(runs[name]!, (run) => run.peakRss)),
      ]),
      goals: [
        {
          text: 'share of the ideal throughput',
          measured: (rate(field.connector.name) / ideal) * 100,
          limit: 95,
          holds: 'at least',
          unit: ' %',
        },
      ],
      notes: [
        `Ideal: ${atOnce} requests at a time with ${recordsPerRequest} records each, ${number(ideal)} records/s. ` +
          `${records} records, rounds: ${count}, start-up included.`,
      ],
    };
  } finally {
    sink.stop();
  }
}
