import { expect, test } from 'vitest';
import { endsWithin } from './deadline.ts';

/** Ends as the given reference run does. */
function endingWithRun(last: number) {
  let runs = 0;
  let end = (): void => {};
  const ended = new Promise<void>((resolve) => {
    end = resolve;
  });
  const referenceRun = async (): Promise<void> => {
    if (++runs === last) end();
  };
  return { ended, referenceRun, runs: () => runs };
}

test('a process that ends in time is compared with no reference run', async () => {
  const { referenceRun, runs } = endingWithRun(1);
  expect(await endsWithin(Promise.resolve(), 60_000, referenceRun)).toBe(true);
  expect(runs()).toBe(0);
});

test.each([1, 4])(
  'a process that is late and ends with reference run %i is as slow as the machine',
  async (last) => {
    const { ended, referenceRun } = endingWithRun(last);
    expect(await endsWithin(ended, 0, referenceRun)).toBe(true);
  },
);

test('a process that outlives four reference runs is late', async () => {
  const { ended, referenceRun, runs } = endingWithRun(5);
  expect(await endsWithin(ended, 0, referenceRun)).toBe(false);
  expect(runs()).toBe(4);
});

test('an error at the end of a process is thrown', async () => {
  await expect(endsWithin(Promise.reject(new Error('a secret is shown')), 0, async () => {})).rejects.toThrow(
    'a secret is shown',
  );
});
