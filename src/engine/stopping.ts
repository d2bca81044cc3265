import { setMaxListeners } from 'node:events';
import type { Clock } from '../clock.ts';
import type { Output } from '../protocol/stdout.ts';

/** Time for running deliveries to finish after the sync has failed, or after a signal. */
const GRACE_AFTER_FAILURE_MS = 30_000;
const GRACE_AFTER_SIGNAL_MS = 5_000;

export interface StoppingOptions {
  readonly clock: Clock;
  readonly output: Output;
  /** Aborted by a process signal or a closed stdout. */
  readonly terminate: AbortSignal;
  /** Aborts running requests at once. */
  readonly abort: (reason: unknown) => void;
  /** Removes the deliveries that have not started. */
  readonly onStop: () => void;
}

/** Stops a sync before it is done: starts no further deliveries and limits the time of running ones. */
export class Stopping {
  private readonly controller = new AbortController();
  private readonly options: StoppingOptions;

  constructor(options: StoppingOptions) {
    this.options = options;
    // Every lane listens; Node 20 warns on stderr about more than ten listeners.
    setMaxListeners(0, this.signal);
    options.terminate.addEventListener('abort', () => this.terminate(), { once: true });
  }

  /** Aborted when the sync stops. */
  get signal(): AbortSignal {
    return this.controller.signal;
  }

  /** Stops the sync because of an error. The first reason counts. */
  stop(reason: unknown): void {
    if (this.signal.aborted) return;
    this.controller.abort(reason);
    this.options.onStop();
    this.abortAfter(GRACE_AFTER_FAILURE_MS, reason);
  }

  /** Stops the sync because of `terminate`. */
  terminate(): void {
    const { terminate, output } = this.options;
    this.stop(terminate.reason);
    this.abortAfter(output.closed ? 0 : GRACE_AFTER_SIGNAL_MS, terminate.reason);
  }

  private abortAfter(graceMs: number, reason: unknown): void {
    const { clock, abort } = this.options;
    clock.after(graceMs, () => abort(reason));
  }
}
