import type { Clock } from '../../src/clock.ts';
import type { Attempt, AttemptOptions } from '../platform/index.ts';
import type { Watch } from './target.ts';

type WhatToRun = Omit<AttemptOptions, 'command' | 'env' | 'drive' | 'clock'>;

/** How a connector runs in one schedule, and its time. */
export interface Runtime {
  /** Clock of the provider. */
  readonly clock: Clock;
  /** Whether its times are exact. */
  readonly isPunctual: boolean;
  /** Called for each event at the provider. */
  readonly watch?: Watch;
  attempt(options: WhatToRun): Promise<Attempt>;
  /** Runs the commands of a platform before a sync. @returns the problem with their output. */
  ask(config: object, folder: string): Promise<string | undefined>;
  /** Settles a promise by advancing time. */
  pass<T>(promise: Promise<T>): Promise<T>;
  /** Advances time until running work at the provider has ended. */
  settle(): Promise<void>;
}
