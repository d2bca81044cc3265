import { describe, expect, it } from 'vitest';
import { readList } from './pages.ts';

const entry = (n: number) => ({ id: String(n), creation_date: n });
const upTo = (n: number) => Array.from({ length: n }, (_, i) => entry(i + 1));

/** Reads a list. Returns the ids found, and the first index of each page. */
async function readPages(all: readonly ReturnType<typeof entry>[], known?: readonly number[], size = 100) {
  const firsts: number[] = [];
  const found = await readList({
    read: ({ first_result }) => {
      firsts.push(first_result);
      return Promise.resolve({ data: all.slice(first_result, first_result + size), total: all.length });
    },
    ...(known && { known: new Set(known.map(String)) }),
  });
  return { ids: found.map(({ id }) => Number(id)), firsts };
}

describe('readList()', () => {
  it('reads a list to its end if its pages are smaller than requested', async () => {
    const { ids, firsts } = await readPages(upTo(5).reverse(), undefined, 2);
    expect([ids, firsts]).toEqual([
      [5, 4, 3, 2, 1],
      [0, 2, 4, 5],
    ]);
  });

  it('ends at a page of known entries if the newest come first', async () => {
    const { ids, firsts } = await readPages(upTo(9).reverse(), [1, 2, 3, 4, 5, 6], 3);
    expect([ids.slice(0, 3), firsts]).toEqual([
      [9, 8, 7],
      [0, 3],
    ]);
  });

  it('continues after known entries if the oldest come first, and skips to the newest of a long list', async () => {
    const all = upTo(3_000);
    const { ids, firsts } = await readPages(
      all,
      Array.from({ length: 2_999 }, (_, n) => n + 1),
    );
    expect(ids).toContain(3_000);
    expect([firsts.length, firsts[1]]).toEqual([10, 2_100]);
  });

  it('returns each entry once if entries are added while it reads', async () => {
    let made = 4;
    const found = await readList({
      read: ({ first_result }) => {
        const all = upTo(made++).reverse();
        return Promise.resolve({ data: all.slice(first_result, first_result + 2) });
      },
    });
    const ids = found.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids).toEqual(expect.arrayContaining(['4', '3', '2', '1']));
  });

  it('stops after the second page if all pages are equal', async () => {
    let requests = 0;
    const found = await readList({
      read: () => {
        requests++;
        return Promise.resolve({ data: upTo(2), total: 1_000_000 });
      },
    });
    expect([found.length, requests]).toEqual([2, 2]);
  });

  it('stops after ten pages of an endless list', async () => {
    let requests = 0;
    await readList({ read: () => Promise.resolve({ data: [entry(requests++)] }) });
    expect(requests).toBe(10);
  });
});
