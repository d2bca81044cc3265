import { expect, it } from 'vitest';
import { allPages } from './pages.ts';

const SIZE = 3;
const sets = (...ids: number[]) => ids.map((id) => ({ uploadId: String(id) }));

/** Reads pages. Returns the data sets found or the error code, and the number of requests. */
async function reading(page: (number: number) => readonly object[]) {
  let requests = 0;
  const read = (number: number) => {
    requests++;
    return Promise.resolve(page(number) as ReturnType<typeof sets>);
  };
  const result = await allPages(read, SIZE, ({ uploadId }) => uploadId !== '2').then(
    (found) => found.map(({ uploadId }) => Number(uploadId)),
    ({ code, exhausted, message }: { code: string; exhausted: boolean; message: string }) => ({
      code,
      exhausted,
      message,
    }),
  );
  return { result, requests };
}
const endless = (words: string) => ({
  code: 'ERR_ENDLESS_LIST',
  exhausted: true,
  message: expect.stringContaining(words),
});

it('allPages() reads up to the first page that is not full, and omits unwanted data sets', async () => {
  expect(await reading((n) => [sets(1, 2, 3), sets(4, 5, 6), sets(7)][n]!)).toEqual({
    result: [1, 3, 4, 5, 6, 7],
    requests: 3,
  });
  expect(await reading((n) => [sets(1, 2, 3), []][n]!)).toEqual({ result: [1, 3], requests: 2 });
});

it('allPages() reads to the end if data sets are added while it reads', async () => {
  expect((await reading((n) => [sets(1, 3, 4), sets(3, 4, 5), sets(5)][n]!)).result).toEqual([
    1, 3, 4, 3, 4, 5, 5,
  ]);
});

it('allPages() fails after the second request if page numbers have no effect', async () => {
  expect(await reading(() => sets(1, 2, 3))).toEqual({ result: endless('repeats a page'), requests: 2 });
  expect((await reading(() => [{}, {}, {}])).requests).toBe(2);
});

it('allPages() fails after 1,000 pages of an endless list', async () => {
  expect(await reading((n) => sets(3 * n + 10, 3 * n + 11, 3 * n + 12))).toEqual({
    result: endless('1000 pages'),
    requests: 1_000,
  });
});
