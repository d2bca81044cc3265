import { deleteHard, insertRows } from './deduplication.ts';
import { deactivateHash } from './deduplicator-deactivate-hash.ts';
import { deleteOrigin, deleteOriginOlder } from './deduplicator-delete-origin.ts';
import { dropHash } from './deduplicator-drop-hash.ts';
import { truncateDataSet } from './deduplicator-truncate.ts';
import type { Deduplicator } from './model.ts';

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

/** Any name is accepted with any type of data set; the service does not check whether they fit. */
export const deduplicatorNamed = (name: unknown): Deduplicator | undefined => BY_NAME.get(name as string);

/** Name under which a data set shows its deduplicator; older names are replaced. */
export const descriptorOf = (one: Deduplicator) => ({ name: fullName(one), version: one.version });
