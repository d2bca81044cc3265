import { record } from '@airbyte-ts/cdk/testing';
import { describe, expect, it } from 'vitest';
import { watershedForEachTest } from './each-test.ts';
import { completions, countOf, row, rows, runCheck, runSync, schema, stream } from './harness.ts';

const { start, at } = watershedForEachTest();

describe('a template', () => {
  it.each(['first_batch', 'never'])(
    'that does not exist causes a config error that names it and its stream (preview: %s)',
    async (preview) => {
      for (const unknownTemplate of [400, 404, 422] as const) {
        await start({ unknownTemplate });
        const streams = [{ ...completions, destination_object_name: 'Nothing' }];
        const ended = await runSync(at(), { config: { preview, rows_per_file: 1 }, streams, lines: rows(3) });
        if (preview === 'first_batch') expect(countOf(at(), 'POST', 'csv-import')).toBe(0);
        expect(ended.error).toMatchObject({ kind: 'config', code: 'ERR_TEMPLATE_REJECTED', stream });
        expect(ended.error?.message).toMatch(/"completions".*"Nothing".*"Course Completions"/);
        if (unknownTemplate !== 422) await at().emulator.close();
      }
    },
  );

  it.each([
    ['first_batch', 'Template helper toDateTime failed', true],
    ['never', 'Template helper toDateTime failed', true],
    ['first_batch', 'Learner 1 is unknown', false],
    ['never', 'Learner 1 is unknown', false],
  ])(
    'whose file is rejected (preview: %s) with "%s" asserts no reason; quoted: %s',
    async (preview, message, isQuoted) => {
      const action = { type: 'status', status: 400, body: { type: 'json', value: { message } } } as const;
      await start({}, [{ match: { method: 'POST' }, action }]);
      const { error } = await runSync(at(), { config: { preview }, lines: rows(3) });
      expect(error).toMatchObject({ kind: 'config', code: 'ERR_TEMPLATE_REJECTED', stream });
      expect(error?.message).toMatch(/the template "Course Completions" \(status 400\)\. .*CSV Data Import/);
      expect(error?.message).not.toContain('exactly this name');
      expect(error?.message.includes(message)).toBe(isQuoted);
    },
  );

  it.each(['append', 'append_dedup', 'overwrite'])(
    'that is given by its id passes the check, and its imports are found (%s)',
    async (destination_sync_mode) => {
      await start();
      const config = { default_template: '101', allow_void: true, file_name_prefix: 'by-id' };
      expect(await runCheck(at(), config)).toBeUndefined();
      const streams = [{ ...completions, destination_sync_mode, primary_key: [['record_id']] }];
      for (let time = 1; time <= 2; time++)
        expect((await runSync(at(), { config, streams, lines: rows(3) })).error).toBeUndefined();
      expect(at().provider.stored).toBe(3);
    },
  );

  it('is the one with the stream’s name by default', async () => {
    await start();
    const named = { ...completions, stream: { name: 'Staff', json_schema: schema('Employee ID') } };
    const config = { default_template: '', statement_id_column: '' };
    await runSync(at(), {
      config,
      streams: [named],
      lines: [record({ name: 'Staff' }, { 'Employee ID': 'E1' })],
    });
    expect(at().provider.people).toEqual(['E1']);
  });

  it('that does not use the statement ids can’t deduplicate, and causes a warning in append', async () => {
    await start();
    const config = { default_template: 'Random IDs' };
    const dedup = [{ ...completions, destination_sync_mode: 'append_dedup', primary_key: [['record_id']] }];
    expect((await runSync(at(), { config, streams: dedup, lines: rows(1) })).error).toMatchObject({
      kind: 'config',
      code: 'ERR_IDS_UNUSED',
    });
    expect(at().provider.stored).toBe(0);
    const appended = await runSync(at(), { config, lines: rows(1) });
    expect([appended.error, at().provider.stored]).toEqual([undefined, 1]);
    expect(appended.log.join('\n')).toContain('are stored twice');
  });

  it('for people may be deduplicated, because it changes them by their own id', async () => {
    await start();
    const config = {
      default_template: 'Staff',
      field_mappings: [{ source_field: 'record_id', destination_field: 'Employee ID' }],
    };
    const streams = [{ ...completions, destination_sync_mode: 'append_dedup', primary_key: [['record_id']] }];
    expect((await runSync(at(), { config, streams, lines: [row(1), row(1)] })).error).toBeUndefined();
    expect(at().provider.people).toEqual(['r-1']);
  });

  it('without a statement id column may deduplicate, with a warning about the limits', async () => {
    await start();
    const config = { default_template: 'Random IDs', statement_id_column: '' };
    const streams = [{ ...completions, destination_sync_mode: 'append_dedup', primary_key: [['record_id']] }];
    const ended = await runSync(at(), { config, streams, lines: [row(1), row(1), row(2)] });
    expect([ended.error, at().provider.stored]).toEqual([undefined, 2]);
    expect(ended.log.join('\n')).toContain('Fill in Statement ID Column');
  });

  it('without a statement id column is never overwritten, and the error names the setting to fill in', async () => {
    await start();
    const streams = [{ ...completions, destination_sync_mode: 'overwrite' }];
    const config = { statement_id_column: '', allow_void: true };
    const ended = await runSync(at(), { config, streams, lines: rows(1) });
    expect(ended.error).toMatchObject({
      kind: 'config',
      message: expect.stringContaining('Statement ID Column'),
    });
    expect(at().provider.stored).toBe(0);
  });
});
