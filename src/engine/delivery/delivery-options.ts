import type { Context } from '../../define/context.ts';
import type { SyncObserver } from '../../observer/sync-observer.ts';
import type { OutcomeRecorder } from '../settlement/outcome-recorder.ts';

/** What the deliveries of a sync share. */
export interface DeliveryOptions {
  readonly api: unknown;
  readonly context: Context;
  readonly recorder: OutcomeRecorder;
  readonly random: () => number;
  /** Receives the waits between attempts. */
  readonly observer?: SyncObserver | undefined;
  /** Aborted when no further attempt may start. */
  readonly stopping: AbortSignal;
}
