import { embeddedIn } from '../records/index.ts';

type Datum = Readonly<Record<string, unknown>>;

/** The data embedded in a row. */
export const embeddedOf = (row: Datum): readonly Datum[] => embeddedIn(row).map((path) => row[path] as Datum);

/**
 * The missing parts of a row, as separate rows: the service stores embedded data as separate data, and may have
 * failed between the two. Undefined if no part is stored, so that the row is sent unchanged; empty if all parts are.
 */
export function missingParts(row: Datum, there: ReadonlySet<string>): readonly Datum[] | undefined {
  const isThere = ({ id }: Datum): boolean => there.has(String(id));
  const embedded = embeddedOf(row);
  if (isThere(row)) return embedded.filter((datum) => !isThere(datum));
  if (!embedded.some(isThere)) return undefined;
  const isKept = ([name, value]: readonly [string, unknown]): boolean =>
    !embeddedIn(row).includes(name) || !isThere(value as Datum);
  return [Object.fromEntries(Object.entries(row).filter(isKept))];
}
