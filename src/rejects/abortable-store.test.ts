import { getEventListeners } from 'node:events';
import { describe, expect, it } from 'vitest';
import { fakeStore, gate } from '../engine/testing/fixtures.ts';
import { abortableStore } from './abortable-store.ts';
import type { RejectStore } from './rejection.ts';

/** A store of which every call waits for `passed`. */
function start() {
  const { passed, open, break: fail } = gate();
  const wait = (): Promise<void> => passed;
  const inner: RejectStore = { ...fakeStore().store, keep: wait, check: wait, close: wait };
  const aborting = new AbortController();
  const store = abortableStore(inner, aborting.signal);
  const listeners = (): number => getEventListeners(aborting.signal, 'abort').length;
  return { store, open, fail, abort: (reason: unknown) => aborting.abort(reason), listeners };
}

const CALLS = [
  ['keep', (store: RejectStore) => store.keep([])],
  ['check', (store: RejectStore) => store.check()],
] as const;

describe.each(CALLS)('a call of a store that never responds (%s)', (_, call) => {
  it('rejects with the reason of the abort', async () => {
    const { store, abort } = start();
    const reason = new Error('terminated');
    const called = call(store);
    abort(reason);
    await expect(called).rejects.toBe(reason);
  });

  it('rejects at once after the abort', async () => {
    const { store, abort } = start();
    const reason = new Error('terminated');
    abort(reason);
    await expect(call(store)).rejects.toBe(reason);
  });
});

describe.each(CALLS)('a call of a store that responds (%s)', (_, call) => {
  it('has the result of the store, and stops listening to the abort', async () => {
    for (const how of ['open', 'fail'] as const) {
      const run = start();
      const error = new Error('full');
      const called = call(run.store);
      expect(run.listeners()).toBe(1);
      if (how === 'open') {
        run.open();
        await called;
      } else {
        run.fail(error);
        await expect(called).rejects.toBe(error);
      }
      await new Promise((resolve) => setImmediate(resolve));
      expect(run.listeners()).toBe(0);
    }
  });
});

it('closing a store never fails, whether it is aborted or breaks', async () => {
  const [aborted, broken] = [start(), start()];
  const closed = [aborted.store.close(), broken.store.close()];
  aborted.abort(new Error('terminated'));
  broken.fail(new Error('gone'));
  expect(await Promise.all(closed)).toEqual([undefined, undefined]);
});

it('closing a store closes the store behind it', async () => {
  let closed = 0;
  const inner: RejectStore = { ...fakeStore().store, close: async () => void closed++ };
  await abortableStore(inner, new AbortController().signal).close();
  expect(closed).toBe(1);
});
