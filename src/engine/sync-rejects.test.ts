import { describe, expect, it } from 'vitest';
import type { Batch } from '../define/batch.ts';
import { delivered, type RowOutcome, staged } from '../define/batch.ts';
import { fakeStore, gate, record, streamState } from './testing/fixtures.ts';
import { startSync } from './testing/start-sync.ts';

const emittedState = (id: number, count: number, rejected = 0) => ({ id, delivered: count, rejected });

describe('a rejected record', () => {
  it('is stored before the state that counts it is emitted, at each step that can reject it', async () => {
    const { store, kept } = fakeStore();
    const rejectTwo = (batch: Batch) =>
      Promise.resolve(
        batch.each(
          ({ text }): RowOutcome =>
            text.includes('2') ? { status: 'rejected', reason: 'the id is two' } : delivered,
        ),
      );
    const run = startSync({
      rejects: store,
      operation: { limits: { maxRows: 10, maxBytes: 60 }, deliver: rejectTwo },
      config: { max_rejected_percent: 100 },
    });
    const noId = JSON.stringify({
      type: 'RECORD',
      record: { stream: 'a', data: { name: 'x' }, emitted_at: 1 },
    });
    const noData = JSON.stringify({ type: 'RECORD', record: { stream: 'a', data: [1], emitted_at: 1 } });
    const large = record('a', 3, { pad: 'x'.repeat(60) });
    await run.end(
      record('a', 1),
      record('a', 2),
      streamState('a', 10),
      noId,
      noData,
      large,
      streamState('a', 20),
      record('a', 4),
      streamState('a', 30),
    );
    expect(run.outcome).toMatchObject({ ended: true, error: undefined });
    expect(run.emitted).toEqual([emittedState(10, 1, 1), emittedState(20, 0, 3), emittedState(30, 1)]);
    expect(kept.map(({ record: text, reason }) => [text.slice(0, 12), reason])).toEqual(
      expect.arrayContaining([
        ['{"id":2}', 'the id is two'],
        ['{"name":"x"}', 'id is missing'],
        ['[1]', 'the record has no data object'],
        ['{"id":3,"pad', 'the record is larger than the 60 bytes that a request may contain'],
      ]),
    );
    expect(run.plans[0]!.report).toMatchObject({ received: 6, delivered: 2, rejected: 4 });
  });

  it('holds its state back until it is kept, also if it was rejected before batching', async () => {
    const { passed, open } = gate();
    const run = startSync({ rejects: fakeStore(() => passed).store, config: { max_rejected_percent: 100 } });
    await run.feed(
      JSON.stringify({ type: 'RECORD', record: { stream: 'a', data: {}, emitted_at: 1 } }),
      streamState('a', 10),
    );
    await run.end();
    expect(run.emitted).toEqual([]);
    expect(run.outcome.ended).toBe(false);
    open();
    await run.clock.advance(0);
    expect(run.emitted).toEqual([emittedState(10, 0, 1)]);
    expect(run.outcome).toMatchObject({ ended: true, error: undefined });
  });

  it('is awaited at the end, although a later one was kept sooner', async () => {
    const { passed, open } = gate();
    let calls = 0;
    const store = fakeStore(() => (calls++ === 0 ? passed : Promise.resolve())).store;
    const run = startSync({ rejects: store, config: { max_rejected_percent: 100 } });
    const bad = JSON.stringify({ type: 'RECORD', record: { stream: 'a', data: {}, emitted_at: 1 } });
    await run.feed(bad);
    await run.end(bad, streamState('a', 10));
    expect(run.outcome.ended).toBe(false);
    open();
    await run.clock.advance(0);
    expect(run.emitted).toEqual([emittedState(10, 0, 2)]);
    expect(run.outcome).toMatchObject({ ended: true, error: undefined });
  });

  it('fails the sync at its end if there are too many, and no state covers them', async () => {
    const run = startSync({ config: { max_rejected_percent: 10 } });
    const bad = JSON.stringify({ type: 'RECORD', record: { stream: 'a', data: {}, emitted_at: 1 } });
    const good = Array.from({ length: 20 }, (_, i) => record('a', i));
    await run.end(...good, streamState('a', 10), record('a', 1), bad, bad, bad, streamState('a', 20));
    expect(run.outcome.error).toMatchObject({ kind: 'config', code: 'ERR_TOO_MANY_REJECTED' });
    expect(run.emitted).toEqual([emittedState(10, 20)]);
  });

  it('counts against all received records, including those in open batches', async () => {
    const run = startSync({
      operation: { limits: { maxRows: 10_000 } },
      config: { max_rejected_percent: 10 },
    });
    const bad = JSON.stringify({ type: 'RECORD', record: { stream: 'a', data: {}, emitted_at: 1 } });
    const good = Array.from({ length: 950 }, (_, i) => record('a', i));
    await run.feed(...good, ...Array<string>(105).fill(bad));
    expect(run.outcome.ended).toBe(false);
    await run.end(streamState('a', 10));
    expect(run.outcome).toMatchObject({ ended: true, error: undefined });
    expect(run.emitted).toEqual([emittedState(10, 950, 105)]);
  });

  it('is covered by no state until enough other records are delivered or staged', async () => {
    const bad = JSON.stringify({ type: 'RECORD', record: { stream: 'a', data: {}, emitted_at: 1 } });
    for (const outcome of [delivered, staged]) {
      const deliver = async (batch: Batch) =>
        batch.each(({ text }) => (text.includes('2') ? delivered : outcome));
      const run = startSync({
        operation: { limits: { maxRows: 2 }, deliver, commit: async () => undefined },
        config: { max_rejected_percent: 50 },
      });
      await run.feed(bad, streamState('a', 10), record('a', 1));
      expect(run.emitted).toEqual([]);
      await run.feed(record('a', 2));
      expect(run.emitted).toEqual([emittedState(10, 0, 1)]);
    }
  });

  it('fails the sync at once if too many of at least 100 records are rejected', async () => {
    const run = startSync({
      operation: { limits: { maxRows: 10_000 } },
      config: { max_rejected_percent: 10 },
    });
    const bad = JSON.stringify({ type: 'RECORD', record: { stream: 'a', data: {}, emitted_at: 1 } });
    await run.feed(...Array.from({ length: 89 }, (_, i) => record('a', i)), ...Array<string>(11).fill(bad));
    expect(run.outcome.error).toMatchObject({
      code: 'ERR_TOO_MANY_REJECTED',
      message: expect.stringContaining('11 of 100 records were rejected, more than the 10 %') as string,
    });
  });
});
