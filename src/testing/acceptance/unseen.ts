import type { Arrival } from '../subject.ts';

/** What arrived at a provider that nobody can look at. It is an empty list, and no assertion about arrivals holds it to anything. */
export const UNSEEN: readonly Arrival[] = Object.freeze([]);
