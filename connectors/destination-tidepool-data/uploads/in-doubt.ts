import { ConnectorError, type Context, isOutcomeUnknown, type WaitReason } from '@airbyte-ts/cdk';

const MIN_MS = 5_000;
const MAX_MS = 60_000;
const LOST: WaitReason = {
  purpose: 'for requests without a response',
  now: [
    'stream waits until a request without a response has ended',
    'streams wait until requests without a response have ended',
  ],
};

/**
 * Requests whose response was lost. The service may still process them: for as long as the connector waited for the response, at
 * least 5 s and at most 60 s. Later requests have to wait until then, so that they are not overtaken.
 */
export class InDoubtRequests {
  private readonly context: Context;
  private until = Number.NEGATIVE_INFINITY;

  constructor(context: Context) {
    this.context = context;
  }

  /** Sends a request, and records it as in doubt if its outcome is unknown. */
  async track<T>(send: () => Promise<T>): Promise<T> {
    const { clock } = this.context;
    const startedAt = clock.monotonic();
    try {
      return await send();
    } catch (error) {
      if (error instanceof ConnectorError && isOutcomeUnknown(error)) {
        const now = clock.monotonic();
        const late = Math.min(MAX_MS, Math.max(MIN_MS, now - startedAt));
        this.until = Math.max(this.until, now + late);
      }
      throw error;
    }
  }

  /** Whether a request was in doubt since the last `clear`. */
  get any(): boolean {
    return this.until > Number.NEGATIVE_INFINITY;
  }

  /** Milliseconds until the service has certainly finished all requests in doubt; 0 if it has. */
  get left(): number {
    return Math.max(0, this.until - this.context.clock.monotonic());
  }

  /** Resolves when the service has certainly finished all requests in doubt. */
  async end(): Promise<void> {
    const { context, left } = this;
    if (left > 0) await context.waiting(LOST, () => context.clock.sleep(left, context.signal));
  }

  /** Forgets the requests in doubt, after their effects were removed. */
  clear(): void {
    this.until = Number.NEGATIVE_INFINITY;
  }
}
