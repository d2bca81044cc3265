import { record, streamState, streamStatus } from '@airbyte-ts/cdk/testing';
import { afterEach, describe, expect, it } from 'vitest';
import { completions, countOf, type Harness, runSync, startHarness, UPLOADS } from './harness.ts';

const stream = { name: 'completions' };
const rows = (...names: string[]) => names.map((Name) => record(stream, { record_id: Name, Name, Score: 1 }));
const complete = streamStatus(stream, 'COMPLETE');

const VOIDS = { match: { method: 'DELETE' } } as const;

let at: Harness;
const start = async (...args: Parameters<typeof startHarness>) => {
  at = await startHarness(...args);
};
afterEach(() => at.emulator.close());

const learners = () => at.provider.rows().map(({ cells }) => cells.Name);

interface Sync {
  readonly generation?: number;
  readonly sync?: number;
  readonly config?: object;
  readonly more?: object;
}

/** An overwrite of the stream; with a generation as from a registry, else as for a custom connector. */
function overwrite(lines: readonly string[], { generation, sync, config, more }: Sync = {}) {
  const numbers = {
    ...(generation !== undefined && { generation_id: generation, minimum_generation_id: generation }),
    ...(sync !== undefined && { sync_id: sync }),
  };
  const streams = [
    { ...completions, destination_sync_mode: 'overwrite', primary_key: [['record_id']], ...numbers, ...more },
  ];
  return runSync(at, { config: { allow_void: true, ...config }, streams, lines });
}

describe('an overwrite', () => {
  it.each(['csv-import', 'statement-import', 'both'] as const)(
    'voids imports of earlier syncs after the new import has ended (%s)',
    async (voids) => {
      await start({ voids, importMs: 20_000, visibleAfterMs: 5_000 });
      await overwrite([...rows('a', 'b'), complete], { generation: 1, sync: 10 });
      expect(countOf(at, 'DELETE', '')).toBe(0);
      const ended = await overwrite([...rows('b', 'c'), streamState(stream, {}, { id: 7 }), complete], {
        generation: 2,
        sync: 11,
      });
      expect(ended.error).toBeUndefined();
      expect(ended.states).toMatchObject([{ id: 7, delivered: 2 }]);
      expect(learners()).toEqual(['b', 'c']);
      expect(at.provider.stored).toBe(2);
      const [upload, firstVoid] = [
        at.emulator.requests
          .filter(({ path, method }) => method === 'POST' && path.startsWith(UPLOADS.path))
          .at(-1),
        at.emulator.requests.find(({ method }) => method === 'DELETE'),
      ];
      expect(firstVoid!.at - upload!.at).toBeGreaterThanOrEqual(25_000);
    },
  );

  it('keeps imports of earlier attempts and syncs of its generation', async () => {
    await start();
    await overwrite([...rows('old'), complete], { generation: 1, sync: 10 });
    expect((await overwrite(rows('a'), { generation: 2, sync: 11 })).error).toMatchObject({
      code: 'ERR_STREAM_INCOMPLETE',
    });
    expect(learners()).toEqual(['old', 'a']);
    await overwrite([...rows('b'), complete], { generation: 2, sync: 12 });
    expect(learners()).toEqual(['a', 'b']);
  });

  it('stores earlier records again, because ids depend on the generation', async () => {
    await start();
    for (const generation of [1, 2, 3])
      await overwrite([...rows('a', 'b'), complete], { generation, sync: generation + 10 });
    expect([learners(), at.provider.stored]).toEqual([['a', 'b'], 2]);
    expect(at.provider.imports.map(({ voided }) => voided)).toEqual([true, true, false]);
  });

  it('uses the sync instead of missing generations, and the run if both are missing', async () => {
    await start();
    await overwrite(rows('a'), { sync: 10 });
    await overwrite(rows('a2'), { sync: 10 });
    expect(learners()).toEqual(['a', 'a2']);
    await overwrite(rows('b'), { sync: 11 });
    expect(learners()).toEqual(['b']);
    await overwrite(rows('c'));
    expect(learners()).toEqual(['c']);
    await overwrite([...rows('c'), complete], { generation: 1, sync: 1 });
    expect([learners(), at.provider.stored]).toEqual([['c'], 1]);
  });

  it('that failed, was incomplete or had no records voids nothing', async () => {
    await start();
    const whole = { generation: 2, sync: 11 };
    await overwrite([...rows('old'), complete], { generation: 1, sync: 10 });
    await overwrite([...rows('a'), streamStatus(stream, 'INCOMPLETE')], whole);
    await overwrite([...rows('b'), '{"type":"REC'], whole);
    await overwrite([complete], whole);
    await overwrite([...rows('c'), record(stream, { record_id: 'x', Name: '' }), complete], {
      ...whole,
      config: { max_rejected_percent: 0 },
    });
    expect(countOf(at, 'DELETE', '')).toBe(0);
    expect(learners()[0]).toBe('old');
  });

  it('does not void imports of another stream, template, connection or person', async () => {
    await start();
    const one = { generation: 1, sync: 10 };
    await overwrite([...rows('by hand'), complete], { ...one, config: { file_name_prefix: 'other' } });
    const renamed = rows('other stream').map((line) => line.replace('"completions"', '"completions2"'));
    const other = { stream: { name: 'completions2' } };
    await overwrite([...renamed, streamStatus({ name: 'completions2' }, 'COMPLETE')], {
      ...one,
      more: other,
    });
    await overwrite([...rows('mine'), complete], { generation: 2, sync: 11 });
    await overwrite([...rows('mine, new'), complete], { generation: 3, sync: 12 });
    expect(learners()).toEqual(['by hand', 'other stream', 'mine, new']);
  });

  it('gives rows ids of its connection, so that another one does not void them', async () => {
    await start();
    const other = { file_name_prefix: 'other' };
    await overwrite([...rows('a'), complete], { generation: 1, sync: 10 });
    await overwrite([...rows('a'), complete], { generation: 1, sync: 10, config: other });
    expect(at.provider.stored).toBe(2);
    await overwrite([...rows('a'), complete], { generation: 2, sync: 11 });
    expect([learners(), at.provider.stored]).toEqual([['a', 'a'], 2]);
  });

  it('waits for its imports also if other modes do not', async () => {
    await start({ importMs: 60_000 });
    const config = { wait_for_import: false };
    await overwrite([...rows('a'), complete], { generation: 1, sync: 10, config });
    await overwrite([...rows('b'), complete], { generation: 2, sync: 11, config });
    expect(learners()).toEqual(['b']);
  });

  it('of many imports voids each of them once', async () => {
    await start({ order: 'oldest' });
    const config = { rows_per_file: 1 };
    const many = Array.from({ length: 12 }, (_, i) => `n${i}`);
    await overwrite([...rows(...many), complete], { generation: 1, sync: 10, config });
    await overwrite([...rows('new'), complete], { generation: 2, sync: 11, config });
    expect([countOf(at, 'DELETE', ''), learners()]).toEqual([12, ['new']]);
  });

  it('whose void was not applied uses the other address, then fails with this reason', async () => {
    await start({ voids: 'both' });
    await overwrite([...rows('a'), complete], { generation: 1, sync: 10 });
    at.emulator.faults.set([
      { ...VOIDS, times: 1, action: { type: 'status', status: 200, body: { type: 'empty' } } },
    ]);
    expect((await overwrite([...rows('b'), complete], { generation: 2, sync: 11 })).error).toBeUndefined();
    expect(learners()).toEqual(['b']);
    at.emulator.faults.set([{ ...VOIDS, action: { type: 'status', status: 200, body: { type: 'empty' } } }]);
    const ended = await overwrite([...rows('c'), streamState(stream, {}, { id: 3 }), complete], {
      generation: 3,
      sync: 12,
    });
    expect(ended.error).toMatchObject({ kind: 'transient', code: 'ERR_NOT_VOIDED' });
    // A state would let the next attempt send nothing, and void nothing.
    expect(ended.states).toEqual([]);
    expect(learners()).toEqual(['b', 'c']);
    at.emulator.faults.set([]);
    await overwrite([...rows('d'), complete], { generation: 4, sync: 13 });
    expect(learners()).toEqual(['d']);
  });

  it('whose void got no response verifies it', async () => {
    await start();
    await overwrite([...rows('a'), complete], { generation: 1, sync: 10 });
    at.emulator.faults.set([{ ...VOIDS, times: 1, action: { type: 'reset', when: 'after' } }]);
    expect((await overwrite([...rows('b'), complete], { generation: 2, sync: 11 })).error).toBeUndefined();
    expect(learners()).toEqual(['b']);
  });
});

describe('an overwrite is rejected', () => {
  it('if its number was counted from the beginning again, because its ids may have been voided', async () => {
    await start();
    for (const generation of [1, 2]) await overwrite([...rows('a'), complete], { generation, sync: 10 });
    const uploads = countOf(at, 'POST', 'csv-import');
    const again = { generation: 1, sync: 20 };
    const { error, states } = await overwrite(
      [...rows('a'), streamState(stream, {}, { id: 1 }), complete],
      again,
    );
    expect(error).toMatchObject({ kind: 'config', code: 'ERR_NEWER_IMPORTS', stream });
    expect(error?.message).toMatch(/airbyte-completions-.*-g2-.* than this one, g1\./);
    expect([states, countOf(at, 'POST', 'csv-import') - uploads]).toEqual([[], 0]);
    const config = { file_name_prefix: 'anew' };
    expect((await overwrite([...rows('a'), complete], { ...again, config })).error).toBeUndefined();
    expect(at.provider.stored).toBe(2);
  });

  it('if it is not allowed, or has no statement ids, with the setting to change', async () => {
    await start();
    for (const config of [{ allow_void: false }, { statement_id_column: '' }]) {
      const { error } = await overwrite([...rows('a'), complete], { generation: 1, config });
      expect(error).toMatchObject({ kind: 'config', code: 'ERR_SYNC_MODE' });
      expect(error?.message).toMatch(
        /Allow Voiding \(allow_void\) and fill in Statement ID Column \(statement_id_column\)/,
      );
    }
  });

  it.each(['Random IDs', 'Staff'])(
    'for the template %s, whose statements have other ids or none, because rows would be lost',
    async (template) => {
      await start();
      const config = {
        default_template: template,
        preview: 'never',
        field_mappings: [{ source_field: 'record_id', destination_field: 'Employee ID' }],
      };
      const { error } = await overwrite([...rows('a'), complete], { generation: 1, config });
      expect(error).toMatchObject({ kind: 'config', code: 'ERR_IDS_UNUSED', stream });
      expect(countOf(at, 'POST', 'csv-import')).toBe(0);
    },
  );

  it('not because of failed rows: the first row with a statement proves its ids', async () => {
    await start();
    const bad = record(stream, { record_id: 'x', Name: '' });
    const config = { rows_per_file: 1, preview: 'never', max_rejected_percent: 100 };
    const ended = await overwrite([bad, bad, ...rows('a', 'b'), complete], {
      generation: 1,
      sync: 1,
      config,
      more: { sync_id: 5 },
    });
    expect(ended.error).toBeUndefined();
    expect(learners().sort()).toEqual(['a', 'b']);
  });
});
