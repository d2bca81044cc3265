import { afterEach, describe, expect, it } from 'vitest';
import { record, streamState } from '../../src/testing/index.ts';
import type { WatershedOptions } from '../emulators/watershed.ts';
import { completions, countOf, runSync, schema, UPLOADS, type World, world } from './harness.ts';

const stream = { name: 'completions' };
const row = (i: number, more: object = {}) =>
  record(stream, { record_id: `r-${i}`, Name: `Learner ${i}`, Score: 0.5, ...more });
const rows = (count: number) => Array.from({ length: count }, (_, i) => row(i));
const state = (id: number) => streamState(stream, { id }, { id });

let at: World;
const start = async (...args: Parameters<typeof world>) => {
  at = await world(...args);
  return at;
};
afterEach(async () => {
  const { mistakes } = at.provider;
  await at.emulator.close();
  expect(mistakes).toEqual([]);
});
const names = () => at.provider.imports.map(({ name }) => name);
const learners = () => at.provider.rows().map(({ cells }) => cells.Name);

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
  it.each(readings)('is followed to its end, and then its state is earned: %o', async (options) => {
    await start({ ...options, importMs: 60_000, visibleAfterMs: 20_000 });
    const ended = await runSync(at, { lines: [...rows(3), state(1)] });
    expect(ended.error).toBeUndefined();
    expect(ended.said).toMatchObject([{ id: 1, delivered: 3, rejected: 0 }]);
    expect(ended.said[0]!.at).toBeGreaterThanOrEqual(80_000);
    expect(ended.said[0]!.at).toBeLessThan(150_000);
    expect(learners()).toEqual(['Learner 0', 'Learner 1', 'Learner 2']);
    expect(countOf(at, 'POST', 'csv-import')).toBe(1);
  });

  it('asks for jobs once where there is no endpoint, and no more often than every half minute where there is', async () => {
    await start({ jobEndpoint: false, importMs: 600_000 });
    await runSync(at, { lines: rows(3) });
    expect(countOf(at, 'GET', 'csv-import/job')).toBe(1);
    await at.emulator.close();
    await start({ importMs: 600_000 });
    await runSync(at, { lines: rows(3) });
    expect(countOf(at, 'GET', 'csv-import/job')).toBeLessThan(30);
    expect(countOf(at, 'GET', 'csv-import?')).toBeLessThan(5);
  });

  it('has a name that tells its stream, sync and number, and says whom to notify', async () => {
    await start();
    const streams = [{ ...completions, sync_id: 812 }];
    const config = { rows_per_file: 2, notify_emails: ['a@example.com', 'b@example.com'] };
    await runSync(at, { config, streams, lines: rows(3) });
    expect(names().sort()).toEqual([
      expect.stringMatching(/^airbyte-completions-[0-9a-f]{12}-s812-0001-[0-9a-f]{8}\.csv$/),
      expect.stringMatching(/^airbyte-completions-[0-9a-f]{12}-s812-0002-[0-9a-f]{8}\.csv$/),
    ]);
    const uploads = at.emulator.requests.filter(
      ({ method, path }) => method === 'POST' && path.startsWith(UPLOADS.path),
    );
    for (const { path } of uploads) expect(path).toContain('notify=a%40example.com%2Cb%40example.com');
  });

  it('has the columns of the catalog, then the statement ids, then what records bring', async () => {
    await start();
    const streams = [
      {
        ...completions,
        stream: { name: 'completions', json_schema: schema('Score', '_ab_cdc_lsn', 'Name') },
      },
    ];
    await runSync(at, {
      streams,
      lines: [row(0), row(1, { extra: { a: [1] }, _airbyte_raw_id: 'x' }), row(2)],
    });
    const headers = at.provider.rows().map(({ cells }) => Object.keys(cells).join());
    expect(headers).toEqual([
      'Score,Name,Statement ID,record_id',
      ...Array(2).fill('Score,Name,Statement ID,record_id,extra'),
    ]);
    expect(at.provider.rows()[1]?.cells.extra).toBe('{"a":[1]}');
  });

  it('gives a record the same statement id in every sync, and sends one row for each id of a file', async () => {
    await start();
    const streams = [{ ...completions, destination_sync_mode: 'append_dedup', primary_key: [['record_id']] }];
    const lines = [row(0), row(1), row(0, { Name: 'Later' }), state(1)];
    expect((await runSync(at, { streams, lines })).said).toMatchObject([{ id: 1, delivered: 3 }]);
    expect(learners().sort()).toEqual(['Later', 'Learner 1']);
    await runSync(at, { streams, lines });
    expect(at.provider.rows().map(({ repeated }) => repeated)).toEqual([false, false, true, true]);
    expect(at.provider.stored).toBe(2);
  });

  it('that is too large is halved', async () => {
    await start({}, [{ match: UPLOADS, nth: 1, action: { type: 'status', status: 413 } }]);
    expect((await runSync(at, { lines: [...rows(4), state(1)] })).said).toMatchObject([{ delivered: 4 }]);
    expect(at.provider.imports.map(({ rowCount }) => rowCount)).toEqual([2, 2]);
  });

  it('is found among hundreds of others, in whatever order they are', async () => {
    for (const order of ['oldest', 'newest'] as const) {
      await start({ order });
      const config = { rows_per_file: 1, preview: 'never' };
      await runSync(at, { config, lines: rows(230) });
      const before = countOf(at, 'GET', 'csv-import?');
      expect((await runSync(at, { lines: [row(1_000), state(1)] })).said).toHaveLength(1);
      expect(countOf(at, 'GET', 'csv-import?') - before).toBeLessThan(12);
      if (order === 'oldest') await at.emulator.close();
    }
  });

  it('keeps to the rate of 3,000 requests a minute', async () => {
    await start({ requestsPerMinute: 3_000 });
    const config = { rows_per_file: 1, preview: 'every_batch' };
    expect((await runSync(at, { config, lines: rows(1_000) })).error).toBeUndefined();
    expect(at.emulator.requests.filter(({ status }) => status === 429)).toEqual([]);
  });
});

describe('rows that fail', () => {
  const bad = row(1, { Score: 7 });
  const config = { preview: 'never' };

  it('in the import are rejected with the words of the provider, the header being line 1', async () => {
    await start();
    const ended = await runSync(at, { config, lines: [row(0), bad, row(2), state(1)] });
    expect(ended.said).toMatchObject([{ delivered: 2, rejected: 1 }]);
    expect(ended.rejected).toEqual(['Score must be between -1 and 1. The current value of the field is: 7.']);
    expect(ended.rejectedRecords).toMatchObject([{ record_id: 'r-1' }]);
  });

  it('are told by their line even when texts hold line breaks and cells are empty', async () => {
    await start();
    const odd = [row(0, { Name: 'a\r\nb\nc"d' }), row(1, { Name: null }), row(2, { Name: '\n' }), bad];
    const ended = await runSync(at, { config, lines: [...odd, row(3), state(1)] });
    expect(ended.rejectedRecords).toMatchObject([
      { record_id: 'r-1', Name: null },
      { record_id: 'r-1', Score: 7 },
    ]);
    expect(learners()).toEqual(['a b c"d', ' ', 'Learner 3']);
  });

  it('are all of them, and the import is never listed: a preview tells', async () => {
    for (const jobEndpoint of [true, false]) {
      await start({ listsFailedImports: false, jobEndpoint });
      const ended = await runSync(at, {
        config: { ...config, max_rejected_percent: 100 },
        lines: [bad, bad, state(1)],
      });
      expect(ended.said).toMatchObject([{ delivered: 0, rejected: 2 }]);
      expect(ended.said[0]!.at).toBeLessThan(jobEndpoint ? 120_000 : 1_900_000);
      if (jobEndpoint) await at.emulator.close();
    }
  });

  it('are not uploaded when the preview finds them', async () => {
    await start();
    const lines = [row(0), bad, row(2), state(1)];
    expect((await runSync(at, { lines })).said).toMatchObject([{ delivered: 2, rejected: 1 }]);
    expect(at.provider.imports).toMatchObject([{ rowCount: 2, failedRows: {} }]);
  });

  it('are found in the first file alone, or in every one, as configured', async () => {
    const lines = [row(0), row(1), row(2), row(3, { Score: 9 })];
    await start();
    const first = await runSync(at, { config: { rows_per_file: 2 }, lines });
    expect([at.provider.previewed, first.rejected.length]).toEqual([2, 1]);
    await at.emulator.close();
    await start();
    const every = await runSync(at, { config: { rows_per_file: 2, preview: 'every_batch' }, lines });
    expect([at.provider.previewed, every.rejected.length]).toEqual([4, 1]);
    expect(at.provider.imports.flatMap(({ failedRows }) => Object.keys(failedRows))).toEqual([]);
  });

  it('of which a whole file consists leave nothing to upload', async () => {
    await start();
    const ended = await runSync(at, { config: { max_rejected_percent: 100 }, lines: [bad, state(1)] });
    expect(ended.said).toMatchObject([{ delivered: 0, rejected: 1 }]);
    expect(countOf(at, 'POST', 'csv-import')).toBe(0);
  });

  it('are not heard of where nobody waits for the import, and the log says so once', async () => {
    await start({ importMs: 60_000 });
    const lines = [row(0), bad, state(1), row(2)];
    const ended = await runSync(at, {
      config: { ...config, wait_for_import: false, rows_per_file: 2 },
      lines,
    });
    expect(ended.said).toMatchObject([{ delivered: 2, rejected: 0 }]);
    expect(ended.said[0]!.at).toBeLessThan(60_000);
    expect(ended.log.filter((line) => line.includes('not heard of'))).toHaveLength(1);
  });
});

describe('an import that does not end', () => {
  it.each([{ vanish: [1] }, { stuck: [1] }, { vanish: [1], jobEndpoint: false }])(
    'fails the sync after its time, without a state and without a second upload: %o',
    async (options) => {
      await start(options);
      const ended = await runSync(at, {
        config: { import_timeout_minutes: 10 },
        lines: [...rows(2), state(1)],
      });
      expect(ended.error).toMatchObject({ kind: 'transient', code: 'ERR_IMPORT_TIMEOUT', stream });
      expect(ended.error?.message).toMatch(/airbyte-completions-.*2 rows.*10 minutes/);
      expect(ended.said).toEqual([]);
      expect(at.clock.monotonic()).toBeLessThan(12 * 60_000);
      expect(countOf(at, 'POST', 'csv-import')).toBe(1);
    },
  );
});

describe('an upload whose answer is lost', () => {
  const strike = (action: object) => [{ match: UPLOADS, times: 1, action }] as Parameters<typeof world>[1];

  it.each([
    ['a reset', { type: 'reset', when: 'after' }],
    ['a 504', { type: 'status', status: 504, when: 'after' }],
    ['a web page', { type: 'status', status: 200, body: { type: 'html' }, when: 'after' }],
    ['silence', { type: 'hang', when: 'after' }],
    ['an answer that is cut', { type: 'cut', bytes: 1 }],
  ])('after %s is found by its name and not sent again', async (_, action) => {
    await start({ importMs: 8_000 }, strike(action));
    const ended = await runSync(at, { lines: [...rows(3), state(1)] });
    expect(ended.said).toMatchObject([{ delivered: 3 }]);
    expect(countOf(at, 'POST', 'csv-import')).toBe(1);
    expect(ended.log.join('\n')).toContain('Its import was found');
  });

  it.each([
    ['shows up late', { type: 'reset', when: 'after' }],
    ['takes effect late', { type: 'late_commit', ms: 60_000 }],
  ])('and that %s may be sent twice; statement ids see to it that it is stored once', async (_, action) => {
    await start({ importMs: 60_000 }, strike(action));
    const ended = await runSync(at, { lines: [...rows(3), state(1)] });
    expect(ended.said).toMatchObject([{ delivered: 3 }]);
    expect([countOf(at, 'POST', 'csv-import'), at.provider.stored]).toEqual([2, 3]);
    expect(new Set(names()).size).toBe(1);
  });

  it('and that was not taken is sent again under the same name', async () => {
    for (const column of ['Statement ID', '']) {
      await start({}, strike({ type: 'reset', when: 'before' }));
      const config = {
        statement_id_column: column,
        default_template: column ? 'Course Completions' : 'Random IDs',
      };
      const ended = await runSync(at, { config, lines: [...rows(3), state(1)] });
      expect(ended.said).toMatchObject([{ delivered: 3 }]);
      expect(countOf(at, 'POST', 'csv-import')).toBe(2);
      expect(at.provider.stored).toBe(3);
      if (column) await at.emulator.close();
    }
  });

  it('is looked for as long as other imports took, where sending it twice would store it twice', async () => {
    await start({ importMs: 300_000 }, [
      { match: UPLOADS, nth: 5, action: { type: 'reset', when: 'after' } },
    ]);
    const config = {
      statement_id_column: '',
      default_template: 'Random IDs',
      preview: 'never',
      rows_per_file: 1,
    };
    expect((await runSync(at, { config, lines: rows(6) })).error).toBeUndefined();
    expect([countOf(at, 'POST', 'csv-import'), at.provider.stored]).toEqual([6, 6]);
  });

  it('is no question when it was refused: it is sent again at once', async () => {
    await start({}, strike({ type: 'status', status: 429, retryAfter: 2 }));
    expect((await runSync(at, { lines: [...rows(3), state(1)] })).said).toHaveLength(1);
    expect([countOf(at, 'POST', 'csv-import'), at.provider.stored]).toEqual([2, 3]);
  });
});

describe('a template', () => {
  it.each(['first_batch', 'never'])(
    'that does not exist is a config error that names it and its stream (preview: %s)',
    async (preview) => {
      for (const unknownTemplate of [400, 404, 422] as const) {
        await start({ unknownTemplate });
        const streams = [{ ...completions, destination_object_name: 'Nothing' }];
        const ended = await runSync(at, { config: { preview, rows_per_file: 1 }, streams, lines: rows(3) });
        if (preview === 'first_batch') expect(countOf(at, 'POST', 'csv-import')).toBe(0);
        expect(ended.error).toMatchObject({ kind: 'config', code: 'ERR_TEMPLATE_REFUSED', stream });
        expect(ended.error?.message).toMatch(/"completions".*"Nothing".*"Course Completions"/);
        if (unknownTemplate !== 422) await at.emulator.close();
      }
    },
  );

  it('is the one of the stream’s name where nothing else is said', async () => {
    await start();
    const named = { ...completions, stream: { name: 'Staff', json_schema: schema('Employee ID') } };
    const config = { default_template: '', statement_id_column: '' };
    await runSync(at, {
      config,
      streams: [named],
      lines: [record({ name: 'Staff' }, { 'Employee ID': 'E1' })],
    });
    expect(at.provider.people).toEqual(['E1']);
  });

  it('that does not use the statement ids can’t deduplicate, and is warned of where it need not', async () => {
    await start();
    const config = { default_template: 'Random IDs' };
    const dedup = [{ ...completions, destination_sync_mode: 'append_dedup', primary_key: [['record_id']] }];
    expect((await runSync(at, { config, streams: dedup, lines: rows(1) })).error).toMatchObject({
      kind: 'config',
      code: 'ERR_IDS_UNUSED',
    });
    expect(at.provider.stored).toBe(0);
    const appended = await runSync(at, { config, lines: rows(1) });
    expect([appended.error, at.provider.stored]).toEqual([undefined, 1]);
    expect(appended.log.join('\n')).toContain('are stored twice');
  });

  it('for people may be deduplicated: it changes them by their own id', async () => {
    await start();
    const config = {
      default_template: 'Staff',
      field_mappings: [{ source_field: 'record_id', destination_field: 'Employee ID' }],
    };
    const streams = [{ ...completions, destination_sync_mode: 'append_dedup', primary_key: [['record_id']] }];
    expect((await runSync(at, { config, streams, lines: [row(1), row(1)] })).error).toBeUndefined();
    expect(at.provider.people).toEqual(['r-1']);
  });

  it('without a statement id column can’t deduplicate, and the error says what to fill in', async () => {
    await start();
    const streams = [{ ...completions, destination_sync_mode: 'append_dedup', primary_key: [['record_id']] }];
    const ended = await runSync(at, { config: { statement_id_column: '' }, streams, lines: rows(1) });
    expect(ended.error).toMatchObject({
      kind: 'config',
      message: expect.stringContaining('Statement ID Column'),
    });
  });
});
