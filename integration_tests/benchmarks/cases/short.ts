import type { Contestant, Job } from '../contestants.ts';
import { measure } from '../measure.ts';
import { writeComplete, writeMessages } from '../messages.ts';
import { number, type Section } from '../report.ts';
import { type Input, medianOf, megabytes, type Plan, rounds, runOnce, shuffled } from '../run.ts';
import { startSink } from '../sink-process.ts';

/** Records of a short sync. */
const FEW = 1_000;
/** A sync of this share of a CPU run shows what a further record costs. */
const SHARE = 0.5;

/** CPU of a short sync, start-up included, and the length from which the connector needs less than each other contestant. */
export async function short(plan: Plan): Promise<Section> {
  const { subject, field, directory } = plan;
  const more = Math.max(2 * FEW, Math.round(plan.records * SHARE));
  const contestants = [field.connector, field.sockets, field.undici, field.farosUndici, field.farosAxios];
  const byName = new Map<string, Contestant>(contestants.map((contestant) => [contestant.name, contestant]));
  const end = await writeComplete(directory, subject);
  const sink = await startSink(subject);
  try {
    const job: Job = {
      baseUrl: sink.baseUrl,
      dataset: 'plain',
      connections: subject.connections,
      directory,
    };
    const costs = new Map<number, ReadonlyMap<string, { cpuMs: number; peakRss: number }>>();
    for (const records of [FEW, more]) {
      const files = [await writeMessages(directory, subject, 'plain', records), end];
      const input: Input = { files, records, cursor: records };
      const runs = await rounds(plan.rounds, shuffled([...byName.keys()]), (name, round) => {
        plan.progress(`short syncs, ${records} records, round ${round} of ${plan.rounds}: ${name}`);
        return runOnce(byName.get(name)!, job, sink, input);
      });
      costs.set(
        records,
        new Map(
          Object.entries(runs).map(([name, list]) => [
            name,
            { cpuMs: medianOf(list, (run) => run.cpuMs), peakRss: medianOf(list, (run) => run.peakRss) },
          ]),
        ),
      );
    }
    const bare = [];
    for (let round = 0; round < 2 * plan.rounds + 1; round++)
      bare.push(await measure([process.execPath, '-e', '0'], []));
    const node = medianOf(bare, ({ cpuMs }) => cpuMs);

    const few = (name: string): number => costs.get(FEW)!.get(name)!.cpuMs;
    const line = (name: string): Line => lineThrough(few(name), costs.get(more)!.get(name)!.cpuMs, more);
    const ours = field.connector.name;
    const limit = 1.5 * node + few(field.sockets.name);
    return {
      case: 'short',
      label: subject.name,
      title: `${subject.name}: CPU of a sync of ${number(FEW)} records`,
      columns: ['', 'CPU ms', 'x node -e 0', 'µs per further record', `${ours} needs less`, 'peak MB'],
      rows: [
        ['node -e 0', number(node), '1.00', '–', '–', megabytes(medianOf(bare, (run) => run.peakRss))],
        ...contestants.map(({ name }) => [
          name,
          number(few(name)),
          number(few(name) / node),
          number(line(name).each * 1000),
          name === ours ? '–' : breakEven(line(ours), line(name)),
          megabytes(costs.get(FEW)!.get(name)!.peakRss),
        ]),
      ],
      goals: [
        {
          text: `CPU of ${number(FEW)} records against 1.5 times that of \`node -e 0\` plus that of ${field.sockets.name}`,
          measured: few(ours) / limit,
          limit: 1,
          holds: 'at most',
          unit: 'x',
        },
      ],
      notes: [
        `Rounds: ${plan.rounds}, medians. A further record: the difference between ${number(FEW)} and ${number(more)} records.`,
      ],
    };
  } finally {
    sink.stop();
  }
}

/** CPU of a sync by its number of records, in milliseconds: `start + each * records`. */
export interface Line {
  readonly start: number;
  readonly each: number;
}

function lineThrough(few: number, more: number, records: number): Line {
  const each = (more - few) / (records - FEW);
  return { start: few - each * FEW, each };
}

/** Says for which syncs the first needs less CPU than the second. */
export function breakEven(first: Line, second: Line): string {
  const later = first.start - second.start;
  const gain = second.each - first.each;
  if (gain === 0) return later < 0 ? 'always' : 'never';
  const at = later / gain;
  if (at <= 0) return gain > 0 ? 'always' : 'never';
  // Extrapolated from two lengths, so more digits would mean nothing.
  return `${gain > 0 ? 'from' : 'up to'} ${number(Number(at.toPrecision(2)))}`;
}
