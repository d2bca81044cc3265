import { deleteHard, insertRows } from './deduplication.ts';
import { deactivateHash } from './deduplicator-deactivate-hash.ts';
import { deleteOrigin, deleteOriginOlder } from './deduplicator-delete-origin.ts';
import { dropHash } from './deduplicator-drop-hash.ts';
import { truncateDataSet } from './deduplicator-truncate.ts';
import type { Row } from './rows.ts';
import type { DataSet } from './sets.ts';
import type { Task } from './task.ts';
import type { Datum } from './validation.ts';
import type { Work } from './work.ts';

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

const none: Deduplicator = {
  name: 'none',
  version: '1.0.0',
  legacyName: 'org.tidepool.continuous',
  insert: insertRows,
  deleteRows: deleteHard,
};

const ALL = [deactivateHash, truncateDataSet, deleteOrigin, deleteOriginOlder, dropHash, none];

const fullName = ({ name }: Deduplicator): string => `org.tidepool.deduplicator.${name}`;

const BY_NAME = new Map(
  ALL.flatMap((one) =>
    [fullName(one), ...(one.legacyName ? [one.legacyName] : [])].map((name) => [name, one]),
  ),
);

/** Any name works with any kind of data set; nothing checks that they fit. */
export const deduplicatorNamed = (name: unknown): Deduplicator | undefined => BY_NAME.get(name as string);

/** How a data set shows its deduplicator, whatever name it was asked for with. */
export const descriptorOf = (one: Deduplicator) => ({ name: fullName(one), version: one.version });
