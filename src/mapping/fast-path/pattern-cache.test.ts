import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { compileCheck } from '../schema/compiled-check.ts';
import { pipelineFor, testOperation } from '../testing/fixtures.ts';
import { KnownRows } from './known-rows.ts';
import { PatternCache } from './pattern-cache.ts';

describe('layouts of many streams', () => {
  const { complete } = compileCheck(testOperation(z.object({ a: z.string() })));
  const [first, second] = ['{"a":"x"}', '{"a": "x"}'] as const;
  const streams = (count: number, most: number): KnownRows[] => {
    const cache = new PatternCache(most);
    return Array.from({ length: count }, () => new KnownRows(pipelineFor(complete!), cache));
  };
  const asItCame = (text: string) => ({ text, unchanged: true });
  const knows = (known: KnownRows, text: string): boolean => known.find(text, 0)?.end === text.length;

  it('are limited for all streams together: those of the stream that learned first are dropped', () => {
    const all = streams(5_000, 10);
    for (const known of all) known.learn(first, asItCame(first));
    expect(all.filter((known) => knows(known, first))).toEqual(all.slice(-10));
  });

  it('are dropped together with the others of their stream, but never those of the stream that learns', () => {
    const [a, b] = streams(2, 3) as [KnownRows, KnownRows];
    for (const text of [first, second]) a.learn(text, asItCame(text));
    b.learn(first, asItCame(first));
    expect([a, b].map((known) => knows(known, first))).toEqual([true, true]);
    b.learn(second, asItCame(second));
    expect([first, second].map((text) => [knows(a, text), knows(b, text)])).toEqual([
      [false, true],
      [false, true],
    ]);
    const [alone] = streams(1, 1) as [KnownRows];
    for (const text of [first, second]) alone.learn(text, asItCame(text));
    expect([first, second].map((text) => knows(alone, text))).toEqual([true, true]);
  });

  it('are learned again, but not endlessly if many streams take turns', () => {
    const [a, b] = streams(2, 1) as [KnownRows, KnownRows];
    let times = 0;
    for (let turn = 0; turn < 100; turn++) {
      a.learn(first, asItCame(first));
      if (knows(a, first)) times++;
      b.learn(first, asItCame(first));
    }
    expect(times).toBeGreaterThan(1);
    expect(knows(a, first) && knows(b, first)).toBe(false);
    expect(times).toBeLessThan(10);
  });
});
