import { ConnectorError, transientError } from '@airbyte-ts/cdk';
import { describe, expect, it } from 'vitest';
import type { ListQuery, WatershedApi } from '../api/api.ts';
import { Listing } from './listing.ts';

interface ListBehaviour {
  readonly pages?: boolean;
  readonly total?: boolean;
  /** The maximum number of imports in a readable response. */
  readonly maxReadable?: number;
  /** The maximum number of imports on a page. */
  readonly cap?: number;
  /** The maximum number of bytes of ids in a readable response. */
  readonly maxBytes?: number;
  /** The number of rows of the import at an index; none by default. */
  readonly rowsOf?: (index: number) => number;
}

/** A list of imports with these names, and the requests that it gets. */
function aList(
  names: string[],
  {
    pages = true,
    total = true,
    maxReadable = 1_000,
    cap = 1_000,
    maxBytes = 1e9,
    rowsOf = () => 0,
  }: ListBehaviour = {},
) {
  const requests: Pick<ListQuery, 'limit' | 'offset'>[] = [];
  const gates: (() => Promise<void>)[] = [];
  const readPages: number[][] = [];
  const api = {
    async list({ limit, offset }: ListQuery) {
      requests.push({ limit, offset });
      const count = names.length;
      const start = pages ? offset : 0;
      const found = (pages ? names.slice(offset, offset + Math.min(limit, cap)) : names).map((name, at) => {
        const alllStatementIds = Array.from({ length: rowsOf(start + at) }, () => 'id');
        const statemenIds = 'x'.repeat(39 * alllStatementIds.length);
        return { id: name, originalFilename: name, alllStatementIds, statemenIds };
      });
      readPages.push(found.map((_, at) => start + at));
      await gates.shift()?.();
      const bytes = found.reduce((sum, { statemenIds }) => sum + 2 * statemenIds.length, 0);
      if (found.length > maxReadable || bytes > maxBytes)
        throw transientError('too large', { code: 'ERR_UNREADABLE_RESPONSE' });
      return { count: total ? count : found.length, results: found };
    },
  } as unknown as WatershedApi;
  return { listing: new Listing(api, 10_000), requests, gates, names, pages: readPages };
}

const named = (count: number) => Array.from({ length: count }, (_, i) => `f${i}`);

describe('find()', () => {
  it.each([
    ['at the beginning', 'f0', 1],
    ['at the end', 'f4999', 12],
    ['that is not listed', 'x', 12],
  ])('finds an import %s of a list of 5,000 small ones in a few pages', async (_, name, maxRequests) => {
    const { listing, requests } = aList(named(5_000));
    expect((await listing.find('t', name))?.originalFilename).toBe(name === 'x' ? undefined : name);
    expect(requests.length).toBeLessThanOrEqual(maxRequests);
    expect(requests[0]?.limit).toBe(5);
    for (const { limit } of requests) expect(limit).toBeLessThanOrEqual(1_000);
  });

  it('reads small pages again at each lookup, so that a poll costs little', async () => {
    const { listing, requests } = aList(named(5_000));
    await listing.find('t', 'x');
    const before = requests.length;
    await listing.find('t', 'f1');
    expect(requests.slice(before).map(({ limit }) => limit)).toEqual([5]);
  });

  it('reads pages of about 4 MB, also if large imports follow small ones', async () => {
    const rowsOf = (index: number) => (index < 2_000 ? 10 : index < 2_200 ? 10_000 : 100);
    const { listing, pages } = aList(named(4_000), { rowsOf, maxBytes: 16_000_000 });
    expect(await listing.all('t')).toHaveLength(4_000);
    const bytes = pages.map((indexes) => indexes.reduce((sum, index) => sum + 78 * rowsOf(index), 0));
    // One for each halving down to the size of the larger imports.
    expect(bytes.filter((each) => each > 5_000_000).length).toBeLessThan(8);
    expect(pages.length).toBeLessThan(150);
  });

  it('finds an import that was added at the end without reading the whole list again', async () => {
    const { listing, requests, names } = aList(named(200), { total: false });
    expect(await listing.find('t', 'new')).toBeUndefined();
    const before = requests.length;
    names.push('new');
    expect(await listing.find('t', 'new')).toBeDefined();
    expect(requests.length - before).toBeLessThan(8);
  });

  it('finds an import in the middle of an unordered list after a few lookups', async () => {
    const { listing, names } = aList(named(200));
    for (let lookup = 0; lookup < 4; lookup++) expect(await listing.find('t', 'new')).toBeUndefined();
    names.splice(100, 0, 'new');
    expect(await listing.find('t', 'new')).toBeDefined();
  });

  it('finds an import in a list without paging, and ends the search for one that is not listed', async () => {
    const { listing, requests } = aList(named(100), { pages: false, total: false });
    expect(await listing.find('t', 'f70')).toBeDefined();
    expect(await listing.find('t', 'nothing')).toBeUndefined();
    expect(requests.length).toBeLessThan(5);
  });
});

it('all() halves the page size while a page is too large to read', async () => {
  const { listing, requests } = aList(named(20), { maxReadable: 1 });
  expect(await listing.all('t')).toHaveLength(20);
  expect(requests.slice(0, 3).map(({ limit }) => limit)).toEqual([5, 2, 1]);
});

it('all() reads a list to its end if the pages are shorter than requested', async () => {
  const { listing } = aList(named(10), { cap: 3 });
  expect(await listing.all('t')).toHaveLength(10);
});

it('all() reads a list to its end if pages have 100 imports at most and the count is that of the page', async () => {
  const { listing } = aList(named(450), { cap: 100, total: false });
  expect(await listing.all('t')).toHaveLength(450);
});

it('all() misses no import if others are added while it reads', async () => {
  const { listing, gates, names } = aList(named(12));
  const add = (count: number) => async () => void names.unshift(...named(count).map((name) => `new ${name}`));
  gates.push(add(5), add(2));
  const all = (await listing.all('t')).map(({ id }) => String(id)).filter((id) => !id.startsWith('new'));
  expect(new Set(all)).toEqual(new Set(named(12)));
});

it('all() reads a list without paging at most twice', async () => {
  const { listing, requests } = aList(named(40), { pages: false });
  expect(await listing.all('t')).toHaveLength(40);
  expect(requests).toHaveLength(1);
  const short = aList(named(4), { pages: false });
  expect(await short.listing.all('t')).toHaveLength(4);
});

it.each([400, 404, 410])(
  'byId() returns undefined after status %i if the list without an id succeeds, and fails if that fails too',
  async (status) => {
    const rejected = new ConnectorError('config', 'unknown', { status });
    const { listing, gates } = aList(named(3));
    gates.push(() => Promise.reject(rejected));
    expect(await listing.byId('t', 'f9', 'f9')).toBeUndefined();
    gates.push(
      () => Promise.reject(rejected),
      () => Promise.reject(rejected),
    );
    await expect(listing.byId('t', 'f9', 'f9')).rejects.toThrow('unknown');
  },
);

it('concurrent find() calls share a lookup that begins after them', async () => {
  const { listing, requests, gates, names } = aList(named(3));
  let open = (): void => undefined;
  gates.push(() => new Promise((resolve) => (open = resolve)));
  const first = listing.find('t', 'new');
  await new Promise((resolve) => setImmediate(resolve));
  names.push('new');
  const later = [listing.find('t', 'new'), listing.find('t', 'f1')];
  open();
  expect(await first).toBeUndefined();
  expect((await Promise.all(later)).map((each) => each?.id)).toEqual(['new', 'f1']);
  expect(requests).toHaveLength(2);
});

it('find() works after a failed lookup', async () => {
  const { listing, gates } = aList(named(3));
  gates.push(() => Promise.reject(new ConnectorError('config', 'gone')));
  await expect(listing.find('t', 'f1')).rejects.toThrow('gone');
  expect(await listing.find('t', 'f1')).toBeDefined();
});

describe('all() for a list that repeats pages or does not end', () => {
  const api = (list: (query: ListQuery) => { count: number; results: { id: number }[] }) => {
    let requests = 0;
    const counting = {
      list: (query: ListQuery) => {
        requests++;
        return Promise.resolve(list(query));
      },
    };
    const listing = new Listing(counting as unknown as WatershedApi, 10_000);
    return { listing, requests: () => requests };
  };
  const from = (first: number, length: number) => Array.from({ length }, (_, i) => ({ id: first + i }));

  it.each([
    ['of the list', 100_000],
    ['of the page', 0],
  ])('fails if offsets have no effect and the count is that %s', async (_, total) => {
    const { listing, requests } = api(({ limit }) => ({ count: total || limit, results: from(0, limit) }));
    await expect(listing.all('t')).rejects.toMatchObject({ code: 'ERR_ENDLESS_LIST', exhausted: true });
    expect(requests()).toBeLessThan(12);
  });

  it('does not count pages of imports without ids and names as repeated', async () => {
    const list = [...Array.from({ length: 60 }, () => ({})), { id: 7, originalFilename: 'ours' }];
    const { listing } = api(({ limit, offset }) => ({
      count: list.length,
      results: list.slice(offset, offset + Math.min(limit, 5)) as { id: number }[],
    }));
    expect((await listing.find('t', 'ours'))?.id).toBe(7);
    expect((await listing.all('t')).map(({ id }) => id)).toEqual([7]);
  });

  it('ends a list whose offsets have no effect also if an entry has neither id nor name', async () => {
    const list = [{} as { id: number }, ...from(1, 5_000)];
    const { listing, requests } = api(({ limit }) => ({ count: list.length, results: list.slice(0, limit) }));
    await expect(listing.all('t')).rejects.toMatchObject({ code: 'ERR_ENDLESS_LIST' });
    expect(requests()).toBeLessThan(12);
  });

  it('returns a list without paging that has exactly as many imports as a page', async () => {
    const { listing } = api(() => ({ count: 5, results: from(0, 5) }));
    expect(await listing.all('t')).toHaveLength(5);
  });

  it.each([
    [1_000, 1_005],
    [1, 20_000],
  ])(
    'fails after a million imports or 20,000 pages, with at most %i imports on a page',
    async (cap, pages) => {
      const { listing, requests } = api(({ limit, offset }) => ({
        count: 1e9,
        results: from(offset, Math.min(limit, cap)),
      }));
      await expect(listing.all('t')).rejects.toMatchObject({ code: 'ERR_ENDLESS_LIST' });
      expect(requests()).toBeLessThanOrEqual(pages + 1);
    },
  );
});
