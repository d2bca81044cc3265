import { missing } from './arrivals.ts';
import type { Story } from './story.ts';
import type { RunningTarget } from './target.ts';

/** Records before an overwrite, and checks of them. */
export interface Replacing {
  /** Returns earlier records that are missing although the new ones are incomplete. */
  lost(): string[];
  /** Keys that may remain at the end: their streams had no records, so nothing is erased. */
  readonly untouched: ReadonlySet<string>;
}

export function replacing(running: RunningTarget, story: Story, before: Story | undefined): Replacing {
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
      const there = new Set(running.arrived().map(({ key }) => key));
      return streams.flatMap(({ old, now }) =>
        now.length > 0 && old.some((key) => !there.has(key)) ? missing(story, running, now) : [],
      );
    },
  };
}
