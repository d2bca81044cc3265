import type { Random } from './random.ts';

/** `plain`: every record is as the provider wants it. `mapped`: something has to be derived, converted or moved. */
export type Dataset = 'plain' | 'mapped';
/** Makes the data of a record by its number, which counts from 1. */
export type Records = (index: number, random: Random) => object;
