import type { Clock } from '../../src/clock.ts';
import type { Attempt, AttemptOptions } from '../../src/testing/platform/index.ts';
import type { Watch } from './target.ts';

export type WhatToRun = Omit<AttemptOptions, 'command' | 'env' | 'drive' | 'clock'>;

/** Where a connector runs in one schedule, and how time goes by there. */
export interface Runtime {
  /** The provider's. */
  readonly clock: Clock;
  /** Its times are exact. */
  readonly isPunctual: boolean;
  /** To be told of all that happens at the provider. */
  readonly watch?: Watch;
  attempt(options: WhatToRun): Promise<Attempt>;
  /** Asks what a platform asks before it syncs. @returns what is wrong with the answers. */
  ask(config: object, folder: string): Promise<string | undefined>;
  /** What becomes of a promise, however long it takes. */
  pass<T>(promise: Promise<T>): Promise<T>;
  /** Time goes by until what is under way at the provider has ended. */
  settle(): Promise<void>;
}
