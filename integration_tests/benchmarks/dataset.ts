import type { Random } from '../../src/random.ts';

/** `plain`: every record is valid for the provider. `mapped`: columns have to be derived, converted or moved. */
export type Dataset = 'plain' | 'mapped';
/** Returns the data of a record by its number, counted from 1. */
export type Records = (index: number, random: Random) => object;
