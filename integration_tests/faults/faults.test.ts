import { afterAll, expect, test } from 'vitest';
import { stopJobs } from '#testing';
import { campaign, failureText } from './campaign.ts';
import { untried } from './summary.ts';
import { targets } from './targets.ts';

/** For each connector; `FAULT_SCHEDULES=5000` plays more, `FAULT_SEED` others. */
const INSIDE = Number(process.env.FAULT_SCHEDULES ?? 200);
/** As processes: with pipes, signals, the platform's script and memory, but a hundred times slower. */
const PROCESSES = 10;
const SEED = Number(process.env.FAULT_SEED ?? 1);

/** What one schedule may take on a busy machine, and what is spent on making a failure smaller, in milliseconds. */
const LONGEST_MS = { inside: 3_000, process: 30_000 };
const SHRINK_MS = 60_000;

afterAll(stopJobs);

const each = targets.map((target) => [target.name, target] as const);

test.each(each)(
  '%s: whatever the provider does and whenever the sync dies, nothing is lost and every state is earned',
  async (_, target) => {
    const options = { schedules: INSIDE, seed: SEED, lanes: 1, isInside: true, shrinkMs: SHRINK_MS };
    const played = await campaign(target, options);
    expect(played.failures.map(failureText).join('\n')).toBe('');
    expect(untried(played, target)).toEqual([]);
  },
  INSIDE * LONGEST_MS.inside + SHRINK_MS,
);

test.each(each)(
  '%s: so it is for processes, under the shell of the platform too',
  async (_, target) => {
    const options = { schedules: PROCESSES, seed: SEED, lanes: 2, shrinkMs: SHRINK_MS };
    const played = await campaign(target, options);
    expect(played.failures.map(failureText).join('\n')).toBe('');
    expect(untried(played, target)).toEqual([]);
  },
  PROCESSES * LONGEST_MS.process + SHRINK_MS,
);
