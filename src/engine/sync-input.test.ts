import { describe, expect, it } from 'vitest';
import { type ConnectorError, configError } from '../errors.ts';
import { record, streamState } from './testing/fixtures.ts';
import { startSync } from './testing/start-sync.ts';

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
      'config_error',
    ],
  ])(
    'has what came before it delivered and its states said, then fails: a line that %s',
    async (_, line, code, failureType) => {
      const run = startSync({
        operation: { limits: { maxRows: 100 } },
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
      operation: { limits: { maxRows: 100 }, deliver: () => Promise.reject(configError('No.')) },
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

  it.each([
    ['two messages', record('a', 2) + record('a', 3), /two messages on one line/, 'ERR_LINE_NOT_JSON'],
    ['plain text', 'canary', /plain text/, 'ERR_LINE_NOT_JSON'],
    ['JSON of another kind', '["canary"]', /a JSON list/, 'ERR_NOT_A_MESSAGE'],
  ])('is said by its kind: %s, with a newline behind it and without', async (_kind, line, says, code) => {
    for (const newline of ['\n', '']) {
      const run = startSync();
      run.input.write(`${record('a', 1)}\n${streamState('a', 10)}\n`);
      run.input.end(line + newline);
      await run.clock.advance(0);
      expect(run.outcome).toMatchObject({ ended: true, error: { code } });
      expect((run.outcome.error as Error).message).toMatch(says);
      expect((run.outcome.error as Error).message).not.toContain('canary');
      expect(run.ids()).toEqual([10]);
    }
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

describe('a record of a stream that the catalog does not name', () => {
  const named = (name: string, namespace?: string | null) => ({ name, stream: { name, namespace } });
  const failed = async (streams: Parameters<typeof startSync>[0], message: string) => {
    const run = startSync(streams);
    await run.end(message);
    return run.outcome.error as ConnectorError;
  };

  it('is an error that a user can mend: it lists the streams and refers to none that has no namespace as null', async () => {
    const error = await failed({ streams: ['orders', 'people'] }, record('strange', 1));
    expect(error).toMatchObject({ code: 'ERR_UNKNOWN_STREAM', failureType: 'config_error' });
    expect(error.stream).toEqual({ name: 'strange' });
    expect(error.message).toContain('The catalog names "orders" and "people".');
  });

  it.each([
    ['namespace', [named('users', 'public')], 'users', 'crm', '"public.users": only the namespace differs'],
    ['namespace', [named('users', 'public')], 'users', null, '"public.users": only the namespace differs'],
    ['namespace', [named('users')], 'users', 'public', '"users": only the namespace differs'],
    ['case', [named('x'), named('Users')], 'users', null, '"Users": only upper and lower case differ'],
    ['prefix', [named('raw_users')], 'users', null, '"raw_users": only a prefix differs'],
    ['prefix', [named('users')], 'raw_users', null, '"users": only a prefix differs'],
    ['spelling', [named('orders'), named('users')], 'user', null, '"users": the names are nearly the same'],
    ['spelling', [named('customers')], 'custoemrs', null, '"customers": the names are nearly the same'],
  ])('differs by its %s from one that is named', async (_what, streams, name, namespace, says) => {
    const line = JSON.stringify({
      type: 'RECORD',
      record: { stream: name, namespace, data: { id: 1 }, emitted_at: 1 },
    });
    const { message } = await failed({ streams }, line);
    expect(message).toContain(says);
  });

  it('is said with a few of the streams where there are many, and in a catalog that has none', async () => {
    const many = Array.from({ length: 30 }, (_, index) => `stream number ${index}`);
    expect((await failed({ streams: many }, record('q', 1))).message).toMatch(
      /"stream number 7" and 22 more\.$/,
    );
    expect((await failed({ streams: [] }, record('q', 1))).message).toMatch(/The catalog names no stream\.$/);
  });
});
