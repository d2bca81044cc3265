import { asConnectorError, type ConnectorError } from '../../errors.ts';
import type { RejectStore } from '../../rejects/rejection.ts';
import { bytesInMemory } from '../intake/detached-text.ts';
import { heldBytesFor, type MemoryBudget } from '../memory-budget.ts';
import type { StreamPlan } from '../plan.ts';
import type { Checkpoint } from './checkpoint.ts';

/** A record that is refused for good, and the checkpoint it was read in. */
export interface RejectedRow {
  readonly plan: StreamPlan;
  readonly checkpoint: Checkpoint;
  readonly record: string;
  readonly reason: string;
  /** The provider's message, for the store. */
  readonly providerMessage: string | undefined;
  /** The provider's message, if it may be logged. */
  readonly shown?: string | undefined;
}

/** Bytes of refused records that are given to the store at once: it makes copies of them. */
const PORTION_BYTES = 4 * 1024 * 1024;

/** What is given to the store in one call. */
interface Portion {
  readonly refused: RejectedRow[];
  bytes: number;
  readonly answered: Promise<void>;
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

export interface RejectWriterOptions {
  readonly store: RejectStore;
  readonly budget: MemoryBudget;
  /** Called with records that are kept. May throw what ends the sync. */
  readonly answer: (refused: readonly RejectedRow[]) => void;
  /** Called when no record waits any more. */
  readonly ended: () => void;
}

/**
 * Gives refused records to the store, one call at a time: what is refused while the store is busy waits, and goes with the next
 * call. They count in the budget until they are kept, so a slow store pauses reading.
 */
export class RejectWriter {
  private readonly portions: Portion[] = [];
  private busy = false;
  private failure: ConnectorError | undefined;
  private waiting: (() => void)[] = [];
  private readonly options: RejectWriterOptions;

  constructor(options: RejectWriterOptions) {
    this.options = options;
  }

  /** Whether no record waits. */
  get isIdle(): boolean {
    return !this.busy;
  }

  /** Resolves when no record waits any more, kept or not. */
  idle(): Promise<void> {
    return this.busy ? new Promise((resolve) => this.waiting.push(resolve)) : Promise.resolve();
  }

  /**
   * Resolves when the record is kept and answered; rejects when it can't be kept, or when its answer ends the sync. Records of
   * one call share the promise, which may be left alone.
   */
  add(refused: RejectedRow): Promise<void> {
    const bytes = heldBytesFor(
      bytesInMemory(refused.record) + refused.reason.length + (refused.providerMessage?.length ?? 0),
    );
    this.options.budget.take(bytes);
    let portion = this.portions.at(-1);
    if (!portion || portion.bytes >= PORTION_BYTES) {
      portion = newPortion();
      this.portions.push(portion);
    }
    portion.refused.push(refused);
    portion.bytes += bytes;
    this.start();
    return portion.answered;
  }

  /** Not before all lines of a chunk were read: they share a call. */
  private start(): void {
    if (this.busy) return;
    this.busy = true;
    queueMicrotask(() => void this.run());
  }

  private async run(): Promise<void> {
    for (let portion = this.portions.shift(); portion; portion = this.portions.shift()) {
      try {
        await this.keep(portion.refused);
        this.options.answer(portion.refused);
        portion.resolve();
      } catch (thrown) {
        portion.reject(thrown);
      }
      this.options.budget.give(portion.bytes);
    }
    this.busy = false;
    this.options.ended();
    const calls = this.waiting;
    this.waiting = [];
    for (const call of calls) call();
  }

  /** A store that has failed is not asked again: the sync is about to end. */
  private async keep(refused: readonly RejectedRow[]): Promise<void> {
    if (this.failure) throw this.failure;
    try {
      await this.options.store.keep(
        refused.map(({ plan, record, reason, providerMessage }) => ({
          stream: plan.stream.descriptor,
          identity: plan.identity,
          record,
          reason,
          providerMessage,
        })),
      );
    } catch (thrown) {
      // The delivery must not be repeated for it: other rows of the batch were answered.
      this.failure = asConnectorError(thrown).with({ exhausted: true });
      throw this.failure;
    }
  }
}

function newPortion(): Portion {
  let resolve!: () => void;
  let reject!: (error: unknown) => void;
  const answered = new Promise<void>((onAnswer, onError) => {
    resolve = onAnswer;
    reject = onError;
  });
  answered.catch(() => undefined);
  return { refused: [], bytes: 0, answered, resolve, reject };
}
