import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type AttemptEnd, coveredBy, type Judging, problemsOf, resumedFrom } from '#testing';
import { judgeAll, judgeDone, missing, noteDone } from './arrivals.ts';
import { BrokenPromise } from './broken-promise.ts';
import type { Runtime } from './runtime.ts';
import type { Schedule, Trouble } from './schedule.ts';
import { type Story, storyOf } from './story.ts';
import { CANARY, type Fault, type Target, type TargetWorld, type Watch } from './target.ts';
import { nothingTold, type Told, tellAttempt } from './told.ts';

/** The first undisturbed attempt has to succeed, but for what earlier ones have left at the provider. */
const CALM_ATTEMPTS = 3;
const CALM: Trouble = { faults: [], end: {}, statesLost: 0 };
const ATTEMPT_MS = 60_000;
/** What the connectors' pages say that they need at the most. */
const MEMORY_MIB = 256;

/** Syncs as a platform does: again and again, each time behind the last saved states, until it succeeds. @throws BrokenPromise */
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
  try {
    await playIn({
      target,
      schedule,
      runtime,
      world,
      watching,
      folder,
      story: storyOf(target, schedule),
      told,
    });
    told.ms = performance.now() - began;
    return told;
  } finally {
    await world.emulator.close();
    await rm(folder, { recursive: true, force: true });
  }
}

interface Stage {
  readonly target: Target;
  readonly schedule: Schedule;
  readonly runtime: Runtime;
  readonly world: TargetWorld;
  readonly watching: { watch?: Watch };
  readonly folder: string;
  readonly story: Story;
  readonly told: Told;
}

async function playIn(stage: Stage): Promise<void> {
  const { schedule, runtime, story, told } = stage;
  told.records = story.records.size;
  if (schedule.asksFirst) await askFirst(stage);
  const saved: number[] = [];
  const done = new Map<string, number>();
  const calm = Array.from({ length: CALM_ATTEMPTS }, () => CALM);
  let end: AttemptEnd | undefined;
  for (const [nth, trouble] of [...schedule.troubles, ...calm].entries()) {
    const said: number[] = [];
    if (saved.length > 0) told.resumes++;
    end = await attempt(stage, trouble, nth + 1, saved, said);
    if (end.exitCode === 0 && end.interrupted === false) break;
    await runtime.settle();
    saved.push(...said.slice(0, Math.max(0, said.length - trouble.statesLost)));
    noteDone(done, story, stage.world, saved);
  }
  if (end?.exitCode !== 0) throw new BrokenPromise(`it never succeeds: ${lastWords(end)}`);
  if (told.faults.has('late_commit')) await runtime.settle();
  stage.world.settle?.();
  judgeAll(stage.target, stage.world, story, told);
  judgeDone(done, stage.world);
  if (schedule.clears) {
    await attempt(stage, CALM, 0, [], []);
    judgeAll(stage.target, stage.world, story, told);
  }
}

/** One attempt; 0 is the clear job. The ids of the states that it says are added to `said`. */
async function attempt(
  { target, schedule, runtime, world, watching, folder, story, told }: Stage,
  trouble: Trouble,
  nth: number,
  saved: readonly number[],
  said: number[],
): Promise<AttemptEnd> {
  const { emulator } = world;
  const { crash, cancel } = trouble.end;
  const from = emulator.requests.length;
  const unearned: string[] = [];
  const underWay = (): boolean => emulator.requests.slice(from).some(({ endedAt }) => endedAt === undefined);
  let hit = false;
  const strike = (): void => {
    const busy = underWay();
    if (!crash || hit || !running.strike(crash.blow)) return;
    hit = true;
    if (busy) told.midFlight++;
  };
  emulator.faults.set(plan(target, trouble));
  const running = await runtime.attempt({
    folder,
    config: world.config,
    streams: story.streams,
    steps: nth === 0 ? [] : resumedFrom(story.steps, saved),
    manner: nth === 0 ? { ...schedule.manner, world: 'registry' } : schedule.manner,
    job: nth === 0 ? 'clear' : 'sync',
    pod: schedule.pod,
    chunkBytes: schedule.chunkBytes,
    ...(schedule.readDelayMs > 0 && { readDelayMs: schedule.readDelayMs }),
    timeoutMs: ATTEMPT_MS,
    ...(cancel && { cancel }),
    onState(id) {
      said.push(id);
      if (nth !== 0)
        unearned.push(...missing(story, world, coveredBy(story.steps, id)).map((each) => `${id}: ${each}`));
      if (crash?.at === 'state' && said.length >= crash.nth) strike();
    },
  });
  const counts = new Map<string, number>();
  watching.watch = (moment) => {
    counts.set(moment, (counts.get(moment) ?? 0) + 1);
    if (crash?.at === moment && counts.get(moment) === crash.nth) strike();
  };
  const end = await runtime.pass(running.finished);
  delete watching.watch;
  emulator.faults.clear();
  tellAttempt(told, end, emulator.requests.slice(from));
  const judging: Judging = {
    world: schedule.manner.world,
    secrets: target.secrets,
    canary: CANARY,
    memoryMiB: MEMORY_MIB,
    ...(target.blamesConfig && { blamesConfig: true }),
  };
  const problems = [
    ...problemsOf(end, judging),
    ...(unearned.length > 0
      ? [`${unearned.length} records of states are not there, first of state ${unearned[0]}`]
      : []),
  ];
  if (problems.length > 0)
    throw new BrokenPromise(
      `${nth === 0 ? 'the clear job' : `attempt ${nth}`}: ${problems.join('; ')}. ${lastWords(end)}`,
    );
  return end;
}

/** The faults of an attempt; a request that hangs comes first. */
function plan(target: Target, { faults, end: { crash } }: Trouble): Fault[] {
  return [
    ...(crash?.hangs ? [{ nth: crash.nth, action: { type: 'hang' as const } }] : []),
    ...faults.map(({ onDelivery, ...fault }) => ({
      ...fault,
      ...(onDelivery && { match: target.deliveries }),
    })),
  ];
}

async function askFirst({ runtime, world, folder, told }: Stage): Promise<void> {
  const problem = await runtime.ask(world.config, folder);
  told.attempts++;
  if (problem !== undefined) throw new BrokenPromise(problem);
}

/** How it ended and the last errors that it told, for a person. */
function lastWords(end: AttemptEnd | undefined): string {
  const errors = end?.messages.flatMap(({ trace }) => (trace?.error ? [trace.error.message] : [])) ?? [];
  return `(exit code ${end?.exitCode}, signal ${end?.signal}, ${Math.round(end?.durationMs ?? 0)} ms${errors.map((each) => `, "${each}"`).join('')})`;
}
