import { z } from 'zod';
import type { EmulatedAnswer } from '../provider.ts';
import { gatewayError } from './gateway.ts';

/**
 * Where the data service can break down. None of its operations is a transaction: what was done before stays done.
 * - `create:done`, `insert:done`, `close:done`, `delete:done` (of data), `delete-set:done`: all is done, only the answer is lost
 * - `insert:mark`: rows with the same origins are marked as deleted, nothing is inserted yet
 * - `insert:rows`: the first `rows` rows are inserted
 * - `close:state`: the set is closed for new data, and nothing else happened
 * - `close:archive`: older rows are hidden or deleted, the set and its rows are not active
 * - `close:activate-set`: the set is active, its rows are not
 * - `close:activate-rows`: the first `rows` rows are active too
 */
const step = z.enum([
  ...['create:done', 'insert:mark', 'insert:rows', 'insert:done', 'close:state', 'close:archive'],
  ...['close:activate-set', 'close:activate-rows', 'close:done', 'delete:done', 'delete-set:done'],
] as const);

export const interruption = z.strictObject({
  step,
  /** Which time the step is reached, counted from now. */
  nth: z.int().min(1).default(1),
  /** For steps that go row by row: after how many of them. */
  rows: z.int().min(0).default(0),
  /** 500 is answered by the service, 502 to 504 by the gateway before it, in HTML. */
  answer: z
    .union([z.literal(500), z.literal(502), z.literal(503), z.literal(504), z.literal('reset')])
    .default(500),
});

export type Step = z.infer<typeof step>;
export type InterruptionInput = z.input<typeof interruption>;

/** One interruption as it was ordered. */
export interface Interruption {
  readonly struck: boolean;
}

/** Thrown where the service breaks down. */
export class BrokeDown extends Error {
  /** Missing when the service itself still answers 500. */
  readonly answer: EmulatedAnswer | undefined;

  constructor(answer: EmulatedAnswer | undefined) {
    super('interrupted');
    this.answer = answer;
  }
}

export interface Steps {
  /** Says that a step is done. @throws BrokeDown when the service is to break down here. */
  reached(step: Step): void;
  /** Applies `each` to the rows, as far as the service gets. @throws BrokeDown */
  through<R>(step: 'insert:rows' | 'close:activate-rows', rows: Iterable<R>, each: (row: R) => void): void;
  /** @throws Error when it is not valid. */
  interrupt(input: InterruptionInput): Interruption;
  /** Runs `work`, which breaks down after so many rows of whatever it does row by row. */
  limited<T>(rows: number, work: () => T): T;
}

export function steps(): Steps {
  const planned = new Set<{ left: number; struck: boolean; plan: z.output<typeof interruption> }>();
  let limit: number | undefined;

  /** The interruption that strikes now, if one does. */
  const due = (at: Step) => {
    for (const one of planned) {
      if (one.plan.step !== at || --one.left > 0) continue;
      planned.delete(one);
      one.struck = true;
      return one.plan;
    }
    return undefined;
  };
  const breakDown = (answer: z.output<typeof interruption>['answer']): never => {
    if (answer === 'reset') throw new BrokeDown({ status: 0, reset: true });
    throw new BrokeDown(answer === 500 ? undefined : gatewayError(answer));
  };

  return {
    reached(at) {
      const plan = due(at);
      if (plan) breakDown(plan.answer);
    },
    through(at, rows, each) {
      const plan = due(at);
      const max = plan?.rows ?? limit;
      let done = 0;
      for (const row of rows) {
        if (done === max) breakDown(plan?.answer ?? 500);
        each(row);
        done++;
      }
      // Broken down all the same when there were fewer rows.
      if (plan) breakDown(plan.answer);
    },
    interrupt(input) {
      const plan = interruption.parse(input);
      const one = { left: plan.nth, struck: false, plan };
      planned.add(one);
      return one;
    },
    limited(rows, work) {
      limit = rows;
      try {
        return work();
      } finally {
        limit = undefined;
      }
    },
  };
}
