import { asConnectorError, type ConnectorError } from '../../errors.ts';
import type { RejectStore } from '../../rejects/rejection.ts';
import { bytesInMemory } from '../intake/detached-text.ts';
import { heldBytesFor, type MemoryBudget } from '../memory-budget.ts';
import type { StreamPlan } from '../plan.ts';
import type { Checkpoint } from './checkpoint.ts';

/** A rejected record and the checkpoint that counts it. */
export interface RejectedRow {
  readonly plan: StreamPlan;
  readonly checkpoint: Checkpoint;
  readonly record: string;
  readonly reason: string;
  /** The provider message, for the store. */
  readonly providerMessage: string | undefined;
  /** The provider message, if it may be logged. */
  readonly loggable?: string | undefined;
}

/** Bytes of rejected records for one call of the store at most, because it copies them; a larger record has its own call. */
const PORTION_BYTES = 4 * 1024 * 1024;

/** Rejected records for one call of the store. */
interface Portion {
  readonly rows: RejectedRow[];
  bytes: number;
  readonly written: Promise<void>;
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

export interface RejectWriterOptions {
  readonly store: RejectStore;
  readonly budget: MemoryBudget;
  /** Called with records that are kept. May throw what ends the sync. */
  readonly onKept: (rows: readonly RejectedRow[]) => void;
  /** Called when no record waits. */
  readonly onIdle: () => void;
}

/**
 * Writes rejected records to the store, one call at a time. Records that are rejected during a call wait for the next one.
 * The memory budget holds them until they are kept, so a slow store pauses reading.
 */
export class RejectWriter {
  private readonly portions: Portion[] = [];
  private busy = false;
  private failure: ConnectorError | undefined;
  private idleCallbacks: (() => void)[] = [];
  private readonly options: RejectWriterOptions;

  constructor(options: RejectWriterOptions) {
    this.options = options;
  }

  /** Whether no record waits. */
  get isIdle(): boolean {
    return !this.busy;
  }

  /** Resolves when no record waits, whether they were kept or not. */
  idle(): Promise<void> {
    return this.busy ? new Promise((resolve) => this.idleCallbacks.push(resolve)) : Promise.resolve();
  }

  /**
   * Resolves when the record is kept and counted; rejects if it can't be kept, or if counting it ends the sync. Records of
   * one call share the promise. It may be ignored: its rejection is never unhandled.
   */
  add(row: RejectedRow): Promise<void> {
    const bytes = heldBytesFor(
      bytesInMemory(row.record) + row.reason.length + (row.providerMessage?.length ?? 0),
    );
    this.options.budget.take(bytes);
    let portion = this.portions.at(-1);
    if (!portion || portion.bytes + bytes > PORTION_BYTES) {
      portion = newPortion();
      this.portions.push(portion);
    }
    portion.rows.push(row);
    portion.bytes += bytes;
    this.start();
    return portion.written;
  }

  /** Starts after the current chunk of input, so that its rejected records share a call. */
  private start(): void {
    if (this.busy) return;
    this.busy = true;
    queueMicrotask(() => void this.run());
  }

  private async run(): Promise<void> {
    for (let portion = this.portions.shift(); portion; portion = this.portions.shift()) {
      try {
        await this.store(portion.rows);
        this.options.onKept(portion.rows);
        portion.resolve();
      } catch (thrown) {
        portion.reject(thrown);
      }
      this.options.budget.release(portion.bytes);
    }
    this.busy = false;
    this.options.onIdle();
    const calls = this.idleCallbacks;
    this.idleCallbacks = [];
    for (const call of calls) call();
  }

  /** Writes records. After a failure the store is not called again, because the sync is about to end. */
  private async store(rows: readonly RejectedRow[]): Promise<void> {
    if (this.failure) throw this.failure;
    try {
      await this.options.store.keep(
        rows.map(({ plan, record, reason, providerMessage }) => ({
          stream: plan.stream.descriptor,
          identity: plan.identity,
          record,
          reason,
          providerMessage,
        })),
      );
    } catch (thrown) {
      // Exhausted, so that the delivery is not repeated: other rows of the batch have an outcome.
      this.failure = asConnectorError(thrown).with({ exhausted: true });
      throw this.failure;
    }
  }
}

function newPortion(): Portion {
  let resolve!: () => void;
  let reject!: (error: unknown) => void;
  const written = new Promise<void>((onWritten, onError) => {
    resolve = onWritten;
    reject = onError;
  });
  written.catch(() => undefined);
  return { rows: [], bytes: 0, written, resolve, reject };
}
