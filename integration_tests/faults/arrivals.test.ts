import { expect, test } from 'vitest';
import { judgeAll, missing } from './arrivals.ts';
import type { Story } from './story.ts';
import { emptyTally } from './tally.ts';
import { mark, type RunningTarget, type Target } from './target.ts';

/** Three records: `a`, `b`, and a newer version of `a`. */
const story = {
  records: new Map([
    [0, { key: 'a', i: 0 }],
    [1, { key: 'b', i: 1 }],
    [2, { key: 'a', i: 2 }],
  ]),
} as unknown as Story;

function provider(shown: Readonly<Record<string, number>>, halfReplaced: readonly string[]): RunningTarget {
  return {
    arrived: () => Object.entries(shown).map(([key, i]) => ({ key, text: mark(i) })),
    dropped: () => 0,
    halfReplaced: () => new Set(halfReplaced),
  } as unknown as RunningTarget;
}

test('a record is missing if the provider neither shows it nor replaces it', () => {
  expect(missing(story, provider({ b: 1 }, []), [0, 1])).toEqual(['a']);
});

test('a record is not missing while the provider replaces it by a later version', () => {
  expect(missing(story, provider({ b: 1 }, ['a']), [0, 1])).toEqual([]);
});

test('a record is missing if a state covers the version that replaces it', () => {
  expect(missing(story, provider({ b: 1 }, ['a']), [0, 1, 2])).toEqual(['a']);
});

test('a record that is half replaced at the end of a sync is lost', () => {
  const judge = () =>
    judgeAll({} as Target, provider({ b: 1 }, ['a']), story, emptyTally(), new Set<string>());
  expect(judge).toThrow('1 of 3 records are lost: a');
});
