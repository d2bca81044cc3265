import { afterEach, expect } from 'vitest';
import { type Harness, startHarness } from './harness.ts';

/** Starts a Watershed for each test of a file; asserts at its end that no request was invalid. */
export function watershedForEachTest() {
  let current: Harness;
  afterEach(async () => {
    const { mistakes } = current.provider;
    await current.emulator.close();
    expect(mistakes).toEqual([]);
  });
  return {
    start: async (...args: Parameters<typeof startHarness>): Promise<void> => {
      current = await startHarness(...args);
    },
    at: (): Harness => current,
    /** Names of the imports, oldest first. */
    names: () => current.provider.imports.map(({ name }) => name),
    /** Names of the people in the imports. */
    learners: () => current.provider.rows().map(({ cells }) => cells.Name),
  };
}
