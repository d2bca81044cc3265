import { streamStatus } from '@airbyte-ts/cdk/testing';
import { describe, expect, it } from 'vitest';
import type { WatershedOptions } from '../../connectors/destination-watershed/emulator/watershed.ts';
import { watershedForEachTest } from './each-test.ts';
import { completions, countOf, row, rows, runSync, state, stream, UPLOADS } from './harness.ts';

const { start, at, names, learners } = watershedForEachTest();

const keyless = { statement_id_column: '', default_template: 'Random IDs' };
const lost = [{ match: UPLOADS, times: 1, action: { type: 'reset', when: 'after' } }] as const;

describe('a list of imports with malformed entries', () => {
  it.each<WatershedOptions>([
    { malformed: 'others' },
    { malformed: 'others', order: 'oldest' },
    { malformed: 'others', paged: false },
    { malformed: 'id' },
    { malformed: 'id', sameIds: true },
    { malformed: 'failedRows' },
  ])('shows the import of a file whose response was lost, which is not sent again: %o', async (options) => {
    await start({ ...options, importMs: 8_000 }, [...lost]);
    const ended = await runSync(at(), { config: keyless, lines: [...rows(3), state(1)] });
    expect(ended.error).toBeUndefined();
    expect(ended.states).toMatchObject([{ delivered: 3 }]);
    expect([countOf(at(), 'POST', 'csv-import'), at().provider.stored]).toEqual([1, 3]);
    expect(ended.states[0]!.at).toBeLessThan(120_000);
  });

  it.each([
    ['with statement ids', {}],
    ['without statement ids', keyless],
  ])('finds failed rows that have no lines by a preview (%s)', async (_, config) => {
    const strict = { name: 'Random IDs', id: '102', idColumn: null, score: 'Score' };
    const templates = 'default_template' in config ? { templates: [strict] } : {};
    await start({ malformed: 'failedRows', ...templates });
    const lines = [row(0), row(1, { Score: 7 }), row(2), state(1)];
    const ended = await runSync(at(), { config: { ...config, preview: 'never' }, lines });
    expect(ended.states).toMatchObject([{ delivered: 2, rejected: 1 }]);
    expect(ended.rejectedRecords).toMatchObject([{ record_id: 'r-1' }]);
    expect(countOf(at(), 'POST', 'csv-import')).toBe(1);
  });

  const overwrite = (generation: number, name: string) => {
    const numbers = { generation_id: generation, minimum_generation_id: generation, sync_id: generation };
    const options = { destination_sync_mode: 'overwrite', primary_key: [['record_id']], ...numbers };
    return runSync(at(), {
      config: { allow_void: true },
      streams: [{ ...completions, ...options }],
      lines: [row(0, { Name: name }), state(generation), streamStatus(stream, 'COMPLETE')],
    });
  };

  it('lets an overwrite void the imports that it replaces', async () => {
    await start({ malformed: 'others' });
    await overwrite(1, 'Old');
    expect((await overwrite(2, 'New')).error).toBeUndefined();
    expect(learners()).toEqual(['New']);
  });

  it('fails an overwrite without a state if an import that it replaces has no id to void it by', async () => {
    await start({ malformed: 'id' });
    await overwrite(1, 'Old');
    const ended = await overwrite(2, 'New');
    expect(ended.error).toMatchObject({ kind: 'transient', code: 'ERR_NOT_VOIDED' });
    expect(ended.error?.message).toContain(`the import of the file ${names()[0]} without an id`);
    expect(ended.states).toEqual([]);
    expect(countOf(at(), 'DELETE', '')).toBe(0);
  });
});
