import type { DataSet, Row, RowStore, SetStore } from './model.ts';
import { isVisible, originIdOf } from './rows.ts';
import { type Datum, identityOf } from './validation.ts';

/** Criterion by which two rows are equal: the event on the device, the source's id, or the id of the datum. */
type Sameness = 'identity' | 'origin' | 'id';

/** Actual contents, with which a test compares a connector's output. */
export interface GroundTruth {
  /** Data that users see now, normalised as stored, in order of arrival within a set. */
  visible(userId?: string): readonly Datum[];
  /** All rows, with flags that users do not see. */
  rows(): readonly Row[];
  sets(): readonly DataSet[];
  /** Counts each visible event, origin or id; rows without one are not counted. */
  counts(by: Sameness, userId?: string): ReadonlyMap<string, number>;
  /** Number of visible rows that repeat another one. */
  duplicates(by: Sameness, userId?: string): number;
}

export function groundTruth(rows: RowStore, sets: SetStore): GroundTruth {
  const seen = function* (userId: string | undefined): Iterable<Row> {
    for (const row of rows.all())
      if (isVisible(row) && (userId === undefined || row.set.userId === userId)) yield row;
  };
  const counts = (by: Sameness, userId?: string): ReadonlyMap<string, number> => {
    const found = new Map<string, number>();
    for (const row of seen(userId)) {
      const key = KEYS[by](row);
      if (key !== undefined) found.set(key, (found.get(key) ?? 0) + 1);
    }
    return found;
  };
  return {
    visible: (userId) => Array.from(seen(userId), (row) => row.datum),
    rows: () => [...rows.all()],
    sets: () => sets.all(),
    counts,
    duplicates: (by, userId) => [...counts(by, userId).values()].reduce((sum, count) => sum + count - 1, 0),
  };
}

const KEYS: { readonly [By in Sameness]: (row: Row) => string | undefined } = {
  identity: ({ datum, set }) =>
    datum.deviceId === undefined ? undefined : identityOf(datum, set.userId, 'deviceId').join('|'),
  origin: ({ datum }) => originIdOf(datum),
  id: ({ datum }) => datum.id as string,
};
