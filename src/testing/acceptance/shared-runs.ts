import assert from 'node:assert/strict';
import type { Finished } from '../process.ts';
import type { Subject } from '../subject.ts';
import type { OwnRun, SharedRun } from './case.ts';

/** Runs by subject and name. */
const RUNS = new WeakMap<Subject, Map<string, Promise<Finished>>>();

/** See `Tools.judgeShared`. */
export async function judgeShared(
  subject: Subject,
  { name, together, alone = together, others = [], judge }: SharedRun,
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
    // If another case is at fault, it fails in its own run. Otherwise no case would report the failure.
    if (isFirst && !(await someFails(others))) assert.fail(onlyTogether(name, thrown));
  }
}

/** Makes these runs one after another until a case fails. */
async function someFails(others: readonly OwnRun[]): Promise<boolean> {
  for (const { alone, judge } of others) {
    try {
      judge(await alone());
    } catch {
      return true;
    }
  }
  return false;
}

const onlyTogether = (name: string, thrown: unknown): string => {
  const seen = thrown instanceof Error ? thrown.message : String(thrown);
  return `the shared run "${name}" failed, and no case fails alone: ${seen}`;
};
