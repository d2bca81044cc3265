/** Makes a connector's waits short. */
export const FAST = {
  NODE_OPTIONS: `--import=${new URL('./fast-time.ts', import.meta.url).href}`,
};
