import { describe, expect, it } from 'vitest';
import type { Rejection } from '../../rejects/rejection.ts';
import { heldBytesFor, MemoryBudget } from '../memory-budget.ts';
import { anOperation, fakeStore, gate, plansFor } from '../testing/fixtures.ts';
import { Checkpoint } from './checkpoint.ts';
import { Ledger } from './ledger.ts';
import { type RejectedRow, RejectWriter } from './reject-writer.ts';

const [plan] = plansFor(anOperation(), ['a']).deliverable;
const checkpoint = new Checkpoint(new Ledger(() => undefined).chainOf({ name: 'a' }));
const rejected = (record: string, more: Partial<RejectedRow> = {}): RejectedRow => ({
  ...{ plan: plan!, checkpoint, record, reason: 'too old', providerMessage: undefined },
  ...more,
});

function start(
  keep?: (rejections: readonly Rejection[]) => Promise<void>,
  response: () => void = () => undefined,
) {
  const { store, kept } = fakeStore(keep);
  const events: string[] = [];
  let heldBytes = 0;
  const budget = new MemoryBudget(1e9, () => undefined);
  budget.take = (bytes) => {
    heldBytes += bytes;
  };
  budget.release = (bytes) => {
    heldBytes -= bytes;
  };
  const writer = new RejectWriter({
    ...{ store, budget },
    onKept: (records) => {
      events.push(`kept ${records.length}`);
      response();
    },
    onIdle: () => events.push('ended'),
  });
  return { writer, kept, events, held: () => heldBytes };
}

describe('rejected records that are being written', () => {
  it('hold their text, their reason and the provider message, until they are kept', async () => {
    const { passed, open } = gate();
    const run = start(() => passed);
    const kept = run.writer.add(rejected('12345', { reason: '123', providerMessage: '1' }));
    expect(run.held()).toBe(heldBytesFor(9));
    void run.writer.add(rejected('é€'));
    expect(run.held()).toBe(heldBytesFor(9) + heldBytesFor(2 * 2 + 'too old'.length));
    open();
    await kept;
    await run.writer.idle();
    expect(run.held()).toBe(0);
  });

  it('share a call and its promise when they come together, and the promise resolves after they are kept', async () => {
    const run = start();
    const [one, two] = [
      run.writer.add(rejected('1')),
      run.writer.add(rejected('2', { providerMessage: 'w' })),
    ];
    expect(one).toBe(two);
    expect([run.writer.isIdle, run.events]).toEqual([false, []]);
    await one;
    expect(run.kept).toEqual([
      {
        stream: { name: 'a' },
        identity: plan!.identity,
        record: '1',
        reason: 'too old',
        providerMessage: undefined,
      },
      {
        stream: { name: 'a' },
        identity: plan!.identity,
        record: '2',
        reason: 'too old',
        providerMessage: 'w',
      },
    ]);
    await run.writer.idle();
    expect([run.writer.isIdle, run.events]).toEqual([true, ['kept 2', 'ended']]);
  });

  it('are given to the store in calls of at most 4 MiB; only a single record may be larger', async () => {
    const LIMIT = 4 * 1024 * 1024;
    const ofBytes = (bytes: number) => 'x'.repeat(bytes - heldBytesFor('too old'.length));
    for (const [sizes, calls] of [
      [[LIMIT - 1_000, 1_000], [2]],
      [
        [LIMIT - 1_000, 1_001],
        [1, 1],
      ],
      [
        [1_000, LIMIT + 1, 1_000],
        [1, 1, 1],
      ],
    ] as const) {
      const run = start();
      for (const size of sizes) void run.writer.add(rejected(ofBytes(size)));
      await run.writer.idle();
      expect(run.events).toEqual([...calls.map((count) => `kept ${count}`), 'ended']);
    }
  });

  it('resolve every idle() when the last of them is kept, each time again', async () => {
    const run = start();
    for (const round of [1, 2]) {
      void run.writer.add(rejected('1'));
      let idle = 0;
      await Promise.all([run.writer.idle().then(() => idle++), run.writer.idle().then(() => idle++)]);
      expect([idle, run.events.filter((each) => each === 'ended').length]).toEqual([2, round]);
    }
    await run.writer.idle();
  });

  it('fail with the error that onKept throws, and the next ones do not', async () => {
    let calls = 0;
    const error = new Error('too many were rejected');
    const run = start(undefined, () => {
      if (calls++ === 0) throw error;
    });
    await expect(run.writer.add(rejected('1'))).rejects.toBe(error);
    await run.writer.add(rejected('2'));
    expect(run.held()).toBe(0);
  });

  it('cause no unhandled rejection if they cannot be kept and no caller waits for them', async () => {
    const run = start(() => Promise.reject(new Error('gone')));
    void run.writer.add(rejected('1'));
    await run.writer.idle();
    // Node reports an unhandled rejection before the next turn of the event loop.
    await new Promise((resolve) => setImmediate(resolve));
    expect(run.held()).toBe(0);
  });

  it('fail without being given to a store that has failed', async () => {
    let calls = 0;
    const run = start(() => {
      calls++;
      return Promise.reject(new Error('gone'));
    });
    for (const record of ['1', '2'])
      await expect(run.writer.add(rejected(record))).rejects.toMatchObject({ exhausted: true });
    expect([calls, run.held(), run.events]).toEqual([1, 0, ['ended', 'ended']]);
  });
});
