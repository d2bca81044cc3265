import type { Finished } from '../process.ts';
import type { Subject } from '../subject.ts';
import type { SharedRun } from './case.ts';

/** Runs by subject and name. */
const RUNS = new WeakMap<Subject, Map<string, Promise<Finished>>>();

/** See `Tools.judgeShared`. */
export async function judgeShared(
  subject: Subject,
  { name, together, alone = together, judge }: SharedRun,
): Promise<void> {
  const runs = RUNS.get(subject) ?? new Map<string, Promise<Finished>>();
  RUNS.set(subject, runs);
  const isFirst = !runs.has(name);
  const run = runs.get(name) ?? together();
  runs.set(name, run);
  let end: Finished | undefined;
  try {
    end = await run;
    judge(end);
  } catch (thrown) {
    if (isFirst && alone === together) throw thrown;
    judge(await alone());
    if (end?.exitCode === 0) throw thrown;
  }
}
