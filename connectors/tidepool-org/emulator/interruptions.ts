import type { EmulatedResponse } from '@airbyte-ts/cdk/emulator';
import { z } from 'zod';
import { gatewayError } from './gateway.ts';
import { type Step, step } from './steps.ts';
import type { Progress, Task } from './task.ts';
import { InternalFailure } from './work.ts';

export const interruption = z.strictObject({
  step,
  /** How many times the step must be reached, counted from now. */
  nth: z.int().min(1).default(1),
  /** For steps that process rows: number of rows after which the step is interrupted. */
  rows: z.int().min(0).default(0),
  /** 500 comes from the service, 502 to 504 from the gateway before it, in HTML. */
  response: z
    .union([z.literal(500), z.literal(502), z.literal(503), z.literal(504), z.literal('reset')])
    .default(500),
  /** The service is only slow: the client gets the response now, and the rest is done after this delay. */
  finishesAfterMs: z.number().min(0).optional(),
});

export type InterruptionInput = z.input<typeof interruption>;
type Plan = z.output<typeof interruption>;

/** A requested interruption. */
export interface Interruption {
  readonly hasOccurred: boolean;
}

/** Thrown where the interruption takes effect. */
export class Interrupted extends Error {
  /** Missing when the service itself responds with 500. */
  readonly response: EmulatedResponse | undefined;

  constructor(response: EmulatedResponse | undefined) {
    super('interrupted');
    this.response = response;
  }
}

export interface Interruptions {
  /** Runs a task until it ends or is interrupted. @throws Interrupted */
  carryOut<T>(task: Task<T>, at: number): T;
  /** @throws Error when it is not valid. */
  interrupt(input: InterruptionInput): Interruption;
  /** Runs `work`, which is interrupted after this number of rows in any of its steps. */
  limited<T>(rows: number, work: () => T): T;
  /** Completes delayed work that is due at this time on the clock's monotonic scale. */
  finishUntil(at: number): void;
}

export function interruptions(): Interruptions {
  const planned = new Set<{ left: number; hasOccurred: boolean; plan: Plan }>();
  let unfinished: { readonly at: number; readonly task: Task<unknown> }[] = [];
  let limit = Number.POSITIVE_INFINITY;

  /** Returns the interruption of a step that is reached now, if there is one. */
  const due = (reached: Step): Plan | undefined => {
    for (const one of planned) {
      if (one.plan.step !== reached || --one.left > 0) continue;
      planned.delete(one);
      one.hasOccurred = true;
      return one.plan;
    }
    return undefined;
  };

  return {
    carryOut(task, at) {
      /** Returns the interruption of the rows that are being processed. */
      let ofRows: Plan | undefined;
      const interruptionAt = ({ step, rows, all }: Progress): Plan | undefined => {
        if (rows === undefined) return due(step);
        if (rows === 0) ofRows = due(step);
        // With fewer rows than `after` the interruption still applies.
        return all || rows === ofRows?.rows ? ofRows : undefined;
      };
      for (let next = task.next(); ; next = task.next()) {
        if (next.done) return next.value;
        const plan = interruptionAt(next.value);
        if (plan?.finishesAfterMs !== undefined) unfinished.push({ at: at + plan.finishesAfterMs, task });
        if (plan) throw new Interrupted(responseOf(plan));
        if (next.value.rows === limit && !next.value.all) throw new Interrupted(undefined);
      }
    },
    interrupt(input) {
      const plan = interruption.parse(input);
      const one = { left: plan.nth, hasOccurred: false, plan };
      planned.add(one);
      return one;
    },
    limited(rows, work) {
      limit = rows;
      try {
        return work();
      } finally {
        limit = Number.POSITIVE_INFINITY;
      }
    },
    finishUntil(at) {
      const ready = unfinished.filter((one) => one.at <= at).sort((a, b) => a.at - b.at);
      unfinished = unfinished.filter((one) => one.at > at);
      for (const { task } of ready) finish(task);
    },
  };
}

function finish(task: Task<unknown>): void {
  try {
    while (!task.next().done);
  } catch (thrown) {
    // The response was sent long ago.
    if (!(thrown instanceof InternalFailure)) throw thrown;
  }
}

function responseOf({ response }: Plan): EmulatedResponse | undefined {
  if (response === 'reset') return { status: 500, reset: true };
  return response === 500 ? undefined : gatewayError(response);
}
