import type { Arrival } from '../subject.ts';

/** The arrivals of a live provider, whose records cannot be read. An empty list that assertions about arrivals accept. */
export const UNSEEN: readonly Arrival[] = Object.freeze([]);
