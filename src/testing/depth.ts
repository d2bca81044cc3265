/**
 * Returns the number of runs of a randomised test: `usual` for `npm test`, `nightly` with
 * `TEST_DEPTH=nightly`, which `npm run test:nightly` sets.
 */
export const depth = (usual: number, nightly: number): number =>
  process.env.TEST_DEPTH === 'nightly' ? nightly : usual;
