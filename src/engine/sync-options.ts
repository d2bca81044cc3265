import type { Readable } from 'node:stream';
import type { Context } from '../define/context.ts';
import type { AnyDestination } from '../define/destination.ts';
import type { SharedConfig } from '../define/shared-config.ts';
import type { SyncObserver } from '../observer/sync-observer.ts';
import type { Output } from '../protocol/stdout.ts';
import type { Random } from '../random.ts';
import type { RejectStore } from '../rejects/rejection.ts';
import type { PlannedStream } from './plan.ts';

/** What a sync works with. */
export interface SyncOptions {
  readonly definition: AnyDestination;
  readonly config: SharedConfig;
  readonly plans: readonly PlannedStream[];
  readonly input: Readable;
  readonly output: Output;
  readonly context: Context;
  readonly rejects: RejectStore;
  /** Masks secrets in a text. */
  readonly redact: (text: string) => string;
  readonly random: Random;
  /** Aborted by a process signal or a closed stdout: reading stops, and running deliveries have 5 seconds to finish. */
  readonly terminate: AbortSignal;
  /** Aborts running requests at once. */
  readonly abort: (reason: unknown) => void;
  /** Receives what happens in the sync. */
  readonly observer?: SyncObserver | undefined;
  /** Called when nothing is in flight any more, before the summaries of the streams are logged. */
  readonly onEnd?: () => void;
  /** 16 MiB of rows and 64 MiB of states when absent. */
  readonly memory?: MemoryLimits;
}

/** Limits in bytes. */
export interface MemoryLimits {
  /** Bytes of the memory budget, without two batches of the largest size. Reading pauses when it is full. */
  readonly budgetBytes: number;
  /** Bytes of states that only later input can release. Beyond it, older states are merged into the next ones. */
  readonly stateBytes: number;
}

export const DEFAULT_MEMORY: MemoryLimits = { budgetBytes: 16 * 1024 * 1024, stateBytes: 64 * 1024 * 1024 };
