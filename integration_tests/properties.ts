import fc from 'fast-check';

/**
 * Properties try the same examples on every run, so that a commit is green or it is not. `PROPERTY_SEED=7 npm test`
 * tries others; so does `PROPERTY_SEED=$RANDOM`, and the seed of a failure is printed with it.
 */
fc.configureGlobal({ ...fc.readConfigureGlobal(), seed: Number(process.env.PROPERTY_SEED ?? 1) });
