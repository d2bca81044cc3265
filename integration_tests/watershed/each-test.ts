import { afterEach, expect } from 'vitest';
import { type World, world } from './harness.ts';

/** A Watershed for each test of a file; at its end, Watershed must have found no fault with how it was asked. */
export function watershedForEachTest() {
  let current: World;
  afterEach(async () => {
    const { mistakes } = current.provider;
    await current.emulator.close();
    expect(mistakes).toEqual([]);
  });
  return {
    start: async (...args: Parameters<typeof world>): Promise<void> => {
      current = await world(...args);
    },
    at: (): World => current,
    /** The imports, oldest first. */
    names: () => current.provider.imports.map(({ name }) => name),
    /** The names of the people in what was imported. */
    learners: () => current.provider.rows().map(({ cells }) => cells.Name),
  };
}
