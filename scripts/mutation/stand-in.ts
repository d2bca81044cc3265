import { expectTypeOf, expect as strict, vi } from 'vitest';

/** Replacement of `vitest` for unit tests that run in one process for every mutant. */
export { expectTypeOf, vi };

type Body = (...values: unknown[]) => unknown;

export interface Test {
  /** Titles of its suites and of the test. */
  readonly title: string;
  /** Runs its hooks and the test; rejects if it fails. */
  run(): Promise<void>;
}

interface Suite {
  readonly titles: readonly string[];
  readonly before: readonly Body[];
  readonly after: readonly Body[];
}

let suite: { titles: string[]; before: Body[]; after: Body[] } = { titles: [], before: [], after: [] };
let collected: Test[] = [];
let finishing: Body[] = [];

/** Returns the tests that `load` declares. */
export async function collect(load: () => Promise<unknown>): Promise<Test[]> {
  suite = { titles: [], before: [], after: [] };
  collected = [];
  await load();
  return collected;
}

function declare(title: string, body: Body, values: readonly unknown[]): void {
  const { titles, before, after }: Suite = suite;
  const run = async (): Promise<void> => {
    finishing = [];
    try {
      for (const hook of before) await hook();
      await body(...values);
    } finally {
      for (const hook of [...after, ...finishing]) await hook();
      vi.restoreAllMocks();
    }
  };
  collected.push({ title: [...titles, title].join(' > '), run });
}

function group(title: string, body: Body, values: readonly unknown[]): void {
  const outer = suite;
  suite = { titles: [...outer.titles, title], before: [...outer.before], after: [...outer.after] };
  body(...values);
  suite = outer;
}

type Declare = (title: string, body: Body, values: readonly unknown[]) => void;

function declarer(add: Declare) {
  const each =
    (cases: readonly unknown[]) =>
    (title: string, ...rest: unknown[]): void => {
      for (const [index, values] of cases.entries())
        add(`${title} #${index}`, bodyOf(rest), Array.isArray(values) ? values : [values]);
    };
  const one = (title: string, ...rest: unknown[]): void => add(title, bodyOf(rest), []);
  const skipIf = (isSkipped: boolean) => (isSkipped ? () => undefined : one);
  return Object.assign(one, { each, skipIf });
}

/** A test's options and its time limit have no meaning here. */
const bodyOf = (rest: readonly unknown[]): Body => rest.find((value) => typeof value === 'function') as Body;

export const describe = declarer(group);
export const it = declarer(declare);
export const test = it;

export const beforeEach = (hook: Body): unknown => suite.before.push(hook);
export const afterEach = (hook: Body): unknown => suite.after.unshift(hook);
/** A test may run alone, so hooks that run once per file run before each of its tests. */
export const beforeAll = beforeEach;
export const afterAll = afterEach;
export const onTestFinished = (hook: Body): unknown => finishing.unshift(hook);

/** Outside Vitest no test continues after a failure. */
export const expect = new Proxy(strict, {
  get: (of, name) => (name === 'soft' ? strict : Reflect.get(of, name)),
});
