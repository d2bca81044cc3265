import { COMPILE_CACHE } from '../../src/testing/compile-cache.ts';

/** Makes a connector's waits short. */
export const FAST = {
  ...COMPILE_CACHE,
  NODE_OPTIONS: `--import=${new URL('./fast-time.ts', import.meta.url).href}`,
};
