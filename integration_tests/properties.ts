import fc from 'fast-check';
import { depth } from '../src/testing/depth.ts';

/**
 * Properties use the same examples on every run, so that results are repeatable. `PROPERTY_SEED=7 npm test`
 * or `PROPERTY_SEED=$RANDOM` uses others; a failure prints its seed.
 */
fc.configureGlobal({
  ...fc.readConfigureGlobal(),
  seed: Number(process.env.PROPERTY_SEED ?? 1),
  numRuns: depth(50, 200),
});
