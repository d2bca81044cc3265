import type { Context } from '#cdk';
import type { DestinationWatershedConfig as Config } from '../../../spec/types/destination-watershed.ts';

const GROWTH = 1.5;
const LONGEST_WAIT_MS = 30_000;

/** How long to wait between two looks, in milliseconds: longer each time. */
export class Polling {
  readonly first: number;
  private readonly context: Context;

  constructor({ poll_interval_seconds: seconds }: Pick<Config, 'poll_interval_seconds'>, context: Context) {
    this.first = seconds * 1_000;
    this.context = context;
  }

  next(wait: number): number {
    return Math.min(wait * GROWTH, Math.max(this.first, LONGEST_WAIT_MS));
  }

  pause(ms: number): Promise<void> {
    return this.context.clock.sleep(ms, this.context.signal);
  }
}
