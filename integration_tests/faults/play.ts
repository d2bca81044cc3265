import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { AttemptEnd } from '../platform/index.ts';
import { judgeAll, judgeDone, noteDone } from './arrivals.ts';
import { attempt, clear, configOf, describeEnd, fill, type Stage } from './attempt.ts';
import { BrokenPromise } from './broken-promise.ts';
import { unkept } from './rejected.ts';
import { replacing } from './replacing.ts';
import type { Runtime } from './runtime.ts';
import type { Schedule, Trouble } from './schedule.ts';
import { storyBefore, storyOf } from './story.ts';
import { emptyTally, type Tally } from './tally.ts';
import type { Target, Watch } from './target.ts';

/** Attempts without faults within which one must succeed; earlier ones may have left work at the provider. */
const CALM_ATTEMPTS = 3;
const CALM: Trouble = { faults: [], end: {}, areRejectsBlocked: false, statesLost: 0 };

/** Syncs like a platform: repeatedly, each time after the last saved states, until it succeeds. @throws BrokenPromise */
export async function play(target: Target, schedule: Schedule, runtime: Runtime): Promise<Tally> {
  const folder = await mkdtemp(join(tmpdir(), 'faults-'));
  const watching: { watch?: Watch } = {};
  const running = await target.start({
    clock: runtime.clock,
    watch(moment, request) {
      runtime.watch?.(moment, request);
      watching.watch?.(moment, request);
    },
  });
  const began = performance.now();
  const tally = emptyTally();
  const story = storyOf(target, schedule);
  try {
    const before = storyBefore(target, schedule);
    const stage: Stage = {
      ...{ target, schedule, runtime, running, watching, folder, story, tally },
      replacing: replacing(running, story, before),
      forgotten: [],
    };
    if (before) await fill(stage, before);
    await playIn(stage);
    tally.ms = performance.now() - began;
    return tally;
  } finally {
    await running.emulator.close();
    // One that was killed inside this program may still write its last line.
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  }
}

async function playIn(stage: Stage): Promise<void> {
  const { schedule, runtime, story, tally, forgotten } = stage;
  tally.records = story.records.size;
  tally.rejected = story.rejectedRecord.size;
  if (schedule.asksFirst) await ask(stage);
  const saved: number[] = [];
  const done = new Map<string, number>();
  const calm = Array.from({ length: CALM_ATTEMPTS }, () => CALM);
  let end: AttemptEnd | undefined;
  for (const [nth, trouble] of [...schedule.troubles, ...calm].entries()) {
    const emitted: number[] = [];
    if (saved.length > 0) tally.resumes++;
    end = await attempt(stage, trouble, `attempt ${nth + 1}`, saved, emitted);
    if (end.exitCode === 0 && end.interrupted === false) break;
    await runtime.settle();
    saved.push(...emitted.slice(0, Math.max(0, emitted.length - trouble.statesLost)));
    noteDone(done, story, stage.running, saved);
  }
  if (end?.exitCode !== 0) throw new BrokenPromise(`it never succeeds: ${describeEnd(end)}`);
  await runtime.pass(Promise.all(forgotten));
  if (tally.faults.has('late_commit') || forgotten.length > 0) await runtime.settle();
  stage.running.settle?.();
  judge(stage);
  // A forgotten process may emit states that another one has emitted.
  if (forgotten.length === 0) judgeDone(done, stage.running);
  if (!schedule.clears) return;
  await clear(stage);
  judge(stage);
}

function judge({ target, running, story, tally, folder, replacing }: Stage): void {
  judgeAll(target, running, story, tally, replacing.untouched);
  const lost = unkept(story, folder, [...story.rejectedRecord.keys()]);
  if (lost.length > 0) throw new BrokenPromise(lost.join('; '));
}

async function ask(stage: Stage): Promise<void> {
  const problem = await stage.runtime.ask(configOf(stage), stage.folder);
  stage.tally.attempts++;
  if (problem !== undefined) throw new BrokenPromise(problem);
}
