import { afterAll, expect, test } from 'vitest';
import { depth } from '../../src/testing/depth.ts';
import { killGroups } from '../../src/testing/process-group.ts';
import { type Campaign, type CampaignOptions, campaign, failureText } from './campaign.ts';
import { untried } from './summary.ts';
import type { Target } from './target.ts';
import { targets } from './targets.ts';

/** Schedules for each connector; `FAULT_SCHEDULES=5000` runs more, `FAULT_SEED` others. */
const INSIDE = Number(process.env.FAULT_SCHEDULES ?? depth(12, 2000));
/** As processes: with pipes, signals, the platform's script and memory, but a hundred times slower. */
const PROCESSES = depth(1, 20);
const SEED = Number(process.env.FAULT_SEED ?? 1);

/** Maximum number of rounds until all events have occurred. The speed of the machine affects what an interruption hits. */
const MOST_ROUNDS = depth(20, 4);

/** Time of one schedule on a busy machine, and for reducing a failure, in milliseconds. */
const LONGEST_MS = { inside: 3_000, process: 30_000 };
const SHRINK_MS = 60_000;

afterAll(killGroups);

const each = targets.map((target) => [target.name, target] as const);

test.each(each)(
  '%s loses no record and emits no state early with any faults of the provider and any end of the sync',
  (_, target) => survives(target, { schedules: INSIDE, lanes: 1, isInside: true }),
  MOST_ROUNDS * INSIDE * LONGEST_MS.inside + SHRINK_MS,
);

test.each(each)(
  '%s as a process, also under the shell of the platform, loses no record and emits no state early',
  async (_, target) => {
    const options = { schedules: PROCESSES, seed: SEED, lanes: 2, shrinkMs: SHRINK_MS };
    const { tally, failures } = await campaign(target, options);
    expect(failures.map(failureText).join('\n')).toBe('');
    expect(tally.some(({ faults, interruptions }) => faults.size + interruptions.size > 0)).toBe(true);
  },
  PROCESSES * LONGEST_MS.process + SHRINK_MS,
);

/** Runs schedules, and checks that each kind of fault and interruption occurred. */
async function survives(target: Target, options: Omit<CampaignOptions, 'seed'>): Promise<void> {
  let played: Campaign = { connector: target.name, tally: [], failures: [] };
  for (let round = 0; round < MOST_ROUNDS; round++) {
    const seed = SEED + round * options.lanes;
    const more = await campaign(target, { ...options, seed, shrinkMs: SHRINK_MS });
    expect(more.failures.map(failureText).join('\n')).toBe('');
    played = { ...more, tally: [...played.tally, ...more.tally] };
    if (untried(played, target).length === 0) break;
  }
  expect(untried(played, target)).toEqual([]);
}
