import { ConnectorError, type Context, isOutcomeUnknown } from '#cdk';

const LEAST_MS = 5_000;
const MOST_MS = 60_000;

/**
 * Requests that were cut off. The service may be at work on them until it notices: for some moments, or, where the answer was waited
 * for in vain, for as long again. What follows must not be overtaken by them.
 */
export class InDoubtRequests {
  private readonly context: Context;
  private until = Number.NEGATIVE_INFINITY;

  constructor(context: Context) {
    this.context = context;
  }

  /** Sends, and remembers it when nobody knows what became of what was sent. */
  async about<T>(send: () => Promise<T>): Promise<T> {
    const { clock } = this.context;
    const startedAt = clock.monotonic();
    try {
      return await send();
    } catch (error) {
      if (error instanceof ConnectorError && isOutcomeUnknown(error)) {
        const now = clock.monotonic();
        const late = Math.min(MOST_MS, Math.max(LEAST_MS, now - startedAt));
        this.until = Math.max(this.until, now + late);
      }
      throw error;
    }
  }

  /** Whether there was a reason to doubt since the last `clear`. */
  get any(): boolean {
    return this.until > Number.NEGATIVE_INFINITY;
  }

  /** Milliseconds until the service is done for certain with all of them; 0 when it is. */
  get left(): number {
    return Math.max(0, this.until - this.context.clock.monotonic());
  }

  /** Resolves when it is done with all of them. */
  async end(): Promise<void> {
    if (this.left > 0) await this.context.clock.sleep(this.left, this.context.signal);
  }

  clear(): void {
    this.until = Number.NEGATIVE_INFINITY;
  }
}
