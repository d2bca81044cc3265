import { embeddedIn } from '../records/index.ts';

type Datum = Readonly<Record<string, unknown>>;

/** What is embedded in a row. */
export const embeddedOf = (row: Datum): readonly Datum[] => embeddedIn(row).map((path) => row[path] as Datum);

/**
 * What of a row is not there yet, as rows of their own: the service stores what is embedded in a row as a datum beside it, and may have
 * stopped between the two. Undefined when nothing of it is there, so that it goes as it is; empty when all is.
 */
export function hiddenParts(row: Datum, there: ReadonlySet<string>): readonly Datum[] | undefined {
  const isThere = ({ id }: Datum): boolean => there.has(String(id));
  const embedded = embeddedOf(row);
  if (isThere(row)) return embedded.filter((datum) => !isThere(datum));
  if (!embedded.some(isThere)) return undefined;
  const isKept = ([name, value]: readonly [string, unknown]): boolean =>
    !embeddedIn(row).includes(name) || !isThere(value as Datum);
  return [Object.fromEntries(Object.entries(row).filter(isKept))];
}
