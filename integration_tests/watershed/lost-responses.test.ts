import { describe, expect, it } from 'vitest';
import { watershedForEachTest } from './each-test.ts';
import { countOf, rows, runSync, type startHarness, state, UPLOADS } from './harness.ts';

const { start, at, names } = watershedForEachTest();

describe('an upload whose response is lost', () => {
  const oneFault = (action: object) =>
    [{ match: UPLOADS, times: 1, action }] as Parameters<typeof startHarness>[1];

  it.each([
    ['a reset', { type: 'reset', when: 'after' }],
    ['a 504', { type: 'status', status: 504, when: 'after' }],
    ['a web page', { type: 'status', status: 200, body: { type: 'html' }, when: 'after' }],
    ['silence', { type: 'hang', when: 'after' }],
    ['a response that is cut', { type: 'cut', bytes: 1 }],
  ])('after %s is found by its name and not sent again', async (_, action) => {
    await start({ importMs: 8_000 }, oneFault(action));
    const ended = await runSync(at(), { lines: [...rows(3), state(1)] });
    expect(ended.states).toMatchObject([{ delivered: 3 }]);
    expect(countOf(at(), 'POST', 'csv-import')).toBe(1);
    expect(ended.log.join('\n')).toContain('Its import was found');
  });

  it.each([
    ['shows up late', { type: 'reset', when: 'after' }],
    ['takes effect late', { type: 'late_commit', ms: 60_000 }],
  ])('and that %s may be sent twice; statement ids keep it stored once', async (_, action) => {
    await start({ importMs: 60_000 }, oneFault(action));
    const ended = await runSync(at(), { lines: [...rows(3), state(1)] });
    expect(ended.states).toMatchObject([{ delivered: 3 }]);
    expect([countOf(at(), 'POST', 'csv-import'), at().provider.stored]).toEqual([2, 3]);
    expect(new Set(names()).size).toBe(1);
  });

  it('and that was not accepted is sent again under the same name', async () => {
    for (const column of ['Statement ID', '']) {
      await start({}, oneFault({ type: 'reset', when: 'before' }));
      const config = {
        statement_id_column: column,
        default_template: column ? 'Course Completions' : 'Random IDs',
      };
      const ended = await runSync(at(), { config, lines: [...rows(3), state(1)] });
      expect(ended.states).toMatchObject([{ delivered: 3 }]);
      expect(countOf(at(), 'POST', 'csv-import')).toBe(2);
      expect(at().provider.stored).toBe(3);
      if (column) await at().emulator.close();
    }
  });

  it('is searched for as long as other imports took, if sending it twice would store it twice', async () => {
    await start({ importMs: 300_000 }, [
      { match: UPLOADS, nth: 5, action: { type: 'reset', when: 'after' } },
    ]);
    const config = {
      statement_id_column: '',
      default_template: 'Random IDs',
      preview: 'never',
      rows_per_file: 1,
    };
    expect((await runSync(at(), { config, lines: rows(6) })).error).toBeUndefined();
    expect([countOf(at(), 'POST', 'csv-import'), at().provider.stored]).toEqual([6, 6]);
  });

  it('is also searched for a while if a template does not use the ids of the rows', async () => {
    await start({ importMs: 45_000 }, oneFault({ type: 'reset', when: 'after' }));
    const config = { default_template: 'Random IDs' };
    expect((await runSync(at(), { config, lines: rows(3) })).error).toBeUndefined();
    expect([countOf(at(), 'POST', 'csv-import'), at().provider.stored]).toEqual([1, 3]);
  });

  it('is sent again immediately if it was rejected', async () => {
    await start({}, oneFault({ type: 'status', status: 429, retryAfter: 2 }));
    expect((await runSync(at(), { lines: [...rows(3), state(1)] })).states).toHaveLength(1);
    expect([countOf(at(), 'POST', 'csv-import'), at().provider.stored]).toEqual([2, 3]);
  });
});
