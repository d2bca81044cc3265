import { raw } from '@airbyte-ts/cdk/testing';
import type { SourceStream, Step } from '../../src/testing/platform/index.ts';
import type { Schedule } from './schedule.ts';
import type { Target } from './target.ts';

/** How many records of a stream were there before, and the number of the first. */
const BEFORE = 3;
const FIRST_BEFORE = 100_000;

/** How the provider knows a record, and which of all records it is. */
export interface Named {
  readonly key: string;
  readonly i: number;
}

/** What the source of a schedule has to say. */
export interface Story {
  readonly streams: readonly SourceStream[];
  readonly steps: readonly Step[];
  /** Those that are to arrive, and the numbers of those that are to be rejected, by the place of their step. */
  readonly records: ReadonlyMap<number, Named>;
  readonly unfit: ReadonlyMap<number, number>;
}

/** What a sync before has left of streams that are overwritten; nothing of others. */
export function storyBefore(target: Target, schedule: Schedule): Story | undefined {
  if (target.modes[schedule.mode] !== 'overwrite') return undefined;
  const steps: Step[] = [];
  const records = new Map<number, Named>();
  for (const stream of target.streams)
    for (let n = 0; n < BEFORE; n++) {
      const i = FIRST_BEFORE + steps.length;
      const { key, data } = target.record(i);
      records.set(steps.length, { key, i });
      steps.push({ kind: 'record', stream, data });
    }
  return { streams: streamsOf(target, schedule), steps, records, unfit: new Map() };
}

const streamsOf = ({ object, modes, streams }: Target, { mode }: Schedule): readonly SourceStream[] =>
  streams.map((name) => ({ ...object, name, mode: modes[mode]! }));

export function storyOf(target: Target, schedule: Schedule): Story {
  const { groups, mode, states, stateBytes } = schedule;
  const steps: Step[] = [];
  const records = new Map<number, Named>();
  const unfit = new Map<number, number>();
  const padding = '.'.repeat(stateBytes);
  const streamMode = target.modes[mode]!;
  const firsts: number[][] = target.streams.map(() => []);
  let id = 0;
  let i = 0;
  const say = (stream: string, of: number): void => {
    const { key, data } = target.record(i, of);
    records.set(steps.length, { key, i: i++ });
    steps.push({ kind: 'record', stream, data });
  };
  for (const group of groups) {
    const stream = target.streams[group.stream];
    const earlier = firsts[group.stream]!;
    for (let n = 0; n < group.records; n++) {
      earlier.push(i);
      say(stream, i);
    }
    for (let n = 0; n < group.unfit && target.unfit; n++) {
      unfit.set(steps.length, i);
      steps.push({ kind: 'record', stream, data: target.unfit(i++), isUnfit: true });
    }
    if (target.keepsLast?.includes(streamMode) && earlier.length > 0)
      for (let n = 0; n < group.versions; n++) say(stream, earlier[(i * 7) % earlier.length]!);
    if (!group.state) continue;
    id++;
    // A position beyond what a double holds, with a member twice: a state's text is the source's own.
    const blob = raw(`{"at":9007199254740993,"n":${id},"n":${id},"pad":"${padding}"}`);
    steps.push({ kind: 'state', id, ...(states === 'STREAM' && { stream }), blob });
  }
  return { streams: streamsOf(target, schedule), steps, records, unfit };
}
