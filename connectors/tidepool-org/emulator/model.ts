import type { Effect } from '@airbyte-ts/cdk/emulator';
import type { Task } from './task.ts';
import type { Datum } from './validation.ts';

/** How a data set treats data that were there before. Named by the request that creates the set. */
export interface Deduplicator {
  /** After `org.tidepool.deduplicator.` */
  readonly name: string;
  readonly version: string;
  readonly legacyName?: string;
  insert(work: Work, set: DataSet, data: readonly Datum[]): Task<void>;
  /** What closing the set does to others, before its own rows become active. */
  archiveOthers?(work: Work, set: DataSet): void;
  /** Deletes rows of the set that a client chose. @returns how many. */
  deleteRows(work: Work, rows: readonly Row[]): number;
  /** What deleting the set does to others, before its own rows are gone. */
  restoreOthers?(work: Work, set: DataSet): void;
}

/** A data set, its public part in `data`; the other fields are never shown. */
export interface DataSet {
  readonly userId: string;
  readonly uploadId: string;
  /** Its place in the order of creation. */
  readonly sequence: number;
  readonly data: Datum;
  state: 'open' | 'closed';
  active: boolean;
  /** Missing when the request named none, or none that exists: then nothing can be done with the set. */
  deduplicator?: Deduplicator;
}

export interface SetStore {
  /** False when the id is taken: it is unique over all users. */
  add(set: Omit<DataSet, 'sequence'>): DataSet | undefined;
  byId(uploadId: string): DataSet | undefined;
  /** Of all deviceIds, when it is not given. Newest first. */
  ofUser(userId: string, deviceId?: string): readonly DataSet[];
  all(): readonly DataSet[];
}

/** A datum as it lies in the database, with the flags that decide whether anybody sees it. */
export interface Row {
  readonly datum: Datum;
  readonly set: DataSet;
  /** The hash of its identity; only some deduplicators compute it. */
  readonly hash?: string | undefined;
  readonly active: boolean;
  readonly deletedTime?: string | undefined;
  readonly archivedTime?: string | undefined;
  /** The data set whose closing hid this row. */
  readonly archivedDataSetId?: string | undefined;
}

/** All rows, found by data set, by hash, and by origin within a data set. */
export interface RowStore {
  /** How many rows users can see now. */
  readonly visible: number;
  add(row: Pick<Row, 'datum' | 'set' | 'hash' | 'active'>): void;
  change(row: Row, flags: Flags): void;
  remove(row: Row): void;
  /** A copy, in order of arrival. */
  ofSet(set: DataSet): readonly Row[];
  byHash(hash: string): readonly Row[];
  byOrigin(set: DataSet, originId: string): readonly Row[];
  all(): IterableIterator<Row>;
}

/** What one request of the data service works with. */
export interface Work {
  readonly rows: RowStore;
  readonly sets: SetStore;
  /** When it happens, as the database notes it. */
  readonly now: string;
  /** What has changed so far. */
  effect?: Effect;
}

export type Flags = Partial<Pick<Row, 'active' | 'deletedTime' | 'archivedTime' | 'archivedDataSetId'>>;
