import fc from 'fast-check';
import { inside } from './inside.ts';
import { play } from './play.ts';
import { processes } from './processes.ts';
import type { Runtime } from './runtime.ts';
import { type Schedule, schedules } from './schedule.ts';
import type { Tally } from './tally.ts';
import type { Target } from './target.ts';

export interface CampaignOptions {
  readonly schedules: number;
  readonly seed: number;
  /** Path of a schedule of the seed, as a failure prints it; only with one lane. */
  readonly path?: string;
  /** Number of schedules at a time; each lane has its own seed. */
  readonly lanes: number;
  /** Time limit for reducing a failure, in milliseconds. */
  readonly shrinkMs?: number;
  /** Without processes, on a clock that advances to the next event. */
  readonly isInside?: boolean;
  readonly onPlayed?: (tally: Tally) => void;
}

/** A schedule that broke a promise, and how to repeat it. */
export interface Failure {
  readonly connector: string;
  readonly seed: number;
  readonly path: string;
  readonly isInside: boolean;
  readonly problem: string;
  readonly schedule: Schedule;
}

export interface Campaign {
  readonly connector: string;
  readonly tally: readonly Tally[];
  readonly failures: readonly Failure[];
}

/** Runs random schedules. A lane ends with its first failure, reduced within the time limit. */
export async function campaign(target: Target, options: CampaignOptions): Promise<Campaign> {
  const tally: Tally[] = [];
  const failures: Failure[] = [];
  const each = Math.ceil(options.schedules / options.lanes);
  const lanes = Array.from({ length: options.lanes }, async (_, lane) => {
    const failure = await playLane(target, each, options.seed + lane, options, tally);
    if (failure) failures.push(failure);
  });
  await Promise.all(lanes);
  return { connector: target.name, tally, failures };
}

async function playLane(
  target: Target,
  numRuns: number,
  seed: number,
  { path, shrinkMs = 60_000, isInside = false, onPlayed }: CampaignOptions,
  tally: Tally[],
): Promise<Failure | undefined> {
  let failedAt: number | undefined;
  let smallest: { readonly schedule: Schedule; readonly problem: string } | undefined;
  const { skippedFaults = [], tooSlowFaults: tooLong = [] } = target;
  const played = { ...target, skippedFaults: isInside ? skippedFaults : [...skippedFaults, ...tooLong] };
  const property = fc.asyncProperty(schedules(played), async (schedule) => {
    // After the time limit the rest of the reduction is skipped.
    if (failedAt !== undefined && performance.now() - failedAt > shrinkMs) return;
    try {
      const one = await play(target, schedule, runtimeOf(target, isInside));
      if (failedAt !== undefined) return;
      tally.push(one);
      onPlayed?.(one);
    } catch (thrown) {
      failedAt ??= performance.now();
      smallest = { schedule, problem: thrown instanceof Error ? thrown.message : String(thrown) };
      throw thrown;
    }
  });
  const result = await fc.check(property, { seed, numRuns, ...(path !== undefined && { path }) });
  if (!result.failed || !smallest) return undefined;
  return { connector: target.name, seed, path: result.counterexamplePath ?? '0', isInside, ...smallest };
}

function runtimeOf(target: Target, isInside: boolean): Runtime {
  if (!isInside) return processes(target);
  if (!target.definition) throw new Error(`${target.name} can be played as a process only.`);
  return inside(target.name, target.definition);
}

/** Describes a failure, with the command that repeats it. */
export function failureText({ connector, seed, path, isInside, problem, schedule }: Failure): string {
  return [
    `${connector}: ${problem}`,
    `  again: npm run test:faults -- --connector ${connector}${isInside ? ' --inside' : ''} --seed ${seed} --path ${path}`,
    `  the schedule: ${JSON.stringify(schedule)}`,
  ].join('\n');
}
