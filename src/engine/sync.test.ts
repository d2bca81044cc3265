import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { delivered, type RowOutcome } from '../define/batch.ts';
import { deliverAll, gate, globalState, idsOf, record, streamState } from './testing/fixtures.ts';
import { startSync } from './testing/start-sync.ts';

const emittedState = (id: number, count: number, rejected = 0) => ({ id, delivered: count, rejected });

describe('a sync', () => {
  it('ignores messages of other types', async () => {
    const run = startSync({ operation: { limits: { maxRows: 1 } } });
    const others = [
      '{"type":"LOG","log":{}}',
      '{"type":"TRACE","trace":{"type":"ESTIMATE"}}',
      '{"type":"NEWER"}',
    ];
    await run.end(...others, record('a', 1), streamState('a', 10));
    expect(run.outcome).toMatchObject({ ended: true, error: undefined });
    expect(run.emitted).toEqual([emittedState(10, 1)]);
  });

  it('recognises records whose text is like those before it', async () => {
    const run = startSync();
    const known = vi.spyOn(run.deliverable[0]!.prepare, 'found');
    await run.end(...Array.from({ length: 5 }, (_, id) => record('a', id)));
    expect(known).toHaveBeenCalled();
  });

  it('emits a state when the rows before it are delivered, without waiting for rows after it', async () => {
    const first = gate();
    const run = startSync({
      operation: {
        limits: { maxRows: 2 },
        deliver: (batch) =>
          idsOf(batch).includes(1) ? first.passed.then(() => deliverAll(batch)) : deliverAll(batch),
      },
    });
    await run.feed(
      record('a', 1),
      record('a', 2),
      streamState('a', 10),
      record('a', 3),
      record('a', 4),
      streamState('a', 20),
    );
    expect(run.emitted).toEqual([]);
    first.open();
    await run.clock.advance(0);
    expect(run.emitted).toEqual([emittedState(10, 2), emittedState(20, 2)]);
    expect(await run.end()).toMatchObject({ ended: true, error: undefined });
  });

  it('delivers open batches at the end of the input and emits all states', async () => {
    const run = startSync({ operation: { limits: { maxRows: 100 } } });
    await run.feed(record('a', 1), streamState('a', 10), record('a', 2));
    expect(run.sent).toEqual([]);
    expect(await run.end(streamState('a', 20), record('a', 3))).toMatchObject({
      ended: true,
      error: undefined,
    });
    expect(run.sent).toEqual([[1, 2, 3]]);
    expect(run.emitted).toEqual([emittedState(10, 1), emittedState(20, 1)]);
  });

  it('emits a state without rows before it at once', async () => {
    const run = startSync();
    await run.feed(streamState('a', 1), streamState('not in the catalog', 2), globalState(3));
    expect(run.ids()).toEqual([1, 2, 3]);
    await run.end();
  });

  it('succeeds with empty input', async () => {
    expect(await startSync().end()).toMatchObject({ ended: true, error: undefined });
  });

  it('reads a last message without a newline', async () => {
    const run = startSync();
    run.input.write(`${record('a', 1)}\n`);
    run.input.end(streamState('a', 10));
    await run.clock.advance(0);
    expect(run.emitted).toEqual([emittedState(10, 1)]);
    expect(run.outcome).toMatchObject({ ended: true, error: undefined });
  });

  it('delivers batches by age while the input stays open, so that states do not wait for more records', async () => {
    const run = startSync({ operation: { limits: { maxRows: 100, maxAgeMs: 5000 } } });
    await run.feed(record('a', 1), streamState('a', 10));
    await run.clock.advance(4999);
    expect(run.emitted).toEqual([]);
    await run.clock.advance(1);
    expect(run.emitted).toEqual([emittedState(10, 1)]);
    expect(run.outcome.ended).toBe(false);
    await run.end();
  });

  it('fills batches however often states come', async () => {
    const run = startSync({
      operation: { limits: { maxRows: 10 } },
    });
    await run.end(...Array.from({ length: 40 }, (_, id) => [record('a', id), streamState('a', id)]).flat());
    expect(run.sent.map((ids) => ids.length)).toEqual([10, 10, 10, 10]);
    expect(run.emitted).toEqual(Array.from({ length: 40 }, (_, id) => emittedState(id, 1)));
  });

  it('holds back the states of a slow stream and GLOBAL states, but not the states of other streams', async () => {
    const slow = gate();
    const run = startSync({
      streams: ['slow', 'fast'],
      operation: {
        limits: { maxRows: 1 },
        deliver: (batch) =>
          idsOf(batch)[0] === 1 ? slow.passed.then(() => deliverAll(batch)) : deliverAll(batch),
      },
    });
    await run.feed(
      record('slow', 1),
      streamState('slow', 10),
      record('fast', 2),
      streamState('fast', 20),
      globalState(30),
      streamState('fast', 40),
    );
    expect(run.ids()).toEqual([20]);
    slow.open();
    await run.end();
    expect(run.ids()).toEqual([20, 10, 30, 40]);
  });

  it('emits every state of each of 50 streams', async () => {
    const streams = Array.from({ length: 50 }, (_, index) => `s${index}`);
    const batches: string[][] = [];
    const run = startSync({
      streams,
      operation: {
        limits: { maxRows: 7 },
        deliver(batch) {
          batches.push(Array.from(batch, ({ text }) => (JSON.parse(text) as { of: string }).of));
          return deliverAll(batch);
        },
      },
    });
    const lines = Array.from({ length: 20 }, (_, round) =>
      streams.flatMap((name, index) => [
        record(name, round, { of: name }),
        streamState(name, round * 50 + index),
      ]),
    ).flat();
    expect(await run.end(...lines)).toMatchObject({ ended: true, error: undefined });
    expect(run.emitted.length).toBe(1000);
    expect(run.emitted.every(({ delivered: count }) => count === 1)).toBe(true);
    expect(batches.flat().length).toBe(1000);
    for (const batch of batches) expect(new Set(batch).size).toBe(1);
  });

  it('delivers all rows of an ordering key in order, for any duration of requests', async () => {
    const steps = fc.array(fc.record({ key: fc.nat(5), takes: fc.nat(100), outcome: fc.nat(9) }), {
      maxLength: 60,
    });
    await fc.assert(
      fc.asyncProperty(
        steps,
        fc.integer({ min: 1, max: 4 }),
        fc.integer({ min: 1, max: 5 }),
        async (rows, concurrency, limit) => {
          const arrived: number[] = [];
          let active = 0;
          const run = startSync({
            concurrency,
            operation: {
              limits: { maxRows: limit, maxAgeMs: 50 },
              orderingKey: (row) => String(row.key),
              async deliver(batch, _, { clock, signal }) {
                expect(++active).toBeLessThanOrEqual(concurrency);
                await clock.sleep(rows[idsOf(batch)[0]!]!.takes, signal);
                active--;
                arrived.push(...idsOf(batch));
                return batch.each(({ text }): RowOutcome => {
                  const { outcome } = rows[(JSON.parse(text) as { id: number }).id]!;
                  return outcome === 0
                    ? { status: 'rejected', reason: 'bad' }
                    : outcome === 1
                      ? { status: 'skipped' }
                      : delivered;
                });
              },
            },
            config: { max_rejected_percent: 100 },
          });
          for (const [id, { key }] of rows.entries()) {
            await run.feed(record('a', id, { key: String(key) }), streamState('a', id));
            if (id % 7 === 0) await run.clock.advance(20);
          }
          run.input.end();
          await run.clock.advance(100 * 60 * 60);
          expect(run.outcome).toMatchObject({ ended: true, error: undefined });
          expect(arrived.toSorted((a, b) => a - b)).toEqual(rows.map((_, id) => id));
          for (const wanted of new Set(rows.map(({ key }) => key))) {
            const own = arrived.filter((id) => rows[id]!.key === wanted);
            expect(own).toEqual(own.toSorted((a, b) => a - b));
          }
          expect(run.emitted).toEqual(
            rows.map(({ outcome }, id) => (outcome === 0 ? emittedState(id, 0, 1) : emittedState(id, 1))),
          );
        },
      ),
      { numRuns: 40 },
    );
  });
});
