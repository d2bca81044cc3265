import { streamStatus } from '@airbyte-ts/cdk/testing';
import { describe, expect, it } from 'vitest';
import type { WatershedOptions } from '../../connectors/destination-watershed/emulator/watershed.ts';
import { watershedForEachTest } from './each-test.ts';
import {
  completions,
  countOf,
  row,
  rows,
  runSync,
  type startHarness,
  state,
  stream,
  UPLOADS,
} from './harness.ts';

const { start, at, names, learners: everyLearner } = watershedForEachTest();
const learners = () => [...new Set(everyLearner())].sort();
const first = (count: number) => Array.from({ length: count }, (_, i) => `Learner ${i}`);

/** Fault of uploads, of which only the first rows are imported without an error. */
const partly = (response: 202 | 504 | 'reset', taken = 2): Faults => [
  { match: UPLOADS, times: 1, action: { type: 'partial', rows: taken, response } },
];
type Faults = NonNullable<Parameters<typeof startHarness>[1]>;
type Case = readonly [title: string, options: WatershedOptions, faults: Faults];
const lines = [...rows(5), state(1)];

const keyless = { statement_id_column: '', default_template: 'Random IDs' };
const staff = {
  default_template: 'Staff',
  field_mappings: [{ source_field: 'record_id', destination_field: 'Employee ID' }],
};

function overwrite(generation: number, records: readonly string[]) {
  const numbers = { generation_id: generation, minimum_generation_id: generation, sync_id: generation };
  const options = { destination_sync_mode: 'overwrite', primary_key: [['record_id']], ...numbers };
  return runSync(at(), {
    config: { allow_void: true },
    streams: [{ ...completions, ...options }],
    lines: [...records, streamStatus(stream, 'COMPLETE')],
  });
}

describe('an import that lacks rows', () => {
  it.each<Case>([
    ['the response was lost by a reset', {}, partly('reset')],
    ['the response was lost by a 504', {}, partly(504)],
    ['the response came, without a job', {}, partly(202)],
    ['the response came, and its job is done', { halved: [1] }, []],
    ['no row came in', {}, partly(504, 0)],
    ['the list spells its names right', { listsIds: 'spelt' }, partly(504)],
    ['the list has a text of ids alone', { listsIds: 'text' }, partly(504)],
    ['it happens again', { halved: [1, 2, 3] }, []],
  ])('is sent again under another name before its state is emitted (%s)', async (_, options, faults) => {
    await start({ importMs: 8_000, ...options }, faults);
    const ended = await runSync(at(), { lines });
    expect(ended.states).toMatchObject([{ delivered: 5, rejected: 0 }]);
    expect(learners()).toEqual(first(5));
    expect(at().provider.stored).toBe(5);
    expect(new Set(names()).size).toBe(names().length);
    expect(names().length).toBe((options.halved?.length ?? 1) + 1);
    expect(countOf(at(), 'DELETE', '')).toBe(0);
    expect(ended.log.join('\n')).toMatch(/but \d of its rows are neither listed nor reported as failed/);
  });

  it('is sent again with its failed rows, and each is rejected once, with the provider message', async () => {
    for (const repeatedIds of ['ignored', 'failed'] as const) {
      await start({ halved: [1], repeatedIds });
      const bad = [row(0, { Score: 7 }), ...rows(3).slice(1), row(3, { Score: 8 })];
      const ended = await runSync(at(), { config: { preview: 'never' }, lines: [...bad, state(1)] });
      expect(ended.states).toMatchObject([{ delivered: 2, rejected: 2 }]);
      expect(ended.rejected.map((words) => words.at(-2))).toEqual(['7', '8']);
      if (repeatedIds === 'ignored') await at().emulator.close();
    }
  });

  it('and still lacks rows after all repetitions fails the sync without a state', async () => {
    await start({ halved: Array.from({ length: 9 }, (_, nth) => nth + 1) });
    const ended = await runSync(at(), { lines });
    expect(ended.error).toMatchObject({ kind: 'transient', code: 'ERR_IMPORT_INCOMPLETE', stream });
    expect(ended.states).toEqual([]);
    expect(countOf(at(), 'POST', 'csv-import')).toBe(4);
  });

  const twofold = { name: 'Random IDs', id: '9', idColumn: null, statementsPerRow: 2 };
  it.each<Case>([
    ['whose response was lost', {}, partly(504)],
    ['that got a response', { halved: [1] }, []],
    ['whose rows make two statements each', { halved: [1], templates: [twofold] }, []],
  ])(
    'and has no statement ids is not sent again: the sync fails without a state, and names the import to void (%s)',
    async (_, options, faults) => {
      await start(options, faults);
      const ended = await runSync(at(), { config: keyless, lines });
      expect(ended.error).toMatchObject({ kind: 'transient', code: 'ERR_IMPORT_INCOMPLETE', stream });
      expect(ended.error?.message).toMatch(
        /airbyte-completions-.* [36] of its statements .*void this import/,
      );
      expect(ended.states).toEqual([]);
      expect(countOf(at(), 'POST', 'csv-import')).toBe(1);
      expect(countOf(at(), 'DELETE', '')).toBe(0);
    },
  );

  it('keeps an overwrite from voiding anything before every row is in', async () => {
    await start({ halved: [2] });
    await overwrite(1, rows(4));
    expect((await overwrite(2, rows(4))).error).toBeUndefined();
    expect(at().provider.imports.map(({ voided }) => voided)).toEqual([true, false, false]);
    expect([learners(), at().provider.stored]).toEqual([first(4), 4]);
  });
});

describe('an import that seems to lack rows', () => {
  it('counts as complete if the template ignores them', async () => {
    const picky = { name: 'Picky', id: '9', onlyWith: 'Score' };
    for (const idColumn of ['Statement ID', null]) {
      await start({ templates: [{ ...picky, idColumn }] });
      const config = { statement_id_column: idColumn ?? '', default_template: 'Picky' };
      const some = [row(0), row(1, { Score: null }), row(2), state(1)];
      expect((await runSync(at(), { config, lines: some })).states).toMatchObject([{ delivered: 3 }]);
      expect([countOf(at(), 'POST', 'csv-import'), learners()]).toEqual([1, ['Learner 0', 'Learner 2']]);
      if (idColumn) await at().emulator.close();
    }
  });

  it.each([
    ['the list names no statements', { listsIds: 'none' }, {}],
    ['people have no statements', {}, staff],
    ['people have no statements, and nothing was previewed', {}, { ...staff, preview: 'never' }],
  ] as [string, WatershedOptions, Record<string, unknown>][])(
    'counts as complete if that is unknown: %s',
    async (_, options, config) => {
      await start({ halved: [1], ...options });
      expect((await runSync(at(), { config, lines })).states).toMatchObject([{ delivered: 5 }]);
      expect(countOf(at(), 'POST', 'csv-import')).toBe(1);
    },
  );

  it.each([{ jobEndpoint: true }, { jobEndpoint: false }])(
    'because its rows were stored before counts as complete after some attempts, and others immediately: %o',
    async (options) => {
      await start({ ...options, listsRepeats: false });
      await runSync(at(), { lines: rows(10) });
      const before = countOf(at(), 'POST', 'csv-import');
      const job = { config: { rows_per_file: 2 }, lines: [...rows(12), state(1)] };
      const ended = await runSync(at(), job);
      expect(ended.states).toMatchObject([{ delivered: 12, rejected: 0 }]);
      expect(learners()).toHaveLength(12);
      // Four files are in flight at once.
      expect(countOf(at(), 'POST', 'csv-import') - before).toBeLessThanOrEqual(4 * 4 + 2);
      expect(ended.log.join('\n')).toContain('does not seem to list again');
    },
  );

  it('and should replace others keeps them if that is unknown', async () => {
    await start({ listsRepeats: false });
    await overwrite(1, rows(2));
    await overwrite(2, rows(3));
    expect(countOf(at(), 'DELETE', '')).toBe(1);
    expect((await overwrite(2, rows(4))).log.join('\n')).toContain('so earlier imports were not voided');
    expect(countOf(at(), 'DELETE', '')).toBe(1);
    await overwrite(3, rows(1));
    expect(learners()).toEqual(['Learner 0']);
  });
});

describe('an import that is listed before its end', () => {
  it.each<Case>([
    ['without jobs', { jobEndpoint: false }, []],
    ['without a response', {}, partly('reset', 9)],
  ])('is awaited, and its failed rows are read (%s)', async (_, options, faults) => {
    await start({ ...options, listsUnfinished: true, importMs: 20_000 }, faults);
    const config = { preview: 'never' };
    const ended = await runSync(at(), { config, lines: [row(0), row(1, { Score: 7 }), row(2), state(1)] });
    expect(ended.states).toMatchObject([{ delivered: 2, rejected: 1 }]);
    expect(ended.states[0]!.at).toBeGreaterThanOrEqual(20_000);
    expect(countOf(at(), 'POST', 'csv-import')).toBe(1);
  });

  it('is awaited up to its time limit if its statements have no ids', async () => {
    await start({ jobEndpoint: false, listsUnfinished: true, importMs: 900_000 });
    const ended = await runSync(at(), { config: keyless, lines });
    expect(ended.states).toMatchObject([{ delivered: 5 }]);
    expect(ended.states[0]!.at).toBeGreaterThanOrEqual(900_000);
  });
});
