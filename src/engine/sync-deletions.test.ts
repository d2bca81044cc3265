import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { record, streamState } from './testing/fixtures.ts';
import { startSync } from './testing/start-sync.ts';

const schema = z.object({
  id: z.number(),
  name: z.string(),
  more: z.record(z.string(), z.unknown()).optional(),
});
const operation = { schema, unmappedColumns: { into: 'more' }, limits: { maxRows: 10 } } as const;
const deleted = (id: number, more: object = {}) =>
  record('a', id, { ...more, _ab_cdc_deleted_at: '2026-01-01T00:00:00Z' });
const alive = (id: number, more: object = {}) =>
  record('a', id, { name: 'x', ...more, _ab_cdc_deleted_at: null });
const warnings = (lines: readonly string[]) => lines.filter((line) => line.includes('_ab_cdc_deleted_at'));

describe('deletions for an operation without acceptsDeletes', () => {
  it('are skipped, counted in states, and logged once with their number', async () => {
    const run = startSync({ operation });
    await run.end(
      alive(1),
      deleted(1),
      deleted(2, { name: 'x' }),
      streamState('a', 10),
      deleted(3),
      streamState('a', 20),
    );
    expect(run.outcome).toMatchObject({ ended: true, error: undefined });
    expect(run.sent).toEqual([[1]]);
    expect(run.emitted).toEqual([
      { id: 10, delivered: 3, rejected: 0 },
      { id: 20, delivered: 1, rejected: 0 },
    ]);
    expect(run.plans[0]!.report).toMatchObject({ received: 4, delivered: 1, skipped: 3, rejected: 0 });
    expect(warnings(run.log.lines)).toEqual([
      'Stream "a": 3 records that the source marks as deleted (_ab_cdc_deleted_at) were skipped, as Unsupported ' +
        'Deletions (unsupported_deletions) says, because the sync mode of the stream deletes nothing of thing. Earlier versions of them stay there.',
    ]);
  });

  it('are reported with what the user can do to have them sent', async () => {
    const run = startSync({ operation: { ...operation, deletionHint: 'switch on Deletions (deletions)' } });
    await run.end(deleted(1), streamState('a', 10));
    expect(warnings(run.log.lines)).toEqual([
      expect.stringMatching(/ stay there\. To delete them too, switch on Deletions \(deletions\)\.$/),
    ]);
  });

  it('may be all records of a sync', async () => {
    const run = startSync({ operation });
    await run.end(...Array.from({ length: 200 }, (_, id) => deleted(id)), streamState('a', 10));
    expect(run.outcome).toMatchObject({ ended: true, error: undefined });
    expect([run.sent, run.emitted]).toEqual([[], [{ id: 10, delivered: 200, rejected: 0 }]]);
  });

  it('are rejected with one constant reason and stored with `unsupported_deletions: reject`', async () => {
    const config = { unsupported_deletions: 'reject', max_rejected_percent: 100 } as const;
    const run = startSync({ operation, config });
    await run.end(alive(1), deleted(1, { name: 'x' }), deleted(2), streamState('a', 10));
    const reason = 'the source deleted the record, and the sync mode of the stream deletes nothing';
    expect(run.outcome).toMatchObject({ ended: true, error: undefined });
    expect(run.sent).toEqual([[1]]);
    expect(run.emitted).toEqual([{ id: 10, delivered: 1, rejected: 2 }]);
    expect([...run.plans[0]!.report.reasons]).toEqual([[reason, { count: 2, sample: undefined }]]);
    expect(run.plans[0]!.report).toMatchObject({ received: 3, delivered: 1, skipped: 0, rejected: 2 });
    expect(warnings(run.log.lines)).toEqual([]);
  });

  it('that are rejected count against the maximum, also on the fast path', async () => {
    const config = { unsupported_deletions: 'reject', max_rejected_percent: 50 } as const;
    const run = startSync({ operation: { ...operation, limits: { maxRows: 1_000 } }, config });
    await run.end(
      ...Array.from({ length: 200 }, (_, id) => (id % 4 === 0 ? alive(id) : deleted(id, { name: 'x' }))),
    );
    expect(run.outcome.error).toMatchObject({ code: 'ERR_TOO_MANY_REJECTED' });
  });

  it('are recognised also on the fast path', async () => {
    const run = startSync({ operation: { ...operation, limits: { maxRows: 1_000 } } });
    const lines = Array.from({ length: 100 }, (_, id) =>
      id % 3 === 2 ? deleted(id, { name: 'x', n: id }) : alive(id, { n: id }),
    );
    await run.end(...lines);
    expect(run.sent.flat()).toEqual(Array.from({ length: 100 }, (_, id) => id).filter((id) => id % 3 !== 2));
  });

  it('do not supersede a row with the same dedup key', async () => {
    for (const repeats of ['keep-last', 'same-batch', 'separate-batches'] as const) {
      const run = startSync({
        operation: { ...operation, onDuplicate: repeats, dedupKey: (row) => String(row.id) },
      });
      await run.end(alive(1), deleted(1), deleted(1, { name: 'x' }));
      expect(run.sent).toEqual([[1]]);
    }
  });

  it('are delivered as rows if a field mapping renames their _ab_cdc_deleted_at column', async () => {
    const field_mappings = [{ source_field: '_ab_cdc_deleted_at', destination_field: 'more.gone' }];
    const run = startSync({ operation, config: { field_mappings } });
    await run.end(deleted(1, { name: 'x' }));
    expect([run.sent, warnings(run.log.lines)]).toEqual([[[1]], []]);
  });
});
