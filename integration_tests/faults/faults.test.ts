import { afterAll, expect, test } from 'vitest';
import { stopJobs } from '#testing';
import { campaign, failureText } from './campaign.ts';
import { untried } from './summary.ts';
import { targets } from './targets.ts';

/** For each connector; `FAULT_SCHEDULES=500` plays more, `FAULT_SEED` those of an earlier run. */
const SCHEDULES = Number(process.env.FAULT_SCHEDULES ?? 16);
const SEED = Number(process.env.FAULT_SEED ?? Date.now() % 1_000_000_000);

/** What one schedule may take on a busy machine, and what is spent on making a failure smaller, in milliseconds. */
const LONGEST_MS = 30_000;
const SHRINK_MS = 60_000;

afterAll(stopJobs);

test.each(targets.map((target) => [target.name, target] as const))(
  '%s: whatever the provider does and whenever the sync dies, nothing is lost and every state is earned',
  async (_, target) => {
    const options = { schedules: SCHEDULES, seed: SEED, lanes: 2, shrinkMs: SHRINK_MS };
    const played = await campaign(target, options);
    expect(played.failures.map(failureText).join('\n')).toBe('');
    expect([SEED, ...untried(played, target)]).toEqual([SEED]);
  },
  SCHEDULES * LONGEST_MS + SHRINK_MS + 60_000,
);
