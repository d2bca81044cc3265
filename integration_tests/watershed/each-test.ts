import { afterEach, expect } from 'vitest';
import { type World, world } from './harness.ts';

/** Starts a Watershed for each test of a file; asserts at its end that no request was invalid. */
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
    /** Names of the imports, oldest first. */
    names: () => current.provider.imports.map(({ name }) => name),
    /** Names of the people in the imports. */
    learners: () => current.provider.rows().map(({ cells }) => cells.Name),
  };
}
