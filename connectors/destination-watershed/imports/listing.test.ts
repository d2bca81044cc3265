import { describe, expect, it } from 'vitest';
import { ConnectorError, transientError } from '#cdk';
import type { ListQuery, WatershedApi } from '../api/api.ts';
import { Listing } from './listing.ts';

interface Reading {
  readonly pages?: boolean;
  readonly total?: boolean;
  /** The most imports that can be read at once. */
  readonly most?: number;
  /** The most imports on a page, however many are asked for. */
  readonly cap?: number;
}

/** A list of imports with these names, and what is asked of it. */
function aList(names: string[], { pages = true, total = true, most = 1_000, cap = 1_000 }: Reading = {}) {
  const asked: Pick<ListQuery, 'limit' | 'offset'>[] = [];
  const gates: (() => Promise<void>)[] = [];
  const api = {
    async list({ limit, offset }: ListQuery) {
      asked.push({ limit, offset });
      const count = names.length;
      const found = (pages ? names.slice(offset, offset + Math.min(limit, cap)) : names).map((name) => ({
        id: name,
        originalFilename: name,
      }));
      await gates.shift()?.();
      if (found.length > most) throw transientError('too large', { code: 'ERR_UNREADABLE_REPLY' });
      return { count: total ? count : found.length, results: found };
    },
  } as unknown as WatershedApi;
  return { listing: new Listing(api, 10_000), asked, gates, names };
}

const named = (count: number) => Array.from({ length: count }, (_, i) => `f${i}`);

describe('an import', () => {
  it.each([
    ['at the beginning', 'f0', 1],
    ['at the end', 'f4999', 5],
  ])('%s of a long list is found in a few small pages', async (_, name, requests) => {
    const { listing, asked } = aList(named(5_000));
    expect(await listing.find('t', name)).toMatchObject({ originalFilename: name });
    expect(asked.length).toBeLessThanOrEqual(requests);
    for (const { limit } of asked) expect(limit).toBeLessThanOrEqual(5);
  });

  it('that was added at the end is found there, without reading everything again', async () => {
    const { listing, asked, names } = aList(named(200), { total: false });
    expect(await listing.find('t', 'new')).toBeUndefined();
    const before = asked.length;
    names.push('new');
    expect(await listing.find('t', 'new')).toBeDefined();
    expect(asked.length - before).toBeLessThan(8);
  });

  it('in the middle of a list without an order is found after a few looks', async () => {
    const { listing, names } = aList(named(200));
    for (let look = 0; look < 4; look++) expect(await listing.find('t', 'new')).toBeUndefined();
    names.splice(100, 0, 'new');
    expect(await listing.find('t', 'new')).toBeDefined();
  });

  it('in a list without pages is found, and one that is not there ends the search', async () => {
    const { listing, asked } = aList(named(100), { pages: false, total: false });
    expect(await listing.find('t', 'f70')).toBeDefined();
    expect(await listing.find('t', 'nothing')).toBeUndefined();
    expect(asked.length).toBeLessThan(5);
  });
});

it('a page that is too large to be read is asked for in smaller ones', async () => {
  const { listing, asked } = aList(named(20), { most: 1 });
  expect(await listing.all('t')).toHaveLength(20);
  expect(asked.slice(0, 3).map(({ limit }) => limit)).toEqual([5, 2, 1]);
});

it('a list whose pages are shorter than asked for is read to its end', async () => {
  const { listing } = aList(named(10), { cap: 3 });
  expect(await listing.all('t')).toHaveLength(10);
});

it('imports that come while a list is read push none of it out of sight', async () => {
  const { listing, gates, names } = aList(named(12));
  const add = (count: number) => async () => void names.unshift(...named(count).map((name) => `new ${name}`));
  gates.push(add(5), add(2));
  const all = (await listing.all('t')).map(({ id }) => String(id)).filter((id) => !id.startsWith('new'));
  expect(new Set(all)).toEqual(new Set(named(12)));
});

it('a list without pages is read once or twice, and not for ever', async () => {
  const { listing, asked } = aList(named(40), { pages: false });
  expect(await listing.all('t')).toHaveLength(40);
  expect(asked).toHaveLength(1);
  const short = aList(named(4), { pages: false });
  expect(await short.listing.all('t')).toHaveLength(4);
});

it.each([400, 404, 410])(
  'an id that is answered with %i is not listed, if the list itself answers',
  async (status) => {
    const refused = new ConnectorError('config', 'unknown', { status });
    const { listing, gates } = aList(named(3));
    gates.push(() => Promise.reject(refused));
    expect(await listing.byId('t', 'f9')).toBeUndefined();
    gates.push(
      () => Promise.reject(refused),
      () => Promise.reject(refused),
    );
    await expect(listing.byId('t', 'f9')).rejects.toThrow('unknown');
  },
);

it('who looks at the same time shares a look, and nobody gets one that began before', async () => {
  const { listing, asked, gates, names } = aList(named(3));
  let open = (): void => undefined;
  gates.push(() => new Promise((resolve) => (open = resolve)));
  const first = listing.find('t', 'new');
  await new Promise((resolve) => setImmediate(resolve));
  names.push('new');
  const later = [listing.find('t', 'new'), listing.find('t', 'f1')];
  open();
  expect(await first).toBeUndefined();
  expect((await Promise.all(later)).map((each) => each?.id)).toEqual(['new', 'f1']);
  expect(asked).toHaveLength(2);
});

it('a look that failed does not spoil the next one', async () => {
  const { listing, gates } = aList(named(3));
  gates.push(() => Promise.reject(new ConnectorError('config', 'gone')));
  await expect(listing.find('t', 'f1')).rejects.toThrow('gone');
  expect(await listing.find('t', 'f1')).toBeDefined();
});

describe('a list without an end', () => {
  const api = (list: (query: ListQuery) => { count: number; results: { id: number }[] }) => {
    let asked = 0;
    const counting = {
      list: (query: ListQuery) => {
        asked++;
        return Promise.resolve(list(query));
      },
    };
    const listing = new Listing(counting as unknown as WatershedApi, 10_000);
    return { listing, asked: () => asked };
  };
  const from = (first: number, length: number) => Array.from({ length }, (_, i) => ({ id: first + i }));

  it.each([
    ['counts all', 1_000],
    ['counts a page', 0],
  ])('because offsets have no effect is an error, not a short list: it %s', async (_, total) => {
    const { listing, asked } = api(({ limit }) => ({ count: total || limit, results: from(0, limit) }));
    await expect(listing.all('t')).rejects.toMatchObject({ code: 'ERR_ENDLESS_LIST', exhausted: true });
    expect(asked()).toBeLessThan(6);
  });

  it('of as many imports as a page holds, without pages, is whole', async () => {
    const { listing } = api(() => ({ count: 5, results: from(0, 5) }));
    expect(await listing.all('t')).toHaveLength(5);
  });

  it('with something new on each page is given up', async () => {
    const { listing, asked } = api(({ limit, offset }) => ({ count: 0, results: from(offset, limit) }));
    await expect(listing.all('t')).rejects.toMatchObject({ code: 'ERR_ENDLESS_LIST' });
    expect(asked()).toBe(20_000);
  });
});
