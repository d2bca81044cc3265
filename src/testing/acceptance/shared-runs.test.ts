import { expect, test } from 'vitest';
import type { Finished } from '../process.ts';
import type { Subject } from '../subject.ts';
import { reference } from './reference/subject.ts';
import { judgeShared } from './shared-runs.ts';

/** Makes runs that end with these exit codes, and counts them. */
function runsOf(...exitCodes: readonly number[]) {
  const ends = exitCodes.map((exitCode) => ({ exitCode }) as Finished);
  const runs = { made: 0, run: async () => ends[runs.made++]! };
  return runs;
}
const once = (subject: Subject, run: () => Promise<Finished>, judge: (end: Finished) => void = () => {}) =>
  judgeShared(subject, { name: 'a run', together: run, judge });
const failing = () => {
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

test('a case is judged by its own run if the shared one failed as a whole', async () => {
  const subject = reference('');
  const [together, alone] = [runsOf(1), runsOf(0)];
  const judge = ({ exitCode }: Finished) => expect(exitCode).toBe(0);
  const shared = { name: 'a run', together: together.run, alone: alone.run };
  await judgeShared(subject, { ...shared, judge });
  expect([together.made, alone.made]).toEqual([1, 1]);
  const broken = judgeShared(subject, { ...shared, alone: runsOf(1).run, judge });
  await expect(broken).rejects.toThrow();
});
