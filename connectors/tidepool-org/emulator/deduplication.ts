import { hash } from 'node:crypto';
import type { DataSet, Row, Work } from './model.ts';
import { isContinuous } from './sets.ts';
import { rowByRow, type Task } from './task.ts';
import { type Datum, identityOf } from './validation.ts';
import { InternalFailure } from './work.ts';

/** Inserts data as rows of the set; they are visible immediately when the set is continuous. */
export function insertRows(
  work: Work,
  set: DataSet,
  data: readonly Datum[],
  hashes: readonly string[] = [],
): Task<void> {
  const active = isContinuous(set);
  return rowByRow('insert:rows', data, (datum, index) => {
    work.rows.add({ datum, set, active, hash: hashes[index] });
    work.effect = { what: 'stored', rows: index + 1 };
  });
}

/** Removes rows permanently. */
export function deleteHard({ rows }: Work, chosen: readonly Row[]): number {
  for (const row of chosen) rows.remove(row);
  return chosen.length;
}

/** Returns the hash that identifies an event. @throws InternalFailure when a part of the identity is missing. */
export function hashOf(datum: Datum, { userId }: DataSet, scope: 'deviceId' | 'uploadId'): string {
  let parts: readonly string[];
  try {
    parts = identityOf(datum, userId, scope);
  } catch (thrown) {
    // A datum without deviceId is valid, but has no identity on a device.
    throw new InternalFailure((thrown as Error).message);
  }
  return hash('sha256', parts.join('|'), 'base64');
}
