/**
 * The number of cases that a randomised test tries: `usual` when a change is checked, `nightly` with
 * `TEST_DEPTH=nightly`, which `npm run test:nightly` sets.
 */
export const depth = (usual: number, nightly: number): number =>
  process.env.TEST_DEPTH === 'nightly' ? nightly : usual;
