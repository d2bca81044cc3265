import { describe, expect, it } from 'vitest';
import type { StreamDescriptor } from '../errors.ts';
import { streamFinder } from './plan.ts';

const finder = (...all: StreamDescriptor[]) => streamFinder(all, (each) => each);

describe('streamFinder', () => {
  it('finds a stream by its name and namespace', () => {
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

  it.each([undefined, null, ''])(
    'treats an absent namespace, written as %o, as equal to null and to an empty one',
    (written) => {
      for (const known of [{ name: 's' }, { name: 's', namespace: null }, { name: 's', namespace: '' }])
        expect(finder(known)('s', written)).toBe(known);
    },
  );

  it('prefers the exact match if an empty and an absent namespace are two streams', () => {
    const [absent, empty] = [{ name: 's' }, { name: 's', namespace: '' }];
    const find = finder(absent, empty);
    expect([find('s', null), find('s', undefined), find('s', '')]).toEqual([absent, absent, empty]);
  });
});
