import { expect, it } from 'vitest';
import { watershedForEachTest } from './each-test.ts';
import { completions, row, runSync, state } from './harness.ts';

const { start, at, learners } = watershedForEachTest();

it.each(['append', 'append_dedup', 'overwrite'])(
  'a deleted row is not imported and replaces none (%s)',
  async (mode) => {
    await start();
    const gone = { Name: null, Score: null, _ab_cdc_deleted_at: '2026-01-01T00:00:00Z' };
    const stream = { ...completions, destination_sync_mode: mode, primary_key: [['record_id']], sync_id: 7 };
    const ended = await runSync(at(), {
      config: { allow_void: true },
      streams: [stream],
      lines: [row(1), row(2), row(1, gone), row(3, gone), state(1)],
    });
    expect([ended.error, ended.rejected]).toEqual([undefined, []]);
    expect(learners()).toEqual(['Learner 1', 'Learner 2']);
    expect(ended.states).toMatchObject([{ delivered: 4, rejected: 0 }]);
    expect(
      ended.log.filter((line) => line.includes('2 records that the source marks as deleted')),
    ).toHaveLength(1);
  },
);
