import type { FaultPlanInput } from '../../src/emulator/faults.ts';

/** Statuses of providers, gateways, proxies and firewalls. */
export const STATUSES: readonly number[] = [
  ...[300, 301, 302, 304, 307, 308],
  ...[400, 401, 402, 403, 404, 405, 406, 407, 408, 409, 410, 411, 413, 414, 415, 417, 418, 421, 422, 423],
  ...[424, 425, 426, 428, 429, 431, 444, 451, 460, 494, 499],
  ...[500, 501, 502, 503, 504, 505, 507, 511, 520, 521, 522, 523, 524, 525, 526, 527, 530, 598, 599],
];

type FaultBody = Extract<
  Extract<FaultPlanInput, readonly unknown[]>[number]['action'],
  { type: 'status' }
>['body'];

/** Bodies in a form that no provider uses. */
export const BODIES = {
  'a web page': { type: 'html' },
  'no body': { type: 'empty' },
  text: { type: 'text', text: 'Blocked' },
  'JSON of another form': { type: 'json', value: { fault: 'Blocked' } },
} as const satisfies Readonly<Record<string, FaultBody>>;

export type Body = keyof typeof BODIES;

/** Permanent redirects, which say that the address in the settings is wrong, as the first response of any client. */
const PERMANENT_REDIRECTS = new Set([301, 308]);
/** Statuses about the settings. As the first response they are believed at once, later only when they are repeated. */
const SETTINGS = new Set([401, 402, 403, 404, 405, 406, 410, 411, 415, 451, 501]);
/** Statuses about a record, for a request with one record. */
const RECORD = new Set([400, 409, 413, 414, 422, 431]);
/** Statuses about a record that a web page may have too: proxies limit the size of requests. */
const SIZE = new Set([413, 414]);

interface Meanings {
  /** Requests that are the first of their client. */
  readonly first: readonly number[];
  /** Statuses that this provider gives a meaning about the settings, by request. */
  readonly settings?: Readonly<Record<number, readonly number[]>>;
  /** Statuses that the connector repeats with new credentials, also as the first response. */
  readonly repeated?: readonly number[];
  /** Statuses of a request without which the sync continues. */
  readonly optional?: Readonly<Record<number, readonly number[]>>;
  /** Whether each request has one record. */
  readonly hasOneRecord?: boolean;
}

/** Watershed rejects a file because of its template, never because of its rows. */
const TEMPLATE = [400, 404, 409, 422];

const MEANINGS: Readonly<Record<string, Meanings>> = {
  // A token that may not list the documents of earlier syncs can still send some.
  'destination-mediarithmics': { first: [1], optional: { 1: [403] } },
  // The login rejects a wrong password with 400 or 401. Logins and data have a client each.
  'destination-tidepool-data': { first: [1, 2], settings: { 1: [400] }, repeated: [401] },
  'destination-tidepool-metrics': { first: [1], hasOneRecord: true, repeated: [401] },
  'destination-tidepool-so': { first: [1] },
  'destination-watershed': { first: [1], settings: { 1: TEMPLATE, 2: [400, 409, 422] } },
};

/**
 * Returns the end of a sync in which one response is replaced: all records stored, one rejected, or a mistake in the settings.
 */
export function expectedEnd(
  connector: string,
  { nth, status, body }: { readonly nth: number; readonly status: number; readonly body: Body },
): 'stored' | 'one rejected' | 'config_error' {
  const { first, settings, repeated, optional, hasOneRecord } = MEANINGS[connector]!;
  const isFirst = first.includes(nth) && !repeated?.includes(status) && !optional?.[nth]?.includes(status);
  if (nth === 1 && PERMANENT_REDIRECTS.has(status)) return 'config_error';
  if (body === 'a web page') {
    // Servers send pages with a 401 too.
    if (isFirst && status === 401) return 'config_error';
    return hasOneRecord && SIZE.has(status) ? 'one rejected' : 'stored';
  }
  if (hasOneRecord && RECORD.has(status)) return 'one rejected';
  if (settings?.[nth]?.includes(status)) return 'config_error';
  return isFirst && SETTINGS.has(status) ? 'config_error' : 'stored';
}
