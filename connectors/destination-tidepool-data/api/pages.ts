import { type ConnectorError, transientError } from '@airbyte-ts/cdk';
import type { ListedDataSet } from './responses.ts';

/** A million data sets. No user has as many, so a longer list counts as endless. */
const MAX_PAGES = 1_000;

/**
 * Reads a list page by page, up to the first page that is not full, and returns the wanted data sets.
 * @throws ConnectorError `ERR_ENDLESS_LIST` for an endless list: a page that repeats the one before shows that page numbers have
 * no effect.
 */
export async function allPages(
  read: (page: number) => Promise<readonly ListedDataSet[]>,
  size: number,
  isWanted: (set: ListedDataSet) => boolean,
): Promise<readonly ListedDataSet[]> {
  const wanted: ListedDataSet[] = [];
  let before = new Set<string>();
  for (let page = 0; page < MAX_PAGES; page++) {
    const found = await read(page);
    const ids = found.map(idOf);
    if (found.length >= size && ids.every((id) => before.has(id))) throw endless('repeats a page');
    wanted.push(...found.filter(isWanted));
    if (found.length < size) return wanted;
    before = new Set(ids);
  }
  throw endless(`continues after ${MAX_PAGES} pages`);
}

const idOf = (set: ListedDataSet): string => set.uploadId ?? set.id ?? JSON.stringify(set);

function endless(reason: string): ConnectorError {
  return transientError(
    `Tidepool's list of the data sets of a user has no end: it ${reason}. Run the sync again; if this happens again, check Environment (environment) or Base URL (base_url), and proxies between the connector and Tidepool.`,
    { code: 'ERR_ENDLESS_LIST', exhausted: true },
  );
}
