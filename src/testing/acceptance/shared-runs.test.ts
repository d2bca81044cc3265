import { describe, expect, test } from 'vitest';
import type { Finished } from '../process.ts';
import type { Subject } from '../subject.ts';
import { judgeShared } from './shared-runs.ts';
import { reference } from './testing/reference/subject.ts';

/** Makes runs that end with these exit codes, and counts them. */
function runsOf(...exitCodes: readonly number[]) {
  const ends = exitCodes.map((exitCode) => ({ exitCode }) as Finished);
  const runs = { made: 0, run: async () => ends[runs.made++]! };
  return runs;
}
const once = (subject: Subject, run: () => Promise<Finished>, judge: (end: Finished) => void = () => {}) =>
  judgeShared(subject, { name: 'a run', together: run, judge });
const failing = (): never => {
  throw new Error('seen');
};

test('cases of a subject share a run, and another subject has its own', async () => {
  const [one, other] = [reference(''), reference('')];
  const runs = runsOf(0, 0, 0);
  await Promise.all([once(one, runs.run), once(one, runs.run)]);
  expect(runs.made).toBe(1);
  await judgeShared(one, { name: 'another run', together: runs.run, judge: () => {} });
  await once(other, runs.run);
  expect(runs.made).toBe(3);
});

test('a case that fails on a shared run also runs alone, and fails with what it saw first', async () => {
  const subject = reference('');
  const runs = runsOf(0, 0);
  await expect(once(subject, runs.run, failing)).rejects.toThrow('seen');
  expect(runs.made).toBe(1);
  let judged = 0;
  const failingOnce = () => {
    if (judged++ === 0) failing();
  };
  await expect(once(subject, runs.run, failingOnce)).rejects.toThrow('seen');
  expect([runs.made, judged]).toEqual([2, 2]);
});

describe('if a shared run failed as a whole', () => {
  const judge = ({ exitCode }: Finished) => expect(exitCode).toBe(0);
  const own = (exitCode: number) => ({ alone: runsOf(exitCode).run, judge });
  const together = () => ({ name: 'a run', together: runsOf(1).run });

  test('each case is judged by its own run, and the run is not repeated', async () => {
    const [subject, runs] = [reference(''), runsOf(1)];
    const shared = { name: 'a run', together: runs.run };
    await judgeShared(subject, { ...shared, ...own(0), others: [own(0), own(1)] });
    await judgeShared(subject, { ...shared, ...own(0) });
    await expect(judgeShared(subject, { ...shared, ...own(1) })).rejects.toThrow();
    expect(runs.made).toBe(1);
  });

  test('the first case fails unless another one fails alone, and says what it saw', async () => {
    for (const others of [undefined, [own(0), own(0)]]) {
      const shared = { ...together(), ...own(0), ...(others && { others }) };
      const judged = judgeShared(reference(''), shared);
      await expect(judged).rejects.toThrow(/^the shared run "a run" failed, .*: expected 1 to be/);
    }
  });

  test('the first case fails too if the run ended without a result', async () => {
    const broken = async () => failing();
    const judged = judgeShared(reference(''), {
      name: 'a run',
      together: broken,
      ...own(0),
      others: [own(0)],
    });
    await expect(judged).rejects.toThrow('no case fails alone: seen');
  });
});
