import { type ConnectorError, transientError } from '#cdk';
import type { ListedDataSet } from './replies.ts';

/** A million data sets. No user has as many, so a list that is longer has no end. */
const MOST_PAGES = 1_000;

/**
 * The wanted data sets of a list that is read page by page, up to the first page that is not full. Throws where the list has
 * no end: a page that repeats the one before shows that page numbers have no effect, and what stands behind it can't be read.
 */
export async function allPages(
  read: (page: number) => Promise<readonly ListedDataSet[]>,
  size: number,
  isWanted: (set: ListedDataSet) => boolean,
): Promise<readonly ListedDataSet[]> {
  const wanted: ListedDataSet[] = [];
  let before = new Set<string>();
  for (let page = 0; page < MOST_PAGES; page++) {
    const found = await read(page);
    const ids = found.map(idOf);
    if (found.length >= size && ids.every((id) => before.has(id))) throw endless('repeats a page');
    wanted.push(...found.filter(isWanted));
    if (found.length < size) return wanted;
    before = new Set(ids);
  }
  throw endless(`goes on after ${MOST_PAGES} pages`);
}

const idOf = (set: ListedDataSet): string => set.uploadId ?? set.id ?? JSON.stringify(set);

function endless(how: string): ConnectorError {
  return transientError(
    `Tidepool's list of the data sets of a user has no end: it ${how}. Run the sync again; if this goes on, check Environment (environment) or Base URL (base_url), and what stands between the connector and Tidepool.`,
    { code: 'ERR_ENDLESS_LIST', exhausted: true },
  );
}
