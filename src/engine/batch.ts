import type { StreamRun } from '../define/operation.ts';
import { bug } from '../errors.ts';
import type { Checkpoint } from './ledger.ts';
import { type Framing, Packing, type Place } from './packing.ts';

/** What happened to one row. There is no way to say nothing. */
export type Outcome =
  | { readonly status: 'delivered' }
  /** Not sent on purpose: nothing to do for it at the provider. */
  | { readonly status: 'skipped' }
  /** Taken, but not in force before the operation's `finish`: answered when that resolves. */
  | { readonly status: 'staged' }
  /** Refused for good. `reason` never repeats the record; the provider's own `words` may. */
  | { readonly status: 'rejected'; readonly reason: string; readonly words?: string }
  /** To be sent again, this row alone. */
  | { readonly status: 'retry'; readonly reason: string };

export const delivered: Outcome = { status: 'delivered' };
export const staged: Outcome = { status: 'staged' };

/** A row as an operation sees it. */
export interface Row {
  readonly index: number;
  readonly key: string | undefined;
  readonly group: string | undefined;
  readonly identity: string | undefined;
  /** The source deleted what the row stood for; it has no text then. */
  readonly deleted: boolean;
  /** Of its text. */
  readonly bytes: number;
  /** The text that is sent for this row. */
  readonly text: string;
}

/** What the engine keeps of a row: where its text stands and whose it is. One object, since there is one per record. */
export interface Entry extends Place {
  readonly checkpoint: Checkpoint;
  readonly key: string | undefined;
  readonly identity: string | undefined;
  readonly deleted: boolean;
  /** Earlier rows of the same identity that are answered with this one, oldest first. */
  readonly supersedes: readonly Entry[] | undefined;
  /** The record as it came, where it differs from the row and will be needed if it is rejected. */
  readonly source: string | undefined;
}

/** Proof that every row of a batch was answered. Only a batch makes one. */
export class Settlement {
  readonly batch: Batch;
  readonly outcomes: readonly Outcome[] | Outcome;
  static #made = new WeakSet<Settlement>();

  private constructor(batch: Batch, outcomes: readonly Outcome[] | Outcome) {
    this.batch = batch;
    this.outcomes = outcomes;
    Settlement.#made.add(this);
  }

  /** Not for connectors: they get settlements from their batch. */
  static of(batch: Batch, outcomes: readonly Outcome[] | Outcome): Settlement {
    return new Settlement(batch, outcomes);
  }

  /** The outcome of each row; throws if this settles another batch. */
  static open(settlement: unknown, batch: Batch): (index: number) => Outcome {
    if (
      !(settlement instanceof Settlement) ||
      !Settlement.#made.has(settlement) ||
      settlement.batch !== batch
    )
      throw bug('The connector did not answer for the rows it was given. Please report this.', {
        code: 'ERR_NOT_SETTLED',
      });
    const { outcomes } = settlement;
    return Array.isArray(outcomes) ? (index) => outcomes[index] as Outcome : () => outcomes as Outcome;
  }
}

/** What the rows of a batch have in common. */
export interface BatchOf {
  readonly framing: Framing;
  readonly group: string | undefined;
  readonly stream: StreamRun;
}

/** Its text is read only when somebody asks for it. */
class BatchRow implements Row {
  readonly index: number;
  readonly group: string | undefined;
  private readonly entry: Entry;
  private readonly packing: Packing;

  constructor(index: number, entry: Entry, group: string | undefined, packing: Packing) {
    this.index = index;
    this.entry = entry;
    this.group = group;
    this.packing = packing;
  }

  get key(): string | undefined {
    return this.entry.key;
  }
  get identity(): string | undefined {
    return this.entry.identity;
  }
  get deleted(): boolean {
    return this.entry.deleted;
  }
  get bytes(): number {
    return this.entry.end - this.entry.start;
  }
  get text(): string {
    return this.packing.text(this.entry);
  }
}

/** Rows that travel together and are committed together. Each of the three ways to settle answers every row. */
export class Batch implements Iterable<Row> {
  readonly group: string | undefined;
  readonly stream: StreamRun;
  readonly entries: readonly Entry[];
  private readonly packing: Packing;
  readonly framing: Framing;

  constructor(entries: readonly Entry[], packing: Packing, of: BatchOf) {
    this.entries = entries;
    this.packing = packing;
    this.framing = of.framing;
    this.group = of.group;
    this.stream = of.stream;
  }

  get size(): number {
    return this.entries.length;
  }

  /** Bytes of the body. */
  get bytes(): number {
    return this.packing.bytes;
  }

  /** The rows' texts in the operation's framing. */
  body(): readonly Uint8Array[] {
    return this.packing.body();
  }

  row(index: number): Row {
    return new BatchRow(index, this.entry(index), this.group, this.packing);
  }

  *[Symbol.iterator](): Iterator<Row> {
    for (let index = 0; index < this.size; index++) yield this.row(index);
  }

  /** The same for all rows. */
  all(outcome: Outcome): Settlement {
    return Settlement.of(this, outcome);
  }

  each(decide: (row: Row) => Outcome): Settlement {
    return Settlement.of(this, Array.from(this, decide));
  }

  /** The rows at these indexes as said, the others delivered. */
  except(others: ReadonlyMap<number, Outcome>): Settlement {
    for (const index of others.keys()) this.entry(index);
    return Settlement.of(
      this,
      this.entries.map((_, index) => others.get(index) ?? delivered),
    );
  }

  /** Some of the rows as a batch of their own. `superseded` finds the earlier rows that one of them is to answer for. */
  part(
    indexes: readonly number[],
    superseded: (entry: Entry) => readonly Entry[] | undefined = ({ supersedes }) => supersedes,
  ): Batch {
    const packing = new Packing(this.framing);
    const entries = indexes.map((index) => {
      const entry = this.entry(index);
      return packing.append(this.packing.text(entry), { ...entry, supersedes: superseded(entry) });
    });
    return new Batch(entries, packing, this);
  }

  /**
   * Gives the body's memory back. Only to be called when the provider has said that it took the batch: after any other
   * answer the connection may still be sending from it.
   */
  release(): void {
    this.packing.release();
  }

  private entry(index: number): Entry {
    const entry = this.entries[index];
    if (!entry)
      throw bug('The connector answered for a row that its batch does not have. Please report this.', {
        code: 'ERR_NO_SUCH_ROW',
        detail: `row ${index} of ${this.size}`,
      });
    return entry;
  }
}
