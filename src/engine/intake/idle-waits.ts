import type { Readable } from 'node:stream';
import type { WaitReason } from '../../define/wait-reason.ts';
import type { SyncObserver } from '../../observer/sync-observer.ts';
import { MESSAGES, READER } from '../../observer/wait-reasons.ts';
import type { Output } from '../../protocol/stdout.ts';
import type { Lanes } from '../delivery/lanes.ts';

/**
 * Reports the waits of a sync that delivers nothing: for the next messages of the source, or for the reader of its output.
 * Call `update` when something changed, and `end` before work begins.
 */
export class IdleWaits {
  private readonly input: Readable;
  private readonly output: Output;
  private readonly lanes: Lanes;
  private readonly observer: SyncObserver | undefined;
  private reason: WaitReason | undefined;
  private stop: (() => void) | undefined;

  constructor(options: {
    readonly input: Readable;
    readonly output: Output;
    readonly lanes: Lanes;
    readonly observer: SyncObserver | undefined;
  }) {
    this.input = options.input;
    this.output = options.output;
    this.lanes = options.lanes;
    this.observer = options.observer;
  }

  /** Starts or ends a wait, depending on the current state of the sync. */
  update(): void {
    const reason = this.currentReason();
    if (reason === this.reason) return;
    this.end();
    this.reason = reason;
    this.stop = reason && this.observer?.waiting(reason);
  }

  /** Ends the wait, if there is one. */
  end(): void {
    this.stop?.();
    this.stop = this.reason = undefined;
  }

  private currentReason(): WaitReason | undefined {
    if (this.output.blocked) return READER;
    if (this.lanes.active > 0 || this.input.isPaused() || this.input.readableEnded) return undefined;
    return MESSAGES;
  }
}
