import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { Batch } from '../../define/batch.ts';
import { jsonArray } from '../../define/framing.ts';
import { hashOf } from '../../hash.ts';
import { depth } from '../../testing/depth.ts';
import { fakeClock } from '../../testing/fake-clock.ts';
import { testStreamRun } from '../../testing/test-batch.ts';
import { Lanes } from '../delivery/lanes.ts';
import { Checkpoint } from '../settlement/checkpoint.ts';
import { Ledger } from '../settlement/ledger.ts';
import { deliverAll, fakeStore, gate, record, streamState } from '../testing/fixtures.ts';
import { startSync } from '../testing/start-sync.ts';
import { Batcher } from './batcher.ts';
import { DedupSeparation } from './dedup-separation.ts';
import { OpenBatches } from './open-batches.ts';

interface Version {
  readonly key: string;
  readonly version: number;
}

const versionsIn = (batch: Batch): readonly Version[] =>
  Array.from(batch, ({ text }) => JSON.parse(text) as Version);

/** Batches with lanes, as in a sync. A batch is delivered when the test releases it, or as soon as its order allows. */
function start(limits: { readonly maxRows: number; readonly maxBytes?: number }, mostOpen = 100) {
  const clock = fakeClock();
  const checkpoint = new Checkpoint(new Ledger(() => undefined).chainOf({ name: 'any' }));
  const workers = new Lanes(4);
  const started: (readonly Version[])[] = [];
  const underWay = new Set<readonly Version[]>();
  const joined: number[] = [];
  const under: ReturnType<typeof gate>[] = [];
  const batcher = new Batcher(
    { limits, framing: jsonArray, onDuplicate: 'separate-batches' },
    testStreamRun,
    clock,
    (batch, { lane }, following) => {
      workers.submit(
        () => {
          const versions = versionsIn(batch);
          const keys = new Set(versions.map(({ key }) => key));
          for (const { key } of [...underWay].flat()) expect(keys).not.toContain(key);
          underWay.add(versions);
          started.push(versions);
          joined.push(...Array.from(batch, ({ index }) => batch.entries.supersedes(index)?.length ?? 0));
          const end = gate();
          under.push(end);
          return end.passed.finally(() => {
            underWay.delete(versions);
            following?.onSettled();
          });
        },
        lane,
        following?.after,
      );
    },
    new OpenBatches(mostOpen),
  );
  return {
    clock,
    batcher,
    workers,
    started,
    joined,
    under,
    add(
      key: string,
      version: number,
      slot: {
        readonly lane?: number;
        readonly batchKey?: string;
        readonly deleted?: boolean;
        readonly isReversed?: boolean;
      } = {},
    ) {
      const text = JSON.stringify(slot.isReversed ? { version, key } : { key, version });
      const row = {
        text,
        orderingKey: undefined,
        batchKey: slot.batchKey,
        dedupKey: undefined,
        hash: hashOf(key),
        deleted: slot.deleted ?? false,
      };
      batcher.add(row, slot.lane, checkpoint, undefined);
    },
    async endAll() {
      batcher.flush();
      while (workers.active > 0 || workers.backlog > 0) {
        under.shift()?.open();
        await clock.advance(0);
      }
    },
  };
}

describe('rows of one dedup key with separate batches', () => {
  it('never share a batch, are all delivered, in order, each after the earlier batch is settled', async () => {
    const step = fc.record({
      key: fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f'),
      version: fc.nat(2),
      ends: fc.nat(4),
      lane: fc.nat(3),
    });
    await fc.assert(
      fc.asyncProperty(
        fc.record({ maxRows: fc.integer({ min: 1, max: 6 }), maxBytes: fc.integer({ min: 30, max: 120 }) }),
        fc.integer({ min: 1, max: 6 }),
        fc.constantFrom('none', 'lane', 'batchKey'),
        fc.array(step, { maxLength: 60 }),
        async (limits, mostOpen, slots, steps) => {
          const run = start(limits, mostOpen);
          const wanted = new Map<string, number[]>();
          for (const { key, version, ends, lane } of steps) {
            const slot = slots === 'lane' ? { lane } : slots === 'batchKey' ? { batchKey: String(lane) } : {};
            run.add(key, version, slot);
            wanted.set(key, [...(wanted.get(key) ?? []), version]);
            if (ends === 0) run.under.shift()?.open();
            await run.clock.advance(ends * 5_000);
          }
          await run.endAll();
          for (const batch of run.started)
            expect(new Set(batch.map(({ key }) => key)).size).toBe(batch.length);
          for (const [key, versions] of wanted) {
            const sent = run.started.flat().flatMap((each) => (each.key === key ? [each.version] : []));
            expect(withoutRepeats(sent)).toEqual(withoutRepeats(versions));
          }
          const rows = run.started.flat().length + run.joined.reduce((sum, each) => sum + each, 0);
          expect(rows).toBe(steps.length);
        },
      ),
      { numRuns: depth(150, 3_000) },
    );
  });

  it('are sent once if they differ only in the order of their keys', async () => {
    const run = start({ maxRows: 10 });
    run.add('a', 1);
    run.add('a', 1, { isReversed: true });
    run.add('a', 2, { isReversed: true });
    await run.endAll();
    expect(run.started).toEqual([[{ key: 'a', version: 1 }], [{ key: 'a', version: 2 }]]);
    expect(run.joined).toEqual([1, 0]);
  });

  it('need only as many batches as a key has versions, in any order of rows', async () => {
    for (const interleaved of [true, false]) {
      const run = start({ maxRows: 100 });
      for (let n = 0; n < 200; n++)
        run.add(`k${interleaved ? n >> 1 : n % 100}`, interleaved ? n & 1 : Math.floor(n / 100));
      await run.endAll();
      expect(run.started.map((batch) => batch.length)).toEqual([100, 100]);
    }
  });

  it('wait for a running batch with their key; other batches do not', async () => {
    const run = start({ maxRows: 1 });
    run.add('a', 1);
    run.add('a', 2);
    run.add('b', 1);
    await run.clock.advance(0);
    expect(run.started.flat()).toEqual([
      { key: 'a', version: 1 },
      { key: 'b', version: 1 },
    ]);
    run.under[0]!.open();
    await run.clock.advance(0);
    expect(run.started.flat().at(-1)).toEqual({ key: 'a', version: 2 });
  });

  it('do not wait for a settled batch', async () => {
    const run = start({ maxRows: 1 });
    run.add('a', 1);
    run.under[0]!.open();
    await run.clock.advance(0);
    run.add('a', 2);
    expect(run.started).toHaveLength(2);
  });

  it('of equal text are sent once and share the outcome', async () => {
    const run = start({ maxRows: 10 });
    for (let n = 0; n < 5; n++) run.add('a', 1);
    run.add('b', 1);
    await run.endAll();
    expect(run.started).toEqual([
      [
        { key: 'a', version: 1 },
        { key: 'b', version: 1 },
      ],
    ]);
    expect(run.joined).toEqual([4, 0]);
  });

  it('never take a deletion for an equal row, since it has no text to compare', async () => {
    const run = start({ maxRows: 10 });
    for (const deleted of [true, true, false, true]) run.add('a', 1, { deleted });
    await run.endAll();
    expect([run.started.length, run.joined]).toEqual([4, [0, 0, 0, 0]]);
  });

  it('are all remembered until their batch is settled, however many there are; rows without one follow none', () => {
    const separation = new DedupSeparation();
    const batch = separation.open('');
    const hashes = Array.from({ length: 5_000 }, (_, hash) => hash);
    for (const hash of hashes) separation.addRow(batch, hash);
    separation.addRow(batch, undefined);
    expect(hashes.every((hash) => separation.lastBatchWith(hash) === batch)).toBe(true);
    const next = separation.open('');
    separation.addRow(next, undefined);
    const { onSettled } = separation.close(batch);
    expect(separation.close(next).after).toEqual([]);
    onSettled();
    expect(hashes.some((hash) => separation.lastBatchWith(hash) !== undefined)).toBe(false);
  });

  it('are not found by the hash of a row that has none, also where that row comes first', () => {
    const separation = new DedupSeparation();
    separation.addRow(separation.open(''), undefined);
    expect(separation.lastBatchWith(0)).toBeUndefined();
  });

  it('do not keep the batches before theirs in memory once these have become promises to wait for', () => {
    const separation = new DedupSeparation();
    const [first, second] = [separation.open(''), separation.open('')];
    for (const batch of [first, second]) separation.addRow(batch, 7);
    expect(separation.close(second).after).toEqual([first.settled]);
    expect(second.after.size).toBe(0);
  });

  it('have at most eight open batches for any number of versions', () => {
    const run = start({ maxRows: 100 });
    for (let version = 0; version < 1_000; version++) run.add('a', version);
    expect(run.batcher.waitingRows).toBeLessThanOrEqual(8);
  });
});

describe('a sync with separate batches for rows of one dedup key', () => {
  const operation = {
    schema: z.looseObject({ id: z.number(), name: z.string() }),
    dedupKey: 'name',
    onDuplicate: 'separate-batches' as const,
    limits: { maxRows: 10 },
  };

  it('gives equal records the outcome of the sent one and sends other versions only after it', async () => {
    const first = gate();
    const run = startSync({
      operation: {
        ...operation,
        deliver: (batch) =>
          batch.size === 2 ? first.passed.then(() => deliverAll(batch)) : deliverAll(batch),
      },
    });
    const ended = run.end(
      record('a', 1, { name: 'x' }),
      record('a', 1, { name: 'x' }),
      record('a', 2, { name: 'x' }),
      record('a', 3, { name: 'y' }),
      streamState('a', 10),
    );
    await ended;
    expect([run.sent, run.emitted]).toEqual([[[1, 3]], []]);
    first.open();
    await run.done;
    expect(run.sent).toEqual([[1, 3], [2]]);
    expect(run.emitted).toEqual([{ id: 10, delivered: 4, rejected: 0 }]);
    expect(run.plans[0]!.report).toMatchObject({ delivered: 3, skipped: 1 });
  });

  it('rejects equal records together and keeps all of them with the reason', async () => {
    const { store, kept } = fakeStore();
    const run = startSync({
      rejects: store,
      config: { max_rejected_percent: 100 },
      operation: {
        ...operation,
        deliver: (batch) => Promise.resolve(batch.all({ status: 'rejected', reason: 'no' })),
      },
    });
    await run.end(record('a', 1, { name: 'x' }), record('a', 1, { name: 'x' }), streamState('a', 10));
    expect(run.emitted).toEqual([{ id: 10, delivered: 0, rejected: 2 }]);
    expect(kept.map(({ reason, record }) => [reason, JSON.parse(record)])).toEqual(
      [1, 2].map(() => ['no', { id: 1, name: 'x' }]),
    );
  });

  it('keeps the order of rows when the first is sent again', async () => {
    let attempts = 0;
    const run = startSync({
      operation: {
        ...operation,
        deliver: (batch) =>
          Promise.resolve(
            batch.all(attempts++ === 0 ? { status: 'retry', reason: 'later' } : { status: 'delivered' }),
          ),
      },
    });
    await run.end(record('a', 1, { name: 'x' }), record('a', 2, { name: 'x' }));
    await run.clock.advance(60_000);
    expect(run.sent).toEqual([[1], [1], [2]]);
  });

  it('fails when a row fails permanently, and does not send the rows that follow it', async () => {
    const run = startSync({
      operation: { ...operation, deliver: () => Promise.reject(new Error('broken')) },
    });
    await run.end(record('a', 1, { name: 'x' }), record('a', 2, { name: 'x' }));
    await run.clock.advance(60_000);
    expect(run.outcome).toMatchObject({ ended: true, error: expect.anything() });
    expect(run.sent).toEqual([[1]]);
  });
});

/** Equal neighbours may have been sent once. */
const withoutRepeats = (versions: readonly number[]): readonly number[] =>
  versions.filter((version, at) => version !== versions[at - 1]);
