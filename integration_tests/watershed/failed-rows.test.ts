import { describe, expect, it } from 'vitest';
import { watershedForEachTest } from './each-test.ts';
import { completions, countOf, row, rows, runSync, state } from './harness.ts';

const { start, at, learners } = watershedForEachTest();

describe('rows that fail', () => {
  const bad = row(1, { Score: 7 });
  const config = { preview: 'never' };

  it('in the import are rejected with the provider message, the header being line 1', async () => {
    await start();
    const ended = await runSync(at(), { config, lines: [row(0), bad, row(2), state(1)] });
    expect(ended.states).toMatchObject([{ delivered: 2, rejected: 1 }]);
    expect(ended.rejected).toEqual(['Score must be between -1 and 1. The current value of the field is: 7.']);
    expect(ended.rejectedRecords).toMatchObject([{ record_id: 'r-1' }]);
  });

  it('are identified by line, also with line breaks in texts and empty cells', async () => {
    await start();
    const odd = [row(0, { Name: 'a\r\nb\nc"d' }), row(1, { Name: null }), row(2, { Name: '\n' }), bad];
    const ended = await runSync(at(), { config, lines: [...odd, row(3), state(1)] });
    expect(ended.rejectedRecords).toMatchObject([
      { record_id: 'r-1', Name: null },
      { record_id: 'r-1', Score: 7 },
    ]);
    expect(learners()).toEqual(['a b c"d', ' ', 'Learner 3']);
  });

  it('are identified by a preview if all fail and the import is never listed', async () => {
    for (const jobEndpoint of [true, false]) {
      await start({ listsFailedImports: false, jobEndpoint });
      const ended = await runSync(at(), {
        config: { ...config, max_rejected_percent: 100 },
        lines: [bad, bad, state(1)],
      });
      expect(ended.states).toMatchObject([{ delivered: 0, rejected: 2 }]);
      expect(ended.states[0]!.at).toBeLessThan(jobEndpoint ? 120_000 : 1_900_000);
      if (jobEndpoint) await at().emulator.close();
    }
  });

  it('are not uploaded if the preview detects them', async () => {
    await start();
    const lines = [row(0), bad, row(2), state(1)];
    expect((await runSync(at(), { lines })).states).toMatchObject([{ delivered: 2, rejected: 1 }]);
    expect(at().provider.imports).toMatchObject([{ rowCount: 2, failedRows: {} }]);
  });

  it('are detected in the first file only, or in every one, as configured', async () => {
    const lines = [row(0), row(1), row(2), row(3, { Score: 9 })];
    await start();
    const first = await runSync(at(), { config: { rows_per_file: 2 }, lines });
    expect([at().provider.previewed, first.rejected.length]).toEqual([2, 1]);
    await at().emulator.close();
    await start();
    const every = await runSync(at(), { config: { rows_per_file: 2, preview: 'every_batch' }, lines });
    expect([at().provider.previewed, every.rejected.length]).toEqual([4, 1]);
    expect(at().provider.imports.flatMap(({ failedRows }) => Object.keys(failedRows))).toEqual([]);
  });

  const failing = [0, 1, 2, 3, 4, 5].map((n) => row(n, { Score: 7 }));
  const inFilesOfTwo = { rows_per_file: 2, max_rejected_percent: 100 };

  it.each(['append', 'append_dedup'])(
    'in all previews are not uploaded, because the template or mapping may be wrong (%s)',
    async (destination_sync_mode) => {
      await start();
      const streams = [{ ...completions, destination_sync_mode, primary_key: [['record_id']] }];
      const ended = await runSync(at(), { streams, config: inFilesOfTwo, lines: [...failing, state(1)] });
      expect(ended.states).toMatchObject([{ delivered: 0, rejected: 6 }]);
      expect([at().provider.previewed, countOf(at(), 'POST', 'csv-import')]).toEqual([6, 0]);
    },
  );

  it('in the first previews cause further ones until a row is accepted', async () => {
    await start();
    const lines = [...failing, row(6), row(7), row(8), row(9), state(1)];
    const ended = await runSync(at(), { config: inFilesOfTwo, lines });
    expect(ended.states).toMatchObject([{ delivered: 4, rejected: 6 }]);
    expect([at().provider.previewed, countOf(at(), 'POST', 'csv-import')]).toEqual([8, 2]);
  });

  it('in a whole file leave nothing to upload', async () => {
    await start();
    const ended = await runSync(at(), { config: { max_rejected_percent: 100 }, lines: [bad, state(1)] });
    expect(ended.states).toMatchObject([{ delivered: 0, rejected: 1 }]);
    expect(countOf(at(), 'POST', 'csv-import')).toBe(0);
  });

  it('may be already stored, and are counted as rejected', async () => {
    await start({ repeatedIds: 'failed' });
    await runSync(at(), { lines: rows(2) });
    const lines = [...rows(3), state(1)];
    const ended = await runSync(at(), { config: { max_rejected_percent: 100 }, lines });
    expect(ended.states).toMatchObject([{ delivered: 1, rejected: 2 }]);
    expect(at().provider.stored).toBe(3);
  });

  it('are unknown without waiting for the import, which the log states once', async () => {
    await start({ importMs: 60_000 });
    const lines = [row(0), bad, state(1), row(2)];
    const ended = await runSync(at(), {
      config: { ...config, wait_for_import: false, rows_per_file: 2 },
      lines,
    });
    expect(ended.states).toMatchObject([{ delivered: 2, rejected: 0 }]);
    expect(ended.states[0]!.at).toBeLessThan(60_000);
    expect(ended.log.filter((line) => line.includes('not detected'))).toHaveLength(1);
  });
});
