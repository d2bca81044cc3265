import { describe, expect, it } from 'vitest';
import { configError } from '../errors.ts';
import { record, streamState } from './test-kit.ts';
import { startSync } from './test-sync.ts';

describe('input that can not be read on', () => {
  it.each([
    [
      'is not JSON',
      '{"type":"RECORD","record":{"stream":"a","data":{"id":NaN,"canary":"x"}}}',
      'ERR_LINE_NOT_JSON',
      'system_error',
    ],
    ['is not a message', '{"canary":1}', 'ERR_NOT_A_MESSAGE', 'system_error'],
    [
      'is of a stream that the catalog does not name',
      record('strange', 1, { canary: 1 }),
      'ERR_UNKNOWN_STREAM',
      'system_error',
    ],
  ])(
    'has what came before it delivered and its states said, then fails: a line that %s',
    async (_, line, code, failureType) => {
      const run = startSync({
        operation: { limits: { rows: 100 } },
      });
      await run.feed(
        record('a', 1),
        streamState('a', 10),
        record('a', 2),
        line,
        record('a', 3),
        streamState('a', 20),
      );
      await run.end(record('a', 4), streamState('a', 30));
      expect(run.outcome).toMatchObject({ ended: true, error: { code, failureType } });
      expect(run.sent).toEqual([[1, 2]]);
      expect(run.ids()).toEqual([10]);
      const error = run.outcome.error as Error & { detail?: string };
      expect(`${error.message} ${error.detail} ${run.log.lines.join()}`).not.toContain('canary');
    },
  );

  it('names the line that is at fault', async () => {
    const run = startSync();
    await run.feed(record('a', 1), '', 'x');
    expect((run.outcome.error as Error).message).toContain('Line 3');
  });

  it('reports the line, which came first, also when a batch before it fails too', async () => {
    const run = startSync({
      operation: { limits: { rows: 100 }, deliver: () => Promise.reject(configError('No.')) },
    });
    await run.feed(record('a', 1), streamState('a', 10), 'x');
    expect(run.outcome).toMatchObject({ ended: true, error: { code: 'ERR_LINE_NOT_JSON' } });
    expect(run.said).toEqual([]);
  });

  it('says that it was cut when it ends in the middle of a message', async () => {
    const run = startSync();
    run.input.write(`${record('a', 1)}\n${streamState('a', 10)}\n`);
    run.input.end(record('a', 2).slice(0, -5));
    await run.clock.advance(0);
    expect(run.outcome).toMatchObject({
      ended: true,
      error: { code: 'ERR_INPUT_CUT', failureType: 'transient_error' },
    });
    expect(run.ids()).toEqual([10]);
  });

  it('fails as transient when reading it fails, after delivering what came', async () => {
    const run = startSync();
    await run.feed(record('a', 1), streamState('a', 10));
    run.input.destroy(new Error('canary'));
    await run.clock.advance(0);
    expect(run.outcome).toMatchObject({ ended: true, error: { kind: 'transient' } });
    expect((run.outcome.error as Error).message).not.toContain('canary');
    expect(run.ids()).toEqual([10]);
  });

  it('fails as transient when it is closed before its end, after delivering what came', async () => {
    const run = startSync();
    await run.feed(record('a', 1), streamState('a', 10));
    run.input.destroy();
    await run.clock.advance(0);
    expect(run.outcome).toMatchObject({
      ended: true,
      error: { kind: 'transient', message: 'The input was closed before its end. Run the sync again.' },
    });
    expect(run.ids()).toEqual([10]);
  });
});
