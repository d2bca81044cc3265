import type { SourceStream, Step } from '#testing';
import { raw } from '#testing';
import type { Schedule } from './schedule.ts';
import type { Target } from './target.ts';

/** What the source of a schedule has to say. */
export interface Story {
  readonly streams: readonly SourceStream[];
  readonly steps: readonly Step[];
  /** By the place of a record's step: how the provider knows it, and its number. */
  readonly records: ReadonlyMap<number, { readonly key: string; readonly i: number }>;
}

export function storyOf(target: Target, { groups, mode, states, stateBytes }: Schedule): Story {
  const steps: Step[] = [];
  const records = new Map<number, { readonly key: string; readonly i: number }>();
  const padding = '.'.repeat(stateBytes);
  let id = 0;
  for (const group of groups) {
    const stream = target.streams[group.stream];
    for (let n = 0; n < group.records; n++) {
      const i = records.size;
      const { key, data } = target.record(i);
      records.set(steps.length, { key, i });
      steps.push({ kind: 'record', stream, data });
    }
    if (!group.state) continue;
    id++;
    // A position beyond what a double holds, with a member twice: a state's text is the source's own.
    const blob = raw(`{"at":9007199254740993,"n":${id},"n":${id},"pad":"${padding}"}`);
    steps.push({ kind: 'state', id, ...(states === 'STREAM' && { stream }), blob });
  }
  const streams = target.streams.map((name) => ({ ...target.object, name, mode: target.modes[mode]! }));
  return { streams, steps, records };
}
