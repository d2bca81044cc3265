import { missing } from './arrivals.ts';
import type { Story } from './story.ts';
import type { TargetWorld } from './target.ts';

/** What was there before a stream is overwritten, and what is wrong with it. */
export interface Replacing {
  /** What of it has gone although what replaces it is not there whole. */
  lost(): string[];
  /** Keys that may be there at the end: nothing came for their streams, and nothing is erased for nothing. */
  readonly untouched: ReadonlySet<string>;
}

export function replacing(world: TargetWorld, story: Story, before: Story | undefined): Replacing {
  const stepsOf = ({ steps, records }: Story, stream: string): number[] =>
    [...records.keys()].filter((at) => {
      const step = steps[at];
      return step?.kind === 'record' && step.stream === stream;
    });
  const streams = (before?.streams ?? []).map(({ name }) => ({
    old: before ? stepsOf(before, name).flatMap((at) => before.records.get(at)?.key ?? []) : [],
    now: stepsOf(story, name),
  }));
  return {
    untouched: new Set(streams.flatMap(({ old, now }) => (now.length > 0 ? [] : old))),
    lost() {
      if (streams.length === 0) return [];
      const there = new Set(world.arrived().map(({ key }) => key));
      return streams.flatMap(({ old, now }) =>
        now.length > 0 && old.some((key) => !there.has(key)) ? missing(story, world, now) : [],
      );
    },
  };
}
