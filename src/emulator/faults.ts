import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { action, count } from './fault-schema.ts';

const regexp = z.string().refine(isRegExp, 'is not a regular expression');

const fault = z
  .strictObject({
    /** The requests that it may apply to; all by default. */
    match: z
      .strictObject({
        /** HTTP method; every method by default. */
        method: z.string().optional(),
        /** A prefix of the path, or a regular expression; both without the query. */
        path: z
          .union([
            z.string(),
            z.strictObject({
              /** The regular expression. */
              regexp,
            }),
          ])
          .optional(),
        /** Text that the request's body contains: a poisoned record. */
        body: z.string().optional(),
      })
      .default({}),
    /** Which of the matching requests, 1 being the first. */
    nth: z.union([count, z.array(count)]).optional(),
    /** Every so many of the matching requests. */
    every: count.optional(),
    /** Share of the matching requests, 0 to 1. */
    probability: z.number().min(0).max(1).optional(),
    /** Maximum number of times that this fault applies. */
    times: z.int().min(0).optional(),
    /** What happens to the request. */
    action,
  })
  .refine(
    (rule) => [rule.nth, rule.every, rule.probability].filter((trigger) => trigger !== undefined).length <= 1,
    'has more than one of nth, every and probability',
  );

const plan = z.strictObject({
  /** The same seed gives the same random decisions; 1 by default. */
  seed: z.int().default(1),
  /** The faults; the first one that is due applies. None by default. */
  faults: z.array(fault).default([]),
});

/**
 * A fault plan as it is written: a list of faults, or a plan with a seed. The first fault in the list that is due applies; a
 * fault without `nth`, `every` or `probability` is due for every request that it matches.
 *
 * @example
 * const faults: FaultPlanInput = [{ match: { path: '/notes' }, every: 5, action: { type: 'status', status: 503 } }];
 */
export type FaultPlanInput = z.input<typeof plan> | z.input<typeof fault>[];
/** A fault plan with its defaults. */
export type FaultPlan = z.output<typeof plan>;
export type Fault = z.output<typeof fault>;

/**
 * Checks a plan and fills in its defaults. A plan is a list of faults, or `{ seed, faults }`. The first fault in the
 * list that is due applies; a fault without nth, every or probability is due for every request that it matches.
 * @throws Error with a line for each problem: its position and its cause.
 */
export function faultPlan(input: unknown): FaultPlan {
  const result = plan.safeParse(Array.isArray(input) ? { faults: input } : input);
  if (result.success) return result.data;
  const problems = result.error.issues.map(
    ({ path, message }) => `  ${z.core.toDotPath(path) || 'the plan'}: ${message}`,
  );
  throw new Error(`The fault plan is not valid:\n${problems.join('\n')}`);
}

/**
 * Reads a plan from JSON text, or from the file of that name. Throws an `Error` with a line for each problem.
 *
 * @example
 * readFaultPlan('[{ "every": 5, "action": { "type": "status", "status": 503 } }]');
 */
export function readFaultPlan(source: string): FaultPlan {
  const inline = /^\s*[[{]/.test(source);
  let value: unknown;
  try {
    value = JSON.parse(inline ? source : readFileSync(source, 'utf8'));
  } catch (thrown) {
    const cause = thrown instanceof SyntaxError ? 'is not JSON' : 'cannot be read';
    throw new Error(`The fault plan${inline ? '' : ` in ${source}`} ${cause}.`);
  }
  return faultPlan(value);
}

function isRegExp(source: string): boolean {
  try {
    new RegExp(source);
    return true;
  } catch {
    return false;
  }
}
