import { insertRows } from './deduplication.ts';
import type { DataSet, Deduplicator, Row, Work } from './model.ts';
import { originIdOf, originOf } from './rows.ts';
import type { Task } from './task.ts';
import type { Datum } from './validation.ts';

/**
 * Replaces rows of the same set that have the same `origin.id`: first they are marked, then the new ones are inserted,
 * then the marked ones destroyed. Data without an origin are simply inserted, and a chunk is not compared with itself.
 */
function* replaceByOrigin(work: Work, set: DataSet, data: readonly Datum[]): Task<void> {
  const origins = new Set(data.map(originIdOf).filter((id) => id !== undefined));
  const stored = function* (): Iterable<Row> {
    for (const origin of origins) yield* work.rows.byOrigin(set, origin);
  };
  for (const row of stored())
    work.rows.change(row, { active: false, deletedTime: row.deletedTime ?? work.now });
  yield { step: 'insert:mark' };
  yield* insertRows(work, set, data);
  for (const row of stored()) if (row.deletedTime !== undefined) work.rows.remove(row);
}

function deleteSoftly({ rows, now }: Work, chosen: readonly Row[]): number {
  const active = chosen.filter((row) => row.active);
  for (const row of active) rows.change(row, { active: false, archivedTime: now });
  return active.length;
}

export const deleteOrigin: Deduplicator = {
  name: 'dataset.delete.origin',
  version: '1.0.0',
  legacyName: 'org.tidepool.continuous.origin',
  insert: replaceByOrigin,
  deleteRows: deleteSoftly,
};

/** As above, but a bolus or food is dropped unless its `origin.time` is newer than that of the row it would replace. */
export const deleteOriginOlder: Deduplicator = {
  name: 'dataset.delete.origin.older',
  version: '1.0.0',
  insert: (work, set, data) =>
    replaceByOrigin(
      work,
      set,
      data.filter((datum) => isNewer(work, set, datum)),
    ),
  deleteRows: deleteSoftly,
};

function isNewer({ rows }: Work, set: DataSet, datum: Datum): boolean {
  const id = originIdOf(datum);
  if ((datum.type !== 'bolus' && datum.type !== 'food') || id === undefined) return true;
  const stored = rows.byOrigin(set, id).filter((row) => row.active);
  // A missing time counts as not newer.
  return stored.every((row) => originTime(datum) > originTime(row.datum));
}

const originTime = (datum: Datum): number => Date.parse(String(originOf(datum)?.time));
