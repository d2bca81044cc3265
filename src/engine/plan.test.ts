import { describe, expect, it } from 'vitest';
import type { StreamDescriptor } from '../errors.ts';
import { streamFinder } from './plan.ts';

const finder = (...all: StreamDescriptor[]) => streamFinder(all, (each) => each);

describe('the stream of a message', () => {
  it('is found by its name and namespace', () => {
    const [a, b] = [
      { name: 's', namespace: 'a' },
      { name: 's', namespace: 'b' },
    ];
    const find = finder(a, b);
    expect([find('s', 'a'), find('s', 'b'), find('s', 'c'), find('s', undefined), find('t', 'a')]).toEqual([
      a,
      b,
      undefined,
      undefined,
      undefined,
    ]);
  });

  it.each([undefined, null, ''])('is found whichever way an absent namespace (%o) is written', (written) => {
    for (const known of [{ name: 's' }, { name: 's', namespace: null }, { name: 's', namespace: '' }])
      expect(finder(known)('s', written)).toBe(known);
  });

  it('is the better match where an empty namespace and an absent one are two streams', () => {
    const [absent, empty] = [{ name: 's' }, { name: 's', namespace: '' }];
    const find = finder(absent, empty);
    expect([find('s', null), find('s', undefined), find('s', '')]).toEqual([absent, absent, empty]);
  });
});
