import { describe, expect, it } from 'vitest';
import type { WatershedOptions } from '../../connectors/destination-watershed/emulator/watershed.ts';
import { watershedForEachTest } from './each-test.ts';
import { completions, countOf, row, rows, runSync, schema, state, stream, UPLOADS } from './harness.ts';

const { start, at, names, learners } = watershedForEachTest();

describe('an import', () => {
  const readings: readonly WatershedOptions[] = [
    {},
    ...(['json', 'object', 'empty'] as const).map((accepted) => ({ accepted })),
    { sameIds: true },
    { jobEndpoint: false },
    { jobEndpoint: false, sameIds: true },
    { paged: false },
    { order: 'oldest' },
  ];
  it.each(readings)('is tracked to its end, and then its state is emitted: %o', async (options) => {
    await start({ ...options, importMs: 60_000, visibleAfterMs: 20_000 });
    const ended = await runSync(at(), { lines: [...rows(3), state(1)] });
    expect(ended.error).toBeUndefined();
    expect(ended.states).toMatchObject([{ id: 1, delivered: 3, rejected: 0 }]);
    expect(ended.states[0]!.at).toBeGreaterThanOrEqual(80_000);
    expect(ended.states[0]!.at).toBeLessThan(150_000);
    expect(learners()).toEqual(['Learner 0', 'Learner 1', 'Learner 2']);
    expect(countOf(at(), 'POST', 'csv-import')).toBe(1);
  });

  it.each([
    ['reports a share', { status: 200, body: { type: 'json', value: { percentage: 1 } } }],
    ['makes no progress', { status: 200, body: { type: 'json', value: { percentage: 99 } } }],
    ['rejects the credentials', { status: 401 }],
    ['rejects the permission', { status: 403 }],
  ] as const)('is found in the list although the job endpoint %s', async (_, response) => {
    const match = { method: 'GET', path: { regexp: '/csv-import/job/' } };
    await start({}, [{ match, times: 1_000, action: { type: 'status', ...response } }]);
    const ended = await runSync(at(), { lines: [...rows(3), state(1)] });
    expect(ended.error).toBeUndefined();
    expect(ended.states).toMatchObject([{ delivered: 3 }]);
    expect(ended.states[0]!.at).toBeLessThan(300_000);
    expect(countOf(at(), 'POST', 'csv-import')).toBe(1);
  });

  it('polls jobs once without an endpoint and once more to confirm it, and at most every half minute with one', async () => {
    await start({ jobEndpoint: false, importMs: 600_000 });
    await runSync(at(), { lines: rows(3) });
    expect(countOf(at(), 'GET', 'csv-import/job')).toBe(2);
    await at().emulator.close();
    await start({ importMs: 600_000 });
    await runSync(at(), { lines: rows(3) });
    expect(countOf(at(), 'GET', 'csv-import/job')).toBeLessThan(30);
    expect(countOf(at(), 'GET', 'csv-import?')).toBeLessThan(8);
  });

  it('has a name with stream, sync and number, and the address to notify', async () => {
    await start();
    const streams = [{ ...completions, sync_id: 812 }];
    const config = { rows_per_file: 2, notify_emails: ['a@example.com', 'b@example.com'] };
    await runSync(at(), { config, streams, lines: rows(3) });
    expect(names().sort()).toEqual([
      expect.stringMatching(/^airbyte-completions-[0-9a-f]{12}-s812-0001-[0-9a-f]{8}\.csv$/),
      expect.stringMatching(/^airbyte-completions-[0-9a-f]{12}-s812-0002-[0-9a-f]{8}\.csv$/),
    ]);
    const uploads = at().emulator.requests.filter(
      ({ method, path }) => method === 'POST' && path.startsWith(UPLOADS.path),
    );
    for (const { search } of uploads) expect(search).toContain('notify=a%40example.com%2Cb%40example.com');
  });

  it('has the columns of the catalog, then the statement ids, then undeclared columns', async () => {
    await start();
    const streams = [
      {
        ...completions,
        stream: { name: 'completions', json_schema: schema('Score', '_ab_cdc_lsn', 'Name') },
      },
    ];
    await runSync(at(), {
      streams,
      lines: [row(0), row(1, { extra: { a: [1] }, _airbyte_raw_id: 'x' }), row(2)],
    });
    const headers = at()
      .provider.rows()
      .map(({ cells }) => Object.keys(cells).join());
    expect(headers).toEqual(Array(3).fill('Score,Name,Statement ID,record_id,extra'));
    expect(at().provider.rows()[1]?.cells.extra).toBe('{"a":[1]}');
  });

  it('is one file with any number of undeclared columns', async () => {
    await start();
    const lines = Array.from({ length: 300 }, (_, i) => row(i, { [`c${i}`]: `value ${i}` }));
    const ended = await runSync(at(), { config: { preview: 'every_batch' }, lines: [...lines, state(1)] });
    expect(ended.states).toMatchObject([{ delivered: 300, rejected: 0 }]);
    expect(countOf(at(), 'POST', 'csv-import')).toBe(1);
    for (const [i, { cells }] of at().provider.rows().entries()) {
      const filled = Object.entries(cells).filter(([name, cell]) => /^c\d/.test(name) && cell !== '');
      expect([i, filled]).toEqual([i, [[`c${i}`, `value ${i}`]]]);
    }
  });

  it('has at most 1,000 undeclared columns; records with a value for more are rejected with a reason', async () => {
    await start();
    const from = (first: number) =>
      Object.fromEntries(Array.from({ length: 500 }, (_, i) => [`c${first + i}`, i]));
    const lines = [
      row(0, from(0)),
      row(1, from(500)),
      row(2, { c1000: 1 }),
      row(3, { c999: 1, c1001: null }),
    ];
    const ended = await runSync(at(), { lines: [...lines, state(1)] });
    expect(ended.states).toMatchObject([{ delivered: 3, rejected: 1 }]);
    expect(ended.rejected).toEqual([expect.stringContaining('the catalog does not declare')]);
  });

  it('has the names of mapped columns, including dots', async () => {
    await start();
    const names = ['Employee No.', 'a.b', '.x', 'No\\.'];
    const field_mappings = names.map((destination_field) => ({
      source_field: 'record_id',
      destination_field,
    }));
    await runSync(at(), { config: { field_mappings }, lines: [row(7)] });
    const cells = at().provider.rows()[0]?.cells ?? {};
    expect(names.map((name) => cells[name])).toEqual(Array(4).fill('r-7'));
  });

  it('keeps statement ids of records if they are uuids, and derives the others', async () => {
    const id = '17F82E99-aa2c-4dcf-84e6-95637575b635';
    for (const destination_sync_mode of ['append', 'append_dedup', 'overwrite']) {
      await start();
      const sync = { streams: [{ ...completions, destination_sync_mode, primary_key: [['record_id']] }] };
      const lines = [row(0, { 'Statement ID': id }), row(1, { 'Statement ID': 'A-17' }), row(2), state(1)];
      const ended = await runSync(at(), { ...sync, config: { allow_void: true }, lines });
      expect(ended.states).toMatchObject([{ delivered: 3, rejected: 0 }]);
      const ids = at()
        .provider.rows()
        .map(({ cells }) => cells['Statement ID']);
      expect(ids[0] === id).toBe(destination_sync_mode !== 'overwrite');
      expect(ids.slice(1)).toEqual(Array(2).fill(expect.stringMatching(/^[0-9a-f]{8}-[0-9a-f]{4}-5/)));
      expect(new Set(ids).size).toBe(3);
      if (destination_sync_mode !== 'overwrite') await at().emulator.close();
    }
  });

  it('gives a record the same statement id in every sync, and sends one row for each id of a file', async () => {
    await start();
    const streams = [{ ...completions, destination_sync_mode: 'append_dedup', primary_key: [['record_id']] }];
    const lines = [row(0), row(1), row(0, { Name: 'Later' }), state(1)];
    expect((await runSync(at(), { streams, lines })).states).toMatchObject([{ id: 1, delivered: 3 }]);
    expect(learners().sort()).toEqual(['Later', 'Learner 1']);
    await runSync(at(), { streams, lines });
    expect(
      at()
        .provider.rows()
        .map(({ repeated }) => repeated),
    ).toEqual([false, false, true, true]);
    expect(at().provider.stored).toBe(2);
  });

  it('that is too large is halved', async () => {
    await start({}, [{ match: UPLOADS, nth: 1, action: { type: 'status', status: 413 } }]);
    expect((await runSync(at(), { lines: [...rows(4), state(1)] })).states).toMatchObject([{ delivered: 4 }]);
    expect(at().provider.imports.map(({ rowCount }) => rowCount)).toEqual([2, 2]);
  });

  it('is found among hundreds of others in any order', async () => {
    for (const order of ['oldest', 'newest'] as const) {
      await start({ order });
      const config = { rows_per_file: 1, preview: 'never' };
      await runSync(at(), { config, lines: rows(230) });
      const before = countOf(at(), 'GET', 'csv-import?');
      expect((await runSync(at(), { lines: [row(1_000), state(1)] })).states).toHaveLength(1);
      expect(countOf(at(), 'GET', 'csv-import?') - before).toBeLessThan(12);
      if (order === 'oldest') await at().emulator.close();
    }
  });

  it('keeps to the rate of 3,000 requests a minute', async () => {
    await start({ requestsPerMinute: 3_000 });
    const config = { rows_per_file: 1, preview: 'every_batch' };
    expect((await runSync(at(), { config, lines: rows(1_000) })).error).toBeUndefined();
    expect(at().emulator.requests.filter(({ status }) => status === 429)).toEqual([]);
  });
});

describe('an import that does not end', () => {
  it.each([{ vanish: [1] }, { stuck: [1] }, { vanish: [1], jobEndpoint: false }])(
    'fails the sync after its time, without a state and without a second upload: %o',
    async (options) => {
      await start(options);
      const ended = await runSync(at(), {
        config: { import_timeout_minutes: 10 },
        lines: [...rows(2), state(1)],
      });
      expect(ended.error).toMatchObject({ kind: 'transient', code: 'ERR_IMPORT_TIMEOUT', stream });
      expect(ended.error?.message).toMatch(/airbyte-completions-.*2 rows.*10 minutes/);
      expect(ended.states).toEqual([]);
      expect(at().clock.monotonic()).toBeLessThan(12 * 60_000);
      expect(countOf(at(), 'POST', 'csv-import')).toBe(1);
    },
  );

  it.each([
    ['server errors', { type: 'status', status: 500 }, /responded with 500/],
    ['web pages', { type: 'status', status: 200, body: { type: 'html' } }, /A web page came/],
    ['resets', { type: 'reset', when: 'before' }, /connection to .* broke/],
    ['silence', { type: 'hang', when: 'before' }, /did not respond within \d+ (?:seconds|minute)/],
    [
      'a wait that is too long',
      { type: 'status', status: 503, headers: { 'retry-after': '7200' } },
      /asks to wait/,
    ],
  ])(
    'and whose polls get %s fails the sync on time, with the file and the last error',
    async (_, action, why) => {
      await start({ vanish: [1], jobEndpoint: false }, [
        { match: { method: 'GET', path: { regexp: 'csv-import$' } }, action },
      ] as Parameters<typeof start>[1]);
      const ended = await runSync(at(), {
        config: { import_timeout_minutes: 2 },
        lines: [...rows(2), state(1)],
      });
      expect(ended.error).toMatchObject({ kind: 'transient', code: 'ERR_IMPORT_TIMEOUT', stream });
      expect(ended.error?.message).toMatch(/airbyte-completions-.*2 minutes.*\(import_timeout_minutes\)/);
      expect(ended.error?.message).toMatch(why);
      expect(ended.error?.message).not.toContain('its time ended');
      expect(at().clock.monotonic()).toBeLessThan(125_000);
      expect(countOf(at(), 'POST', 'csv-import')).toBe(1);
    },
  );

  it('is waited for although polls fail for longer than requests are repeated', async () => {
    await start({ jobEndpoint: false }, [
      {
        match: { method: 'GET', path: { regexp: 'csv-import$' } },
        times: 80,
        action: { type: 'status', status: 500 },
      },
    ]);
    const ended = await runSync(at(), { lines: [...rows(2), state(1)] });
    expect(ended.error).toBeUndefined();
    expect(ended.states).toMatchObject([{ delivered: 2 }]);
    expect(at().clock.monotonic()).toBeGreaterThan(15 * 60_000);
  });
});
