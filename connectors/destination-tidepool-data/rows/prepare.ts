import { type RecordContext, stableId, stringifyByValue } from '@airbyte-ts/cdk';
import { embeddedIn, identityParts } from '../records/index.ts';
import { pruned } from './prune.ts';
import { toUtc, withFraction } from './utc.ts';

export type Datum = Readonly<Record<string, unknown>>;

/** How the service identifies a datum: by an origin in a continuous session, by an id if rows may have to be deleted again. */
export type Identification = { readonly origin: string } | 'id' | undefined;

/** Default type of embedded objects, by their field. */
const EMBEDDED: Readonly<Record<string, Datum>> = {
  bolus: { type: 'bolus' },
  status: { type: 'deviceEvent', subType: 'status' },
};

/**
 * Returns a function that converts a record to a valid, identifiable datum: without empty values, with times in UTC (the service
 * compares them with their offset), and with device and time also on embedded objects, which the service stores as separate data.
 */
export function datumPreparer(identification: Identification): (row: Datum, context: RecordContext) => Datum {
  const known = (datum: Datum, id: string, part?: string): Datum => {
    if (identification === undefined) return datum;
    if (identification === 'id') return datum.id === undefined ? { ...datum, id: datumId(id, datum) } : datum;
    const origin = {
      ...(datum.origin as object | undefined),
      id: originId(id, part),
      name: identification.origin,
    };
    return { ...datum, origin };
  };
  return (row, context) => {
    let datum = withTime(pruned(row));
    if (identification !== undefined) datum = known(datum, context.id());
    for (const path of embeddedIn(datum)) {
      const inner = {
        ...EMBEDDED[path],
        time: datum.time,
        ...(datum[path] as Datum),
        deviceId: datum.deviceId,
      };
      datum = {
        ...datum,
        [path]: known(withTime(inner), identification === undefined ? '' : context.id(), path),
      };
    }
    return datum;
  };
}

/** An id of 32 hexadecimal digits, as required. Also derived from the content, because several records may have the same key. */
const datumId = (id: string, datum: Datum): string =>
  stableId(id, stringifyByValue(datum)).replaceAll('-', '');

/** The fields that may contain embedded objects, for which the service may store data with separate origins. */
export const EMBEDDED_PATHS: readonly string[] = Object.keys(EMBEDDED);

/** The origin id of a record, or of the datum embedded at `path`. */
export const originId = (id: string, path?: string): string => (path === undefined ? id : `${id}:${path}`);

/** The ids of a row and of the data embedded in it. */
export function idsIn(text: string): readonly string[] {
  const datum = JSON.parse(text) as Datum;
  return [datum, ...embeddedIn(datum).map((path) => datum[path] as Datum)].map(({ id }) => String(id));
}

/** Number of separate data that the service creates for embedded objects of a row. */
export function embeddedRows(text: string): number {
  if (!EMBEDDED_PATHS.some((path) => text.includes(`"${path}"`))) return 0;
  const datum = JSON.parse(text) as Datum;
  return embeddedIn(datum).reduce((sum, path) => sum + 1 + embeddedRows(JSON.stringify(datum[path])), 0);
}

/** The values by which the service recognises the same event on a device: type, time, and for some types more. */
export function identityOf(row: Datum): string {
  // Joined, because V8 keeps a concatenated string as a tree of its parts until it is read, which is after the row has waited.
  return [row.type, withFraction(String(row.time)), ...identityParts(row)].join(' ');
}

function withTime(datum: Datum): Datum {
  const time = typeof datum.time === 'string' ? toUtc(datum.time) : datum.time;
  return time === datum.time ? datum : { ...datum, time };
}
