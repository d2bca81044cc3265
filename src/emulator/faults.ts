import { readFileSync } from 'node:fs';
import { z } from 'zod';

const count = z.int().min(1);
const ms = z.number().min(0);
const statusCode = z.int().min(200).max(599);
/** Whether the fault strikes before the provider handled the request, or after (its state has changed then). */
const when = z.enum(['before', 'after']).default('before');

const body = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('empty') }),
  z.strictObject({ type: z.literal('json'), value: z.unknown() }),
  z.strictObject({ type: z.literal('html'), text: z.string().optional() }),
  z.strictObject({ type: z.literal('text'), text: z.string() }),
  /** The request's line, headers (including credentials) and body, as a leaking response would repeat them. */
  z.strictObject({ type: z.literal('echo') }),
]);

/** Seconds as a number; an HTTP date so many seconds from now; or any text as it is. */
const retryAfter = z.union([z.number(), z.strictObject({ date: z.number() }), z.string()]);

const action = z.discriminatedUnion('type', [
  z.strictObject({
    type: z.literal('status'),
    status: statusCode,
    headers: z.record(z.string(), z.string()).default({}),
    retryAfter: retryAfter.optional(),
    body: body.default({ type: 'json', value: { error: 'injected fault' } }),
    when,
  }),
  z.strictObject({ type: z.literal('reset'), when, by: z.enum(['rst', 'fin']).default('rst') }),
  /** No response until the client or the emulator closes the connection. */
  z.strictObject({ type: z.literal('hang'), when }),
  /** The usual response, `ms` late; `when` is the position of the wait relative to the effect. */
  z.strictObject({ type: z.literal('slow'), ms, when }),
  /** The usual response, a few bytes of its body at a time. */
  z.strictObject({ type: z.literal('dribble'), bytes: count.default(1), everyMs: ms.default(100) }),
  /** The usual response, but its body ends before its content-length: after `bytes`, or half of it. */
  z.strictObject({
    type: z.literal('cut'),
    bytes: z.int().min(0).optional(),
    end: z.enum(['fin', 'rst', 'hang']).default('fin'),
  }),
  z.strictObject({ type: z.literal('redirect'), to: z.string(), status: statusCode.default(302), when }),
  /** The usual status, and a body of `bytes` without content-length. */
  z.strictObject({ type: z.literal('huge'), bytes: count, status: statusCode.optional() }),
  /** The usual status, and a body of type JSON that is not JSON. */
  z.strictObject({
    type: z.literal('malformed'),
    text: z.string().default('{"data": [1, 2'),
    status: statusCode.optional(),
  }),
  /** The effect of the first `rows` rows of the request only, answered with a status or a reset. */
  z.strictObject({
    type: z.literal('partial'),
    rows: z.int().min(0),
    answer: z.union([statusCode, z.literal('reset')]).default(500),
  }),
  /** A reset now, the effect `ms` later. */
  z.strictObject({ type: z.literal('late_commit'), ms }),
  /** The usual response, then the connection ends: announced by a header, or silently after `afterMs`. */
  z.strictObject({ type: z.literal('close'), announced: z.boolean().default(true), afterMs: ms.default(0) }),
]);

const regexp = z.string().refine(isRegExp, 'is not a regular expression');

const fault = z
  .strictObject({
    match: z
      .strictObject({
        method: z.string().optional(),
        /** A prefix of the path, or a regular expression; both without the query. */
        path: z.union([z.string(), z.strictObject({ regexp })]).optional(),
        /** Text that the request's body contains: a poisoned record. */
        body: z.string().optional(),
      })
      .default({}),
    /** Which of the matching requests, 1 being the first. */
    nth: z.union([count, z.array(count)]).optional(),
    every: count.optional(),
    probability: z.number().min(0).max(1).optional(),
    /** Maximum number of times that this fault applies. */
    times: z.int().min(0).optional(),
    action,
  })
  .refine(
    (rule) => [rule.nth, rule.every, rule.probability].filter((trigger) => trigger !== undefined).length <= 1,
    'has more than one of nth, every and probability',
  );

const plan = z.strictObject({
  /** The same seed gives the same random decisions. */
  seed: z.int().default(1),
  faults: z.array(fault).default([]),
});

/** A fault plan as it is written. */
export type FaultPlanInput = z.input<typeof plan> | z.input<typeof fault>[];
/** A fault plan with its defaults. */
export type FaultPlan = z.output<typeof plan>;
export type Fault = z.output<typeof fault>;
export type FaultAction = z.output<typeof action>;
export type FaultBody = z.output<typeof body>;
export type RetryAfter = z.output<typeof retryAfter>;

/**
 * Checks a plan and fills in its defaults. A plan is a list of faults, or `{ seed, faults }`. The first fault in the
 * list that is due strikes; a fault without nth, every or probability is due for every request that it matches.
 * @throws Error with a line for each problem: where it is, what is wrong.
 */
export function faultPlan(input: unknown): FaultPlan {
  const result = plan.safeParse(Array.isArray(input) ? { faults: input } : input);
  if (result.success) return result.data;
  const problems = result.error.issues.map(
    ({ path, message }) => `  ${z.core.toDotPath(path) || 'the plan'}: ${message}`,
  );
  throw new Error(`The fault plan is not valid:\n${problems.join('\n')}`);
}

/** Reads a plan from JSON text, or from the file of that name. */
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
