import { delivered, staged } from '../define/batch.ts';
import type { AnyDestination } from '../define/destination.ts';
import type { AnyOperation } from '../define/operation.ts';
import type { SyncObserver } from '../observer/sync-observer.ts';
import type { Output } from '../protocol/stdout.ts';

/**
 * Returns a definition that stores nothing at the provider: rows are prepared as in a sync, and validated at the provider if
 * their operation has a `validate`. Valid rows count as delivered.
 */
export function withoutDelivery(definition: AnyDestination): AnyDestination {
  return {
    ...definition,
    operations: (config, context) => definition.operations(config, context).map(withoutStoring),
    ...(definition.operationsFor && {
      operationsFor: (object, config, context) =>
        definition.operationsFor!(object, config, context).map(withoutStoring),
    }),
  };
}

function withoutStoring(operation: AnyOperation): AnyOperation {
  return {
    ...operation,
    async deliver(batch, api, context) {
      await operation.validate?.(batch, api, context);
      return batch.all(operation.commit ? staged : delivered);
    },
    // A sync that can't be committed, such as one with an incomplete stream, fails in a dry run too.
    ...(operation.commit && { commit: () => Promise.resolve() }),
  };
}

/** Returns an output that takes states and writes none. */
export const withoutStates = (output: Output): Output => ({
  line: () => undefined,
  message: () => undefined,
  drained: () => output.drained(),
  get blocked() {
    return output.blocked;
  },
  get closed() {
    return output.closed;
  },
});

/** Returns an observer without calls for states, because none is emitted. */
export const withoutStateCount = (observer: SyncObserver): SyncObserver => ({
  requestSent: () => observer.requestSent(),
  waiting: (reason) => observer.waiting(reason),
  started: (counts) => observer.started(counts),
  stateEmitted: () => undefined,
});
