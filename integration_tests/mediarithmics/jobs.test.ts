import { afterEach, describe, expect, it } from 'vitest';
import { errorOf, type Setup, startSyncs, visits } from './test-kit.ts';

let syncs: Awaited<ReturnType<typeof startSyncs>>;
const start = async (setup: Setup) => {
  syncs = await startSyncs(setup);
  return syncs;
};
afterEach(() => syncs.close());

const post = { method: 'POST', path: { regexp: '/executions$' } };

describe('documents', () => {
  it('of a deduplicated stream are processed one at a time, so that none overtakes another', async () => {
    const config = { document_max_records: 1 };
    const emulator = { pendingMs: [120, 80, 40, 0] };
    const { sync, provider } = await start({ type: 'USER_SEGMENT', mode: 'append_dedup', config, emulator });
    const versions = [1, 2, 3, 4].map((minutes) => ({
      id: 1,
      user_account_id: 'crm-1',
      segment_id: '7',
      expiration_duration: minutes,
    }));
    expect((await sync(versions)).exitCode).toBe(0);
    expect(provider.lines.map(({ value }) => value.expiration_duration)).toEqual([1, 2, 3, 4]);
    expect(provider.jobs).toHaveLength(4);
  });

  it('never contain an update of a part together with one that overrides it, because the order of lines is unknown', async () => {
    const { sync, provider } = await start({
      type: 'USER_PROFILE',
      mode: 'append_dedup',
      config: { allow_deletions: true },
    });
    const update = { id: 1, user_account_id: 'crm-1', update_strategy: 'PARTIAL_UPDATE' };
    const rows = [
      { ...update, visits: 1 },
      { ...update, visits: 2 },
      { ...update, name: 'Anna' },
      { ...update, visits: 3, _ab_cdc_deleted_at: '2026-01-01T00:00:00Z' },
      { ...update, visits: 4 },
    ];
    const end = await sync(rows);
    expect([end.exitCode, end.states]).toEqual([0, [5]]);
    // The last update of a visit removes it.
    expect(provider.lines.map(({ execution, value }) => [execution, value.operation])).toEqual([
      ['990001', 'UPSERT'],
      ['990002', 'DELETE'],
      ['990003', 'UPSERT'],
    ]);
    expect([...provider.state.values()]).toMatchObject([{ user_profile: { visits: 4 } }]);
  });

  it('of an appended stream are processed concurrently', async () => {
    const { sync, provider, emulator } = await start({
      config: { document_max_records: 10 },
      // Long enough for a second document on a busy machine.
      emulator: { pendingMs: 3_000 },
    });
    expect((await sync(visits(20))).exitCode).toBe(0);
    const [first, second] = provider.jobs;
    expect(second!.createdAt).toBeLessThan(first!.endsAt);
    expect(emulator.provider.stored).toBe(20);
  });

  it.each(['raw', 'multipart'])(
    'whose response is lost are found, not sent again (%s)',
    async (upload_format) => {
      const faults = [{ match: post, nth: 1, action: { type: 'reset', when: 'after' } } as const];
      const { sync, provider } = await start({
        faults,
        config: { upload_format },
        emulator: { dedupe: false },
      });
      const end = await sync(visits(25));
      expect([end.exitCode, end.states]).toEqual([0, [10, 20, 25]]);
      expect([provider.jobs.length, provider.stored]).toEqual([1, 25]);
    },
  );

  it('of CSV are processed like others', async () => {
    const { sync, provider } = await start({ type: 'USER_SEGMENT', config: { segment_format: 'CSV' } });
    const members = Array.from({ length: 12 }, (_, id) => ({
      id,
      user_account_id: `crm-${id}, "x"`,
      segment_id: 7,
      data_bag: { id },
    }));
    expect((await sync(members)).exitCode).toBe(0);
    expect(provider.lines).toHaveLength(12);
    expect(provider.lines[3]?.value).toMatchObject({ user_account_id: 'crm-3, "x"', data_bag: '{"id":3}' });
  });
});

describe('a state', () => {
  it('contains the number of lines that failed in the job', async () => {
    const { sync } = await start({ emulator: { failLinesWith: '"crm-3"' } });
    const end = await sync(visits(20));
    expect(end.exitCode).toBe(0);
    const counts = end.messages.flatMap(({ state }) => (state ? [state.destinationStats] : []));
    // Of each ten visits, account 3 of 7 made one or two.
    expect(counts).toMatchObject([
      { recordCount: 9, rejectedRecordCount: 1 },
      { recordCount: 8, rejectedRecordCount: 2 },
    ]);
  });

  it.each([
    ['fails', 'transient_error', 'FAILED'],
    ['lost', 'transient_error', 'LOST'],
    ['canceled', 'config_error', 'cancelled'],
    ['stays_pending', 'transient_error', 'cancelled'],
    ['stays_running', 'transient_error', 'not finished after'],
  ] as const)(
    'is not emitted for a job that %s; the sync ends with one %s',
    async (outcome, failureType, says) => {
      const config = { execution_timeout_minutes: 0.02 };
      const { sync, provider } = await start({ emulator: { outcomes: [outcome] }, config });
      const end = await sync(visits(10));
      expect([end.exitCode, end.states]).toEqual([1, []]);
      expect(errorOf(end)).toMatchObject({
        failure_type: failureType,
        message: expect.stringContaining(says),
      });
      expect(provider.jobs).toHaveLength(1);
    },
  );

  it('is emitted for deleted records, which are kept at mediarithmics unless deletions are allowed', async () => {
    const rows = [
      { id: 1, user_account_id: 'crm-1', name: 'Anna' },
      { id: 2, user_account_id: 'crm-2', name: 'Bob' },
      { id: 1, user_account_id: 'crm-1', name: null, _ab_cdc_deleted_at: '2026-01-01T00:00:00Z' },
    ];
    for (const [allow_deletions, left] of [
      [false, 2],
      [true, 1],
    ] as const) {
      const { sync, provider, close } = await start({
        type: 'USER_PROFILE',
        mode: 'append_dedup',
        config: { allow_deletions },
      });
      const end = await sync(rows);
      expect([end.exitCode, end.states, provider.state.size]).toEqual([0, [3], left]);
      if (!allow_deletions) await close();
    }
  });
});
