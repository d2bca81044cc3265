import { configError } from '@airbyte-ts/cdk';
import type { DataApi } from '../api/api.ts';
import type { Target } from '../rows/target.ts';

const HOUR_MS = 3_600_000;
/** Maximum time span of one request: a day has several hundred readings of a sensor. */
const MAX_WINDOW_MS = 24 * HOUR_MS;
/** A longer pause between rows also begins a new request. */
const PAUSE_MS = 2 * HOUR_MS;
/** Maximum number of reads per time span. The service may return an incomplete list while a part of it fails. */
const MAX_READS = 5;

type Reader = Pick<DataApi, 'visible' | 'probe'>;

/** The id and time of a row to look up. */
export interface WantedRow {
  readonly id: string;
  /** Milliseconds since 1970. */
  readonly at: number;
}

/** Returns the ids of those rows that are visible in the device's data. */
export async function visibleRowIds(
  api: Reader,
  target: Target,
  rows: readonly WantedRow[],
): Promise<ReadonlySet<string>> {
  const found = new Set<string>();
  for (const window of windowsOf(rows)) await readWindow(api, target, window, found);
  return found;
}

/** Groups rows into time spans that are short enough for one request. */
export function windowsOf(rows: readonly WantedRow[]): readonly (readonly WantedRow[])[] {
  const windows: WantedRow[][] = [];
  for (const one of rows.toSorted((a, b) => a.at - b.at)) {
    const last = windows.at(-1);
    const isNear = last && one.at - last.at(-1)!.at <= PAUSE_MS && one.at - last[0]!.at <= MAX_WINDOW_MS;
    if (isNear) last.push(one);
    else windows.push([one]);
  }
  return windows;
}

/** Reads a time span until all rows are found, or until two reads return the same number of rows. */
async function readWindow(
  api: Reader,
  { user, device }: Target,
  window: readonly WantedRow[],
  found: Set<string>,
): Promise<void> {
  const wanted = new Set(window.map(({ id }) => id));
  // The service stores times with milliseconds.
  const from = new Date(Math.floor(window[0]!.at)).toISOString();
  const to = new Date(Math.ceil(window.at(-1)!.at) + 1).toISOString();
  for (let reads = 1, before: number | undefined; reads <= MAX_READS; reads++) {
    const data = await read(
      () => api.visible(user, device, [from, to]),
      () => api.probe(user),
    );
    if (data === undefined) throw noViewRight(user);
    for (const { id } of data) if (typeof id === 'string' && wanted.delete(id)) found.add(id);
    if (wanted.size === 0 || data.length === before) return;
    before = data.length;
  }
}

/**
 * Reads, and reads again after another request has renewed the token: the service returns the same error for an expired token
 * as for a missing right.
 */
async function read<T>(
  once: () => Promise<T | undefined>,
  renew: () => Promise<void>,
): Promise<T | undefined> {
  const data = await once();
  if (data !== undefined) return data;
  await renew();
  return once();
}

/**
 * The error for a missing right to view. Adding rows without reading could duplicate them, and replacing again would erase rows
 * that the source does not send again.
 */
function noViewRight(user: string) {
  return configError(
    `An attempt of this sync has already replaced the data of a device of the user ${user}. To add the missing records, the account needs the right to view the data. Nothing was changed. Let the user (or their clinic) share the right to view, or start a new sync of all records.`,
    { code: 'ERR_NO_VIEW_RIGHT' },
  );
}
