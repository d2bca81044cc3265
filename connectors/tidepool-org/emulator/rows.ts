import type { DataSet, Row, RowStore } from './model.ts';
import { RowIndex } from './row-index.ts';
import type { Datum } from './validation.ts';

export const isVisible = (row: Row): boolean =>
  row.active && row.deletedTime === undefined && row.archivedTime === undefined;

export function originOf({ origin }: Datum): { readonly id?: unknown; readonly time?: unknown } | undefined {
  return origin as { id?: unknown; time?: unknown } | undefined;
}

export const originIdOf = (datum: Datum): string | undefined => {
  const id = originOf(datum)?.id;
  return typeof id === 'string' ? id : undefined;
};

/** @param keep `keys` drops everything but identities and filtered members, for runs of millions of rows. */
export function rowStore(keep: 'data' | 'keys'): RowStore {
  const bySet = new Map<DataSet, { readonly rows: Set<Row>; readonly origins: RowIndex<Row> }>();
  const hashes = new RowIndex<Row>();
  let visible = 0;

  return {
    get visible() {
      return visible;
    },
    add({ datum, set, hash, active }) {
      const kept = keep === 'data' ? datum : keysOf(datum);
      const row: Row = { datum: kept, set, hash, active };
      const group = bySet.get(row.set) ?? { rows: new Set(), origins: new RowIndex() };
      bySet.set(row.set, group);
      group.rows.add(row);
      const origin = originIdOf(row.datum);
      if (origin !== undefined) group.origins.add(origin, row);
      if (row.hash !== undefined) hashes.add(row.hash, row);
      if (isVisible(row)) visible++;
    },
    change(row, flags) {
      const before = isVisible(row);
      Object.assign(row, flags);
      visible += Number(isVisible(row)) - Number(before);
    },
    remove(row) {
      const group = bySet.get(row.set);
      if (!group?.rows.delete(row)) return;
      const origin = originIdOf(row.datum);
      if (origin !== undefined) group.origins.remove(origin, row);
      if (row.hash !== undefined) hashes.remove(row.hash, row);
      if (isVisible(row)) visible--;
    },
    ofSet: (set) => [...(bySet.get(set)?.rows ?? [])],
    byHash: (hash) => hashes.get(hash),
    byOrigin: (set, originId) => bySet.get(set)?.origins.get(originId) ?? [],
    *all() {
      for (const { rows } of bySet.values()) yield* rows;
    },
  };
}

/** Members that identify a datum or that filters read. */
function keysOf({
  id,
  uploadId,
  type,
  time,
  deviceId,
  subType,
  deliveryType,
  units,
  value,
  origin,
}: Datum): Datum {
  return { id, uploadId, type, time, deviceId, subType, deliveryType, units, value, origin };
}
