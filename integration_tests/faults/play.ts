import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { AttemptEnd } from '../../src/testing/platform/index.ts';
import { judgeAll, judgeDone, noteDone } from './arrivals.ts';
import { attempt, clear, configOf, fill, lastWords, type Stage } from './attempt.ts';
import { BrokenPromise } from './broken-promise.ts';
import { unkept } from './rejected.ts';
import { replacing } from './replacing.ts';
import type { Runtime } from './runtime.ts';
import type { Schedule, Trouble } from './schedule.ts';
import { storyBefore, storyOf } from './story.ts';
import type { Target, Watch } from './target.ts';
import { nothingTold, type Told } from './told.ts';

/** Attempts without faults within which one must succeed; earlier ones may have left work at the provider. */
const CALM_ATTEMPTS = 3;
const CALM: Trouble = { faults: [], end: {}, areRejectsBlocked: false, statesLost: 0 };

/** Syncs like a platform: repeatedly, each time after the last saved states, until it succeeds. @throws BrokenPromise */
export async function play(target: Target, schedule: Schedule, runtime: Runtime): Promise<Told> {
  const folder = await mkdtemp(join(tmpdir(), 'faults-'));
  const watching: { watch?: Watch } = {};
  const world = await target.start({
    clock: runtime.clock,
    watch(moment, request) {
      runtime.watch?.(moment, request);
      watching.watch?.(moment, request);
    },
  });
  const began = performance.now();
  const told = nothingTold();
  const story = storyOf(target, schedule);
  try {
    const before = storyBefore(target, schedule);
    const stage: Stage = {
      ...{ target, schedule, runtime, world, watching, folder, story, told },
      replacing: replacing(world, story, before),
      forgotten: [],
    };
    if (before) await fill(stage, before);
    await playIn(stage);
    told.ms = performance.now() - began;
    return told;
  } finally {
    await world.emulator.close();
    // One that was killed inside this program may still write its last line.
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  }
}

async function playIn(stage: Stage): Promise<void> {
  const { schedule, runtime, story, told, forgotten } = stage;
  told.records = story.records.size;
  told.rejected = story.unfit.size;
  if (schedule.asksFirst) await ask(stage);
  const saved: number[] = [];
  const done = new Map<string, number>();
  const calm = Array.from({ length: CALM_ATTEMPTS }, () => CALM);
  let end: AttemptEnd | undefined;
  for (const [nth, trouble] of [...schedule.troubles, ...calm].entries()) {
    const said: number[] = [];
    if (saved.length > 0) told.resumes++;
    end = await attempt(stage, trouble, `attempt ${nth + 1}`, saved, said);
    if (end.exitCode === 0 && end.interrupted === false) break;
    await runtime.settle();
    saved.push(...said.slice(0, Math.max(0, said.length - trouble.statesLost)));
    noteDone(done, story, stage.world, saved);
  }
  if (end?.exitCode !== 0) throw new BrokenPromise(`it never succeeds: ${lastWords(end)}`);
  await runtime.pass(Promise.all(forgotten));
  if (told.faults.has('late_commit') || forgotten.length > 0) await runtime.settle();
  stage.world.settle?.();
  judge(stage);
  // A forgotten process may emit states that another one has emitted.
  if (forgotten.length === 0) judgeDone(done, stage.world);
  if (!schedule.clears) return;
  await clear(stage);
  judge(stage);
}

function judge({ target, world, story, told, folder, replacing }: Stage): void {
  judgeAll(target, world, story, told, replacing.untouched);
  const lost = unkept(story, folder, [...story.unfit.keys()]);
  if (lost.length > 0) throw new BrokenPromise(lost.join('; '));
}

async function ask(stage: Stage): Promise<void> {
  const problem = await stage.runtime.ask(configOf(stage), stage.folder);
  stage.told.attempts++;
  if (problem !== undefined) throw new BrokenPromise(problem);
}
