import { type Measurement, measure } from '../measure.ts';
import { number, type Section } from '../report.ts';
import { medianOf, megabytes, type Plan, shuffled } from '../run.ts';

/** Wall time of `spec`, for which the platform starts a process each time, against that of Node alone. */
export async function startup({ field, directory, progress }: Plan, repeats: number): Promise<Section> {
  const { connector, farosAxios } = field;
  const bare = 'node -e 0';
  const ours = `${connector.name} spec`;
  const commands = new Map<string, readonly string[]>([
    [bare, [process.execPath, '-e', '0']],
    [ours, connector.spec!(directory)],
    ['Faros CDK spec', farosAxios.spec!(directory)],
  ]);
  const runs = new Map<string, Measurement[]>([...commands.keys()].map((name) => [name, []]));
  for (let round = 1; round <= repeats; round++) {
    progress(`start-up, round ${round} of ${repeats}`);
    for (const [name, command] of shuffled([...commands])) runs.get(name)!.push(await measure(command, []));
  }
  const wall = (name: string): number => medianOf(runs.get(name)!, ({ wallMs }) => wallMs);
  return {
    case: 'startup',
    label: connector.name,
    title: `${connector.name}: start-up`,
    columns: ['', 'wall ms', 'over node, ms', 'CPU ms', 'peak MB'],
    rows: [...commands.keys()].map((name) => [
      name,
      number(wall(name)),
      number(wall(name) - wall(bare)),
      number(medianOf(runs.get(name)!, ({ cpuMs }) => cpuMs)),
      megabytes(medianOf(runs.get(name)!, ({ peakRss }) => peakRss)),
    ]),
    goals: [
      {
        text: '`spec` over the start of Node',
        measured: wall(ours) - wall(bare),
        limit: 60,
        holds: 'at most',
        unit: ' ms',
      },
    ],
    notes: [`Rounds: ${repeats}, medians. Memory is sampled every 20 ms, so a short peak may be missed.`],
  };
}
