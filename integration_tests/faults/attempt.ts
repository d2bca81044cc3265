import type { LoggedRequest } from '../../src/emulator/request-log.ts';
import {
  type AttemptEnd,
  coveredBy,
  type Judging,
  type PlatformBehaviour,
  problemsOf,
  resumedFrom,
} from '../platform/index.ts';
import { missing } from './arrivals.ts';
import { BrokenPromise } from './broken-promise.ts';
import { hasty } from './pace.ts';
import { blockRejects, rejectedIn, unkept } from './rejected.ts';
import type { Replacing } from './replacing.ts';
import type { Runtime } from './runtime.ts';
import type { Schedule, Trouble } from './schedule.ts';
import type { Story } from './story.ts';
import { countAttempt, type Tally } from './tally.ts';
import { CANARY, type Fault, type RunningTarget, type Target, type Watch } from './target.ts';

/** Environment of one schedule. */
export interface Stage {
  readonly target: Target;
  readonly schedule: Schedule;
  readonly runtime: Runtime;
  readonly running: RunningTarget;
  readonly watching: { watch?: Watch };
  readonly folder: string;
  readonly story: Story;
  readonly tally: Tally;
  readonly replacing: Replacing;
  /** Ends of processes that the platform has lost (`forgotten`). */
  readonly forgotten: Promise<void>[];
}

const ATTEMPT_MS = 60_000;
/** Memory limit in the connectors' pages. */
const MEMORY_MIB = 256;

/** Runs one attempt. Adds the ids of emitted states to `emitted`. @throws BrokenPromise */
export async function attempt(
  stage: Stage,
  trouble: Trouble,
  name: string,
  saved: readonly number[],
  emitted: number[],
): Promise<AttemptEnd> {
  const { target, schedule, runtime, running: world, folder, story, tally } = stage;
  const { emulator } = world;
  const { crash, cancel } = trouble.end;
  const from = emulator.requests.length;
  const unearned: string[] = [];
  let erased: string | undefined;
  const requests = (): readonly LoggedRequest[] => emulator.requests.slice(from);
  let hit = false;
  const crashNow = (): void => {
    const busy = requests().some(({ endedAt }) => endedAt === undefined);
    if (!crash || hit || !running.interrupt(crash.interruption)) return;
    hit = true;
    if (busy) tally.midFlight++;
    if (crash.interruption === 'forgotten') stage.forgotten.push(running.gone);
  };
  const makeRoom = trouble.areRejectsBlocked ? await blockRejects(folder, schedule) : undefined;
  emulator.faults.set(plan(target, trouble));
  const running = await runtime.attempt({
    folder,
    config: configOf(stage),
    streams: story.streams,
    steps: resumedFrom(story.steps, saved),
    behaviour: behaviourOf(stage),
    pod: schedule.pod,
    chunkBytes: schedule.chunkBytes,
    ...(schedule.readDelayMs > 0 && { readDelayMs: schedule.readDelayMs }),
    timeoutMs: ATTEMPT_MS,
    ...(cancel && { cancel }),
    onState(id) {
      emitted.push(id);
      const covered = coveredBy(story.steps, id);
      const gone = [...missing(story, world, covered), ...unkept(story, folder, covered)];
      unearned.push(...gone.map((each) => `${id}: ${each}`));
      if (crash?.at === 'state' && emitted.length >= crash.nth) crashNow();
    },
  });
  const counts = new Map<string, number>();
  stage.watching.watch = (moment) => {
    counts.set(moment, (counts.get(moment) ?? 0) + 1);
    if (moment === 'effect') erased ??= stage.replacing.lost()[0];
    if (crash?.at === moment && counts.get(moment) === crash.nth) crashNow();
  };
  const end = await runtime.pass(running.finished);
  delete stage.watching.watch;
  emulator.faults.clear();
  await makeRoom?.();
  countAttempt(tally, end, requests());
  const isErasedByOther = target.erasesEachOther === true && stage.forgotten.length > 0;
  const isConfigAtFault =
    trouble.areRejectsBlocked ||
    requests().some(({ fault, status }) => fault && (status === 401 || status === 403));
  judge(stage, name, end, isConfigAtFault, [
    ...(unearned.length > 0
      ? [`${unearned.length} records of emitted states are missing, the first of them ${unearned[0]}`]
      : []),
    ...(erased === undefined || isErasedByOther
      ? []
      : [`the replaced records are erased, and ${erased} is missing`]),
    // A forgotten process does not get the waits that the provider requested from another process.
    ...(runtime.isPunctual && stage.forgotten.length === 0 ? hasty(requests()) : []),
  ]);
  return end;
}

/** Syncs the records that will be replaced. @throws BrokenPromise */
export async function fill(stage: Stage, before: Story): Promise<void> {
  const { schedule, runtime, folder } = stage;
  const { finished } = await runtime.attempt({
    folder,
    config: configOf(stage),
    streams: before.streams,
    steps: before.steps,
    behaviour: schedule.behaviour,
    pod: 'none',
    chunkBytes: schedule.chunkBytes,
    timeoutMs: ATTEMPT_MS,
  });
  judge(stage, 'the sync before', await runtime.pass(finished), false, []);
}

/** Clears the connection: no records, and nothing is deleted. @throws BrokenPromise */
export async function clear(stage: Stage): Promise<void> {
  const { schedule, runtime, running, folder, story, tally } = stage;
  const from = running.emulator.requests.length;
  const { finished } = await runtime.attempt({
    folder,
    config: configOf(stage),
    streams: story.streams,
    steps: [],
    behaviour: { ...behaviourOf(stage), client: 'registry' },
    job: 'clear',
    pod: schedule.pod,
    chunkBytes: schedule.chunkBytes,
    timeoutMs: ATTEMPT_MS,
  });
  const end = await runtime.pass(finished);
  countAttempt(tally, end, running.emulator.requests.slice(from));
  judge(stage, 'the clear job', end, false, []);
}

/** @param areCredentialsRejected whether the credentials were rejected, which is an error of the configuration. */
function judge(
  { target, schedule }: Stage,
  name: string,
  end: AttemptEnd,
  areCredentialsRejected: boolean,
  more: readonly string[],
): void {
  const judging: Judging = {
    client: schedule.behaviour.client,
    secrets: target.secrets,
    canary: CANARY,
    memoryMiB: MEMORY_MIB,
    blamesConfig: target.blamesConfig || areCredentialsRejected,
  };
  const problems = [...problemsOf(end, judging), ...more];
  if (problems.length > 0) throw new BrokenPromise(`${name}: ${problems.join('; ')}. ${describeEnd(end)}`);
}

/** Records of overwritten streams are the second generation. */
const behaviourOf = ({ schedule, target }: Stage): PlatformBehaviour => ({
  ...schedule.behaviour,
  ...(target.modes[schedule.mode] === 'overwrite' && { generation: 2 }),
});

export const configOf = ({ running, folder }: Pick<Stage, 'running' | 'folder'>): object => ({
  ...running.config,
  // The rest of an attempt may consist of rejected records only.
  max_rejected_percent: 100,
  object_storage_config: { storage_type: 'Local', directory: rejectedIn(folder) },
});

/** Returns the faults of an attempt; a request that hangs is first. */
function plan(target: Target, { faults, end: { crash } }: Trouble): Fault[] {
  return [
    ...(crash?.hangs ? [{ nth: crash.nth, action: { type: 'hang' as const } }] : []),
    ...faults.map(({ onDelivery, ...fault }) => ({
      ...fault,
      ...(onDelivery && { match: target.deliveries }),
    })),
  ];
}

/** Describes the end of an attempt: exit code, signal, duration and errors. */
export function describeEnd(end: AttemptEnd | undefined): string {
  const errors = end?.messages.flatMap(({ trace }) => (trace?.error ? [trace.error.message] : [])) ?? [];
  return `(exit code ${end?.exitCode}, signal ${end?.signal}, ${Math.round(end?.durationMs ?? 0)} ms${errors.map((each) => `, "${each}"`).join('')})`;
}
