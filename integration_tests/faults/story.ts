import { raw } from '@airbyte-ts/cdk/testing';
import type { SourceStream, Step } from '../platform/index.ts';
import type { Schedule } from './schedule.ts';
import type { Target } from './target.ts';

/** Number of earlier records of a stream, and the number of the first. */
const BEFORE = 3;
const FIRST_BEFORE = 100_000;

/** Key of a record at the provider, and its number. */
export interface Named {
  readonly key: string;
  readonly i: number;
}

/** Messages of the source of a schedule. */
export interface Story {
  readonly streams: readonly SourceStream[];
  readonly steps: readonly Step[];
  /** Records to be delivered, and numbers of those to be rejected, by the index of their step. */
  readonly records: ReadonlyMap<number, Named>;
  readonly rejectedRecord: ReadonlyMap<number, number>;
}

/** Records that an earlier sync stored for overwritten streams. */
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
  return { streams: streamsOf(target, schedule), steps, records, rejectedRecord: new Map() };
}

const streamsOf = ({ object, modes, streams }: Target, { mode }: Schedule): readonly SourceStream[] =>
  streams.map((name) => ({ ...object, name, mode: modes[mode]! }));

export function storyOf(target: Target, schedule: Schedule): Story {
  const { groups, mode, states, stateBytes } = schedule;
  const steps: Step[] = [];
  const records = new Map<number, Named>();
  const rejectedRecord = new Map<number, number>();
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
    for (let n = 0; n < group.rejectedRecord && target.rejectedRecord; n++) {
      rejectedRecord.set(steps.length, i);
      steps.push({ kind: 'record', stream, data: target.rejectedRecord(i++), mustBeRejected: true });
    }
    if (target.keepsLast?.includes(streamMode) && earlier.length > 0)
      for (let n = 0; n < group.versions; n++) say(stream, earlier[(i * 7) % earlier.length]!);
    if (!group.state) continue;
    id++;
    // A position beyond the range of a double, and a repeated member: the text of a state must not change.
    const blob = raw(`{"at":9007199254740993,"n":${id},"n":${id},"pad":"${padding}"}`);
    steps.push({ kind: 'state', id, ...(states === 'STREAM' && { stream }), blob });
  }
  return { streams: streamsOf(target, schedule), steps, records, rejectedRecord };
}
