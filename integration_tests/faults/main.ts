/**
 * `npm run test:faults`: runs random fault schedules against the connectors and their emulators. The exit
 * code is 1 if a promise was broken, or if no event occurred that could have broken one.
 */
import { availableParallelism } from 'node:os';
import { Command, InvalidArgumentError } from 'commander';
import { type Campaign, campaign, failureText } from './campaign.ts';
import { summary, untried } from './summary.ts';
import { targets } from './targets.ts';

interface Options {
  readonly schedules: number;
  readonly seed: number;
  readonly path?: string;
  readonly connector?: string;
  readonly lanes: number;
  readonly inside: boolean;
  readonly shrinkSeconds: number;
}

function whole(text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value)) throw new InvalidArgumentError('Give a whole number.');
  return value;
}

const write = (text: string): boolean => process.stdout.write(text);

/** Shows progress in one line that is overwritten on a terminal; else a line at each tenth. */
function progress(title: string, all: number): () => void {
  let done = 0;
  const began = performance.now();
  return () => {
    done++;
    // A schedule that is repeated by its path and passes now is followed by others, so `done` may exceed `all`.
    const filled = Math.min(24, Math.floor((done / all) * 24));
    const bar = `[${'#'.repeat(filled)}${' '.repeat(24 - filled)}]`;
    const seconds = Math.round((performance.now() - began) / 1000);
    const line = `${bar} ${title} ${done} of ${all}, ${seconds} s`;
    if (process.stdout.isTTY) write(`\r${line}${done === all ? '\n' : ''}`);
    else if (done === all || done % Math.ceil(all / 10) === 0) write(`${line}\n`);
  };
}

async function main({ connector, path, inside, ...options }: Options): Promise<void> {
  const chosen = targets.filter(({ name }) => connector === undefined || name === connector);
  if (chosen.length === 0) throw new Error(`There is no connector ${connector}.`);
  write(`Seed ${options.seed}.\n`);
  const campaigns: Campaign[] = [];
  const problems: string[] = [];
  let isBroken = false;
  for (const target of chosen) {
    const played = await campaign(target, {
      ...options,
      // A path leads to one schedule of one seed.
      ...(path !== undefined && { path, schedules: 1, lanes: 1 }),
      shrinkMs: options.shrinkSeconds * 1000,
      isInside: inside,
      onPlayed: progress(target.name, path === undefined ? options.schedules : 1),
    });
    campaigns.push(played);
    for (const failure of played.failures) write(`\n${failureText(failure)}\n`);
    isBroken ||= played.failures.length > 0;
    problems.push(...untried(played, target).map((what) => `${target.name}: ${what}`));
  }
  write(`\n${summary(campaigns)}\n\n`);
  for (const problem of problems) write(`${problem}\n`);
  if (isBroken || problems.length > 0) process.exitCode = 1;
}

await new Command('test:faults')
  .description('Runs random fault schedules against the connectors and their emulators.')
  .option('--schedules <n>', 'number of schedules for each connector', whole, 100)
  .option(
    '--seed <n>',
    'seed of all random choices; each lane adds its number',
    whole,
    Date.now() % 1_000_000_000,
  )
  .option('--path <path>', 'path of one schedule of the seed, as a failure prints it')
  .option('--connector <name>', 'run this connector only')
  .option('--inside', 'run without processes, in virtual time: hundreds of schedules per minute', false)
  .option('--lanes <n>', 'number of schedules that run at once', whole, availableParallelism())
  .option('--shrink-seconds <n>', 'time limit for reducing a failure', whole, 120)
  .action(main)
  .parseAsync();
