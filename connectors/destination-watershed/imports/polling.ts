import type { Context } from '@airbyte-ts/cdk';
import type { DestinationWatershedConfig as Config } from '../../../spec/types/destination-watershed.ts';

const GROWTH = 1.5;
const MAX_WAIT_MS = 30_000;

/** Waiting times between polls in milliseconds, which grow with each poll. */
export class Polling {
  readonly first: number;
  private readonly context: Context;

  constructor({ poll_interval_seconds: seconds }: Pick<Config, 'poll_interval_seconds'>, context: Context) {
    this.first = seconds * 1_000;
    this.context = context;
  }

  next(wait: number): number {
    return Math.min(wait * GROWTH, Math.max(this.first, MAX_WAIT_MS));
  }

  pause(ms: number): Promise<void> {
    return this.context.clock.sleep(ms, this.context.signal);
  }
}
