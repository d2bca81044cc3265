import type { z } from 'zod';
import type { Batch, Settlement } from '../engine/batch.ts';
import type { Framing } from '../engine/packing.ts';
import type { SyncMode } from '../protocol/catalog.ts';
import type { Context } from './destination.ts';

/** When a batch is full. Whichever comes first seals it; its age is counted from its first row. */
export interface Limits {
  readonly rows: number;
  /** Of the batch's body, framing included. A single row that is larger is rejected. */
  readonly bytes?: number;
  /** Milliseconds. 30,000 when absent: a state must not wait long for a slow stream. */
  readonly ageMs?: number;
}

/** The record a row comes from, for what is derived from it. */
export interface Source {
  /**
   * A uuid (version 5) of the stream and the record's primary key, or else of the record's whole content: the same
   * record has the same id in every attempt, process and sync.
   */
  id(): string;
}

/** One thing a provider can do with one kind of object. `discover` is derived from it. */
export interface Operation<Row extends object, Api> {
  /** What the provider stores. Streams are routed to it by this name. */
  readonly object: string;
  readonly modes: readonly SyncMode[];
  /** Alternatives of fields that identify an object at the provider, the recommended one first; each may have parts. */
  readonly matchingKeys?: readonly (readonly string[])[];
  /**
   * What the provider accepts, strictly and without transforms: a row that fits is delivered as it is. The messages
   * of its checks become the reasons of rejected records, so they name the rule and never the value.
   */
  readonly fields: z.ZodType<Row> & z.ZodObject;
  /** Columns that are not among the fields: dropped, kept, or collected into a field of their own. */
  readonly otherColumns?: 'drop' | 'keep' | { readonly into: keyof Row & string };
  /** Called in this order for fields that a record lacks (absent, null or empty), with what is known so far. */
  readonly fill?: { readonly [Field in keyof Row]?: (row: Partial<Row>, source: Source) => Row[Field] };
  /** Rows with the same key are delivered in the order they came. Without it rows have no order. */
  key?(row: Row): string;
  /** Rows of different groups never share a batch. */
  group?(row: Row): string;
  readonly limits: Limits;
  /** How rows make a body. */
  readonly framing: Framing;
  /** The text of one row in the body; JSON when absent. */
  encode?(row: Row): string;
  /**
   * Asks the provider whether it would take these rows, storing nothing; throws a `reject` error if not. With it the
   * engine finds the rows at fault in a batch that was refused without naming them.
   */
  probe?(batch: Batch, api: Api, context: Context): Promise<void>;
  /** Says that a refused batch left nothing behind, so that its parts may be tried. Only needed without `probe`. */
  readonly refuses?: 'whole';
  /**
   * Delivers the rows and answers each of them. What it throws is classified: transient errors are repeated with the
   * same rows, a `reject` error is narrowed down to the rows at fault, everything else ends the sync.
   */
  deliver(batch: Batch, api: Api, context: Context): Promise<Settlement>;
}

/** An operation whose own row type nobody has to know. */
export type AnyOperation<Api = unknown> = Operation<Record<string, unknown>, Api>;

/** Checks an operation's types against its fields, and forgets them. */
export function operation<Row extends object, Api>(definition: Operation<Row, Api>): AnyOperation<Api> {
  return definition as unknown as AnyOperation<Api>;
}
