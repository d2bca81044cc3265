import { expect } from 'vitest';
import type { Batch } from '../../define/batch.ts';
import type { AnyOperation } from '../../define/operation.ts';
import type { ConnectorError } from '../../errors.ts';
import { fakeClock } from '../../testing/fake-clock.ts';
import { bodyOf, packedBatch } from '../../testing/test-batch.ts';
import { testContext } from '../../testing/test-context.ts';
import { deliver } from '../delivery/deliver.ts';
import { MemoryBudget } from '../memory-budget.ts';
import { Ledger } from '../settlement/ledger.ts';
import { OutcomeRecorder } from '../settlement/outcome-recorder.ts';
import { fakeObserver } from './fake-observer.ts';
import { anOperation, fakeStore, idsOf, plansFor } from './fixtures.ts';

/** Starts the delivery of a batch of `size` rows and records every attempt of the operation. */
export function startDelivery(size: number, parts: Partial<AnyOperation>, keep?: () => Promise<void>) {
  const clock = fakeClock();
  const { context, log } = testContext(clock);
  const stopping = new AbortController();
  const attempts: { readonly ids: number[]; readonly at: number }[] = [];
  const validations: number[][] = [];
  const { observer, reasons } = fakeObserver();
  const { validate } = parts;
  const operation = anOperation({
    ...parts,
    deliver(batch, api, context) {
      expect(bodyOf(batch)).toBe(
        `[${idsOf(batch)
          .map((id) => `{"id":${id}}`)
          .join(',')}]`,
      );
      attempts.push({ ids: idsOf(batch), at: clock.monotonic() });
      return parts.deliver!(batch, api, context);
    },
    ...(validate && {
      validate(batch: Batch, api: unknown) {
        validations.push(idsOf(batch));
        return validate(batch, api, context);
      },
    }),
  });
  const { plans, deliverable } = plansFor(operation, ['a'], { context });
  const plan = deliverable[0]!;
  plan.report.received = size;
  const ledger = new Ledger(() => undefined);
  const checkpoint = ledger.chainOf({ name: 'a' }).newest;
  const { store, kept } = fakeStore(keep);
  const recorder = new OutcomeRecorder({
    ledger,
    budget: new MemoryBudget(1e9, () => undefined),
    store,
    maxRejectedPercent: 100,
    log: context.log,
    redact: (text) => text,
    plans,
  });
  const batch = packedBatch(
    Array.from({ length: size }, (_, id) => `{"id":${id}}`),
    { checkpoint },
  );
  const outcome = deliver(plan, batch, {
    api: undefined,
    context,
    recorder,
    random: () => 0.5,
    observer,
    stopping: stopping.signal,
  }).then(
    () => undefined,
    (error: ConnectorError) => error,
  );
  return {
    clock,
    log,
    attempts,
    validations,
    kept,
    /** The reasons of the waits. */
    reasons,
    checkpoint,
    report: plan.report,
    stop: (reason: unknown) => stopping.abort(reason),
    outcome,
    ids: () => attempts.map(({ ids }) => ids),
    async end() {
      await clock.drain();
      return outcome;
    },
    rejectedIds: () => kept.map(({ record }) => (JSON.parse(record) as { id: number }).id),
  };
}
