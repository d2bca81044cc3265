import { type EmulatedRequest, type EmulatedResponse, jsonResponse } from '@airbyte-ts/cdk/emulator';
import { z } from 'zod';
import type { Accounts } from './accounts.ts';
import type { DataSet, RowStore, SetStore } from './model.ts';
import { isVisible } from './rows.ts';
import { isDeleted } from './sets.ts';
import { TOKEN_HEADER } from './shoreline.ts';
import { goTime, newId, oneOf } from './text.ts';
import type { Tokens } from './tokens.ts';
import type { Datum } from './validation.ts';

export const readingOptions = {
  unknownReaderStatus: z
    .union([z.literal(401), z.literal(403)])
    .default(403)
    .describe('Response to reading without a valid token; without the permission it is 403.'),
  readsUploads: z
    .boolean()
    .default(true)
    .describe('Whether the record of an active data set, of type `upload`, is read with its data.'),
};

const options = z.object(readingOptions);

interface Parts {
  readonly accounts: Accounts;
  readonly tokens: Tokens;
  readonly rows: RowStore;
  readonly sets: SetStore;
}

/** GET of a user's data: the service "tide-whisperer". */
export function reading({ unknownReaderStatus, readsUploads }: z.output<typeof options>, parts: Parts) {
  const { accounts, tokens, rows, sets } = parts;
  /** Number of data after which the next response ends, as when the database fails in the middle; its status is 200. */
  let short: number | undefined;

  const respond = ({
    method,
    path,
    query,
    headers,
    wallAt,
  }: EmulatedRequest): EmulatedResponse | undefined => {
    const [, userId] = /^\/data\/([^/]+)$/.exec(path) ?? [];
    if (method !== 'GET' || userId === undefined) return undefined;
    const caller = tokens.caller(oneOf(headers[TOKEN_HEADER]), wallAt);
    if (!caller) return rejection(unknownReaderStatus, ...CANNOT_VIEW);
    if (!accounts.may(caller, userId, 'view')) return rejection(403, ...CANNOT_VIEW);
    const filter = filterOf(query);
    if (!filter) return rejection(400, 'data_invalid_params', 'one or more parameters are invalid');
    const found: Datum[] = [];
    for (const set of chosenSets(userId, query.get('uploadId'))) {
      if (readsUploads && set.active && !isDeleted(set) && filter(set.data)) found.push(set.data);
      for (const row of rows.ofSet(set)) if (isVisible(row) && filter(row.datum)) found.push(row.datum);
    }
    const shown = short === undefined ? found : found.slice(0, short);
    short = undefined;
    return jsonResponse(200, shown.map(asRead));
  };

  const chosenSets = (userId: string, uploadId: string | null): readonly DataSet[] => {
    if (uploadId === null) return sets.ofUser(userId);
    const set = sets.byId(uploadId);
    return set?.userId === userId ? [set] : [];
  };

  return {
    respond,
    cutNext(data: number) {
      short = data;
    },
  };
}

const CANNOT_VIEW = ['data_cant_view', 'user is not authorized to view data'] as const;

const rejection = (status: number, code: string, message: string): EmulatedResponse =>
  jsonResponse(status, { status, id: newId(), code, message });

/** The database keeps milliseconds, and no offset. */
const asRead = (datum: Datum): Datum => ({ ...datum, time: goTime(Date.parse(String(datum.time))) });

/** Parses the filters of the query; undefined when a date is invalid. */
function filterOf(query: URLSearchParams): ((datum: Datum) => boolean) | undefined {
  const list = (name: string) => query.get(name)?.split(',');
  const types = list('type');
  const subTypes = list('subType');
  const deviceId = query.get('deviceId');
  const readsCarelink = query.get('carelink') === 'true';
  const start = query.has('startDate') ? Date.parse(query.get('startDate') ?? '') : Number.NEGATIVE_INFINITY;
  const end = query.has('endDate') ? Date.parse(query.get('endDate') ?? '') : Number.POSITIVE_INFINITY;
  if (Number.isNaN(start) || Number.isNaN(end)) return undefined;
  return (datum) => {
    const time = Date.parse(String(datum.time));
    return (
      (types?.includes(String(datum.type)) ?? true) &&
      (subTypes?.includes(String(datum.subType)) ?? true) &&
      (deviceId === null || datum.deviceId === deviceId) &&
      (readsCarelink || datum.source !== 'carelink') &&
      time >= start &&
      time <= end
    );
  };
}
