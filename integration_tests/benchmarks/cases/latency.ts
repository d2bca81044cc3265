import { type Contestant, lowerBound } from '../contestants.ts';
import { writeComplete, writeMessages } from '../data.ts';
import { number, type Section } from '../report.ts';
import { type Input, medianOf, megabytes, type Plan, rounds, runOnce } from '../run.ts';
import { startSink } from '../sink-process.ts';

const LATENCY_MS = 50;
/** The most requests that the connector keeps under way. */
const CONCURRENCY = 16;
const EVENTS_PER_REQUEST = 100;
const IDEAL = (CONCURRENCY * EVENTS_PER_REQUEST * 1000) / LATENCY_MS;

/** Throughput when every answer takes 50 ms, as a share of what the connections could carry at best. */
export async function latency(plan: Plan): Promise<Section> {
  const count = Math.max(1, plan.rounds - 1);
  const contestants = new Map<string, Contestant>(
    [plan.connector, lowerBound].map((contestant) => [contestant.name, contestant]),
  );
  plan.progress(`writing ${plan.records} records`);
  const input: Input = {
    files: [await writeMessages(plan.directory, 'plain', plan.records), await writeComplete(plan.directory)],
    records: plan.records,
    cursor: plan.records,
  };
  const sink = await startSink(LATENCY_MS);
  try {
    const job = {
      baseUrl: sink.baseUrl,
      dataset: 'plain',
      connections: CONCURRENCY,
      directory: plan.directory,
    } as const;
    const names = [...contestants.keys()];
    const runs = await rounds(count, names, (name, round) => {
      plan.progress(`latency, round ${round} of ${count}: ${name}`);
      return runOnce(contestants.get(name)!, job, sink, input);
    });
    const rate = (name: string): number => (plan.records / medianOf(runs[name]!, (run) => run.wallMs)) * 1000;
    return {
      title: `Throughput when every answer takes ${LATENCY_MS} ms`,
      columns: ['', 'records/s', '% of the ideal', 'peak MB'],
      rows: names.map((name) => [
        name,
        number(rate(name)),
        number((rate(name) / IDEAL) * 100),
        megabytes(medianOf(runs[name]!, (run) => run.peakRss)),
      ]),
      goals: [
        {
          text: 'share of the ideal throughput',
          measured: (rate(plan.connector.name) / IDEAL) * 100,
          limit: 95,
          holds: 'at least',
          unit: ' %',
        },
      ],
      notes: [
        `Ideal: ${CONCURRENCY} requests at a time with ${EVENTS_PER_REQUEST} events each, ${number(IDEAL)} records/s. ` +
          `${plan.records} records, rounds: ${count}, start-up included.`,
      ],
    };
  } finally {
    sink.stop();
  }
}
