import type { RejectStore } from './rejection.ts';

/** Returns a store whose calls reject when the signal aborts, because a storage may accept a request and never respond. */
export function abortableStore(store: RejectStore, signal: AbortSignal): RejectStore {
  const unlessAborted = (work: Promise<void>): Promise<void> =>
    new Promise((resolve, reject) => {
      const aborted = (): void => reject(signal.reason);
      signal.addEventListener('abort', aborted, { once: true });
      if (signal.aborted) aborted();
      work.then(resolve, reject).finally(() => signal.removeEventListener('abort', aborted));
    });
  return {
    ...store,
    keep: (rejections) => unlessAborted(store.keep(rejections)),
    check: () => unlessAborted(store.check()),
    close: () => unlessAborted(store.close()).catch(() => undefined),
  };
}
