import type { Effect } from '@airbyte-ts/cdk/emulator';
import type { Task } from './task.ts';
import type { Datum } from './validation.ts';

/** Treatment of existing data by a data set; named by the request that creates the set. */
export interface Deduplicator {
  /** The name after `org.tidepool.deduplicator.` */
  readonly name: string;
  readonly version: string;
  readonly legacyName?: string;
  insert(work: Work, set: DataSet, data: readonly Datum[]): Task<void>;
  /** Effect of closing the set on other sets, before its own rows become active. */
  archiveOthers?(work: Work, set: DataSet): void;
  /** Deletes selected rows of the set. @returns their number. */
  deleteRows(work: Work, rows: readonly Row[]): number;
  /** Effect of deleting the set on other sets, before its own rows are removed. */
  restoreOthers?(work: Work, set: DataSet): void;
}

/** A data set. `data` is its public part; the other fields are never shown. */
export interface DataSet {
  readonly userId: string;
  readonly uploadId: string;
  /** Position in the order of creation. */
  readonly sequence: number;
  readonly data: Datum;
  state: 'open' | 'closed';
  active: boolean;
  /** Missing when the request named none, or an unknown one: then the set can't be used. */
  deduplicator?: Deduplicator;
}

export interface SetStore {
  /** Returns false when the id is taken: ids are unique over all users. */
  add(set: Omit<DataSet, 'sequence'>): DataSet | undefined;
  byId(uploadId: string): DataSet | undefined;
  /** Data sets of a device, or of all devices, newest first. */
  ofUser(userId: string, deviceId?: string): readonly DataSet[];
  all(): readonly DataSet[];
}

/** A datum in the database, with the flags that determine whether it is visible. */
export interface Row {
  readonly datum: Datum;
  readonly set: DataSet;
  /** Hash of its identity; only some deduplicators compute it. */
  readonly hash?: string | undefined;
  readonly active: boolean;
  readonly deletedTime?: string | undefined;
  readonly archivedTime?: string | undefined;
  /** Data set whose closing hid this row. */
  readonly archivedDataSetId?: string | undefined;
}

/** All rows, indexed by data set, by hash, and by origin within a data set. */
export interface RowStore {
  /** Number of visible rows. */
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

/** State of one request of the data service. */
export interface Work {
  readonly rows: RowStore;
  readonly sets: SetStore;
  /** Time of the request in the database. */
  readonly now: string;
  /** Changes so far. */
  effect?: Effect;
}

type Flags = Partial<Pick<Row, 'active' | 'deletedTime' | 'archivedTime' | 'archivedDataSetId'>>;
