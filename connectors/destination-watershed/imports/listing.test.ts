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
}

/** A list of imports with these names, and the requests that it gets. */
function aList(
  names: string[],
  { pages = true, total = true, maxReadable = 1_000, cap = 1_000 }: ListBehaviour = {},
) {
  const requests: Pick<ListQuery, 'limit' | 'offset'>[] = [];
  const gates: (() => Promise<void>)[] = [];
  const api = {
    async list({ limit, offset }: ListQuery) {
      requests.push({ limit, offset });
      const count = names.length;
      const found = (pages ? names.slice(offset, offset + Math.min(limit, cap)) : names).map((name) => ({
        id: name,
        originalFilename: name,
      }));
      await gates.shift()?.();
      if (found.length > maxReadable) throw transientError('too large', { code: 'ERR_UNREADABLE_RESPONSE' });
      return { count: total ? count : found.length, results: found };
    },
  } as unknown as WatershedApi;
  return { listing: new Listing(api, 10_000), requests, gates, names };
}

const named = (count: number) => Array.from({ length: count }, (_, i) => `f${i}`);

describe('find()', () => {
  it.each([
    ['at the beginning', 'f0', 1],
    ['at the end', 'f4999', 5],
  ])('finds an import %s of a long list in a few small pages', async (_, name, maxRequests) => {
    const { listing, requests } = aList(named(5_000));
    expect(await listing.find('t', name)).toMatchObject({ originalFilename: name });
    expect(requests.length).toBeLessThanOrEqual(maxRequests);
    for (const { limit } of requests) expect(limit).toBeLessThanOrEqual(5);
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
    expect(await listing.byId('t', 'f9')).toBeUndefined();
    gates.push(
      () => Promise.reject(rejected),
      () => Promise.reject(rejected),
    );
    await expect(listing.byId('t', 'f9')).rejects.toThrow('unknown');
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
    ['of the list', 1_000],
    ['of the page', 0],
  ])('fails if offsets have no effect and the count is that %s', async (_, total) => {
    const { listing, requests } = api(({ limit }) => ({ count: total || limit, results: from(0, limit) }));
    await expect(listing.all('t')).rejects.toMatchObject({ code: 'ERR_ENDLESS_LIST', exhausted: true });
    expect(requests()).toBeLessThan(6);
  });

  it('returns a list without paging that has exactly as many imports as a page', async () => {
    const { listing } = api(() => ({ count: 5, results: from(0, 5) }));
    expect(await listing.all('t')).toHaveLength(5);
  });

  it('fails after 20,000 pages that each have new imports', async () => {
    const { listing, requests } = api(({ limit, offset }) => ({ count: 0, results: from(offset, limit) }));
    await expect(listing.all('t')).rejects.toMatchObject({ code: 'ERR_ENDLESS_LIST' });
    expect(requests()).toBe(20_000);
  });
});
