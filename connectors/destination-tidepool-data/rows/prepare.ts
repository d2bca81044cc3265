import { type RecordContext, stableId, stringifyByValue } from '#cdk';
import { embeddedIn, identityParts } from '../records/index.ts';
import { pruned } from './prune.ts';
import { inUtc } from './utc.ts';

export type Datum = Readonly<Record<string, unknown>>;

/** By what the service is to know a datum again: an origin in a continuous session, an id where rows may have to be taken back. */
export type KnownBy = { readonly origin: string } | 'id' | undefined;

/** What an embedded object is, where it does not say so itself. */
const EMBEDDED: Readonly<Record<string, Datum>> = {
  bolus: { type: 'bolus' },
  status: { type: 'deviceEvent', subType: 'status' },
};

/**
 * Makes a record into what the service takes without a word and keeps apart from others: nothing empty, times in UTC (the service
 * compares them as they are written), device and time on embedded objects too, which it stores as data of their own.
 */
export function preparing(knownBy: KnownBy): (row: Datum, context: RecordContext) => Datum {
  const known = (datum: Datum, id: string, part?: string): Datum => {
    if (knownBy === undefined) return datum;
    if (knownBy === 'id') return datum.id === undefined ? { ...datum, id: datumId(id, datum) } : datum;
    const origin = { ...(datum.origin as object | undefined), id: originId(id, part), name: knownBy.origin };
    return { ...datum, origin };
  };
  return (row, context) => {
    let datum = withTime(pruned(row));
    if (knownBy !== undefined) datum = known(datum, context.id());
    for (const path of embeddedIn(datum)) {
      const inner = {
        ...EMBEDDED[path],
        time: datum.time,
        ...(datum[path] as Datum),
        deviceId: datum.deviceId,
      };
      datum = { ...datum, [path]: known(withTime(inner), knownBy === undefined ? '' : context.id(), path) };
    }
    return datum;
  };
}

/** 32 characters of hexadecimal digits, which is what an id has to be. Made of the content too: a key may come twice. */
const datumId = (id: string, datum: Datum): string =>
  stableId(id, stringifyByValue(datum)).replaceAll('-', '');

/** The paths at which objects may be embedded, and so the origins that a record may leave behind. */
export const EMBEDDED_PATHS: readonly string[] = Object.keys(EMBEDDED);

/** The origin of a record, or of what is embedded in it. */
export const originId = (id: string, path?: string): string => (path === undefined ? id : `${id}:${path}`);

/** The ids of a row and of what is embedded in it. */
export function idsIn(text: string): readonly string[] {
  const datum = JSON.parse(text) as Datum;
  return [datum, ...embeddedIn(datum).map((path) => datum[path] as Datum)].map(({ id }) => String(id));
}

/** How many data of their own the service makes of a row beside the row itself. */
export function embeddedRows(text: string): number {
  if (!EMBEDDED_PATHS.some((path) => text.includes(`"${path}"`))) return 0;
  const datum = JSON.parse(text) as Datum;
  return embeddedIn(datum).reduce((sum, path) => sum + 1 + embeddedRows(JSON.stringify(datum[path])), 0);
}

/** What the service takes for the same event on one device: its type, its time, and for some types more. */
export function identityOf(row: Datum): string {
  return [row.type, withoutZeros(String(row.time)), ...identityParts(row)].join(' ');
}

/** A time in UTC without the zeros at the end of its fraction. */
function withoutZeros(time: string): string {
  if (!time.includes('.') || !time.endsWith('Z')) return time;
  let end = time.length - 1;
  while (time[end - 1] === '0') end--;
  if (time[end - 1] === '.') end--;
  return `${time.slice(0, end)}Z`;
}

function withTime(datum: Datum): Datum {
  const time = typeof datum.time === 'string' ? inUtc(datum.time) : datum.time;
  return time === datum.time ? datum : { ...datum, time };
}
