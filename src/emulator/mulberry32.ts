import type { Random } from '../random.ts';
/**
 * A small seeded generator of numbers from 0 (inclusive) to 1 (exclusive), with the same numbers on every machine (Tommy
 * Ettinger's mulberry32). `seed` is an integer.
 */
export function mulberry32(seed: number): Random {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
