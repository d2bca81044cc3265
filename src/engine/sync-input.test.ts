import { describe, expect, it } from 'vitest';
import { type ConnectorError, configError } from '../errors.ts';
import { record, streamState } from './testing/fixtures.ts';
import { startSync } from './testing/start-sync.ts';

describe('invalid input', () => {
  it.each([
    [
      'is not JSON',
      '{"type":"RECORD","record":{"stream":"a","data":{"id":NaN,"canary":"x"}}}',
      'ERR_LINE_NOT_JSON',
      'system_error',
    ],
    ['is not a message', '{"canary":1}', 'ERR_NOT_A_MESSAGE', 'system_error'],
    [
      'is of a stream outside the catalog',
      record('strange', 1, { canary: 1 }),
      'ERR_UNKNOWN_STREAM',
      'config_error',
    ],
  ])(
    'fails after the records before it are delivered and their states emitted: a line that %s',
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

  it('names the invalid line in the error', async () => {
    const run = startSync();
    await run.feed(record('a', 1), '', 'x');
    expect((run.outcome.error as Error).message).toContain('Line 3');
  });

  it('reports the invalid line also if an earlier batch fails later', async () => {
    const run = startSync({
      operation: { limits: { maxRows: 100 }, deliver: () => Promise.reject(configError('No.')) },
    });
    await run.feed(record('a', 1), streamState('a', 10), 'x');
    expect(run.outcome).toMatchObject({ ended: true, error: { code: 'ERR_LINE_NOT_JSON' } });
    expect(run.emitted).toEqual([]);
  });

  it('fails with ERR_INPUT_CUT when it ends in the middle of a message', async () => {
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
    ['a message', record('a', 2).slice(0, -5)],
    ['a character', Buffer.from(record('a', 2).replace('"a"', '"é"')).subarray(0, -60)],
  ])('names the line that was cut when it ends in the middle of %s', async (_, cut) => {
    const run = startSync();
    run.input.write(`${record('a', 1)}\n\n`);
    run.input.end(typeof cut === 'string' ? cut : Buffer.concat([cut, Buffer.from([0xc3])]));
    await run.clock.advance(0);
    expect(run.outcome.error).toMatchObject({
      ...{ code: 'ERR_INPUT_CUT', detail: 'line 3' },
      message: expect.stringContaining('was cut off. Run the sync again.'),
    });
  });

  it.each([
    ['two messages', record('a', 2) + record('a', 3), /two messages on one line/, 'ERR_LINE_NOT_JSON'],
    ['plain text', 'canary', /plain text/, 'ERR_LINE_NOT_JSON'],
    ['JSON of another kind', '["canary"]', /a JSON list/, 'ERR_NOT_A_MESSAGE'],
  ])(
    'has an error for its kind: %s, with a newline after it and without',
    async (_kind, line, expected, code) => {
      for (const newline of ['\n', '']) {
        const run = startSync();
        run.input.write(`${record('a', 1)}\n${streamState('a', 10)}\n`);
        run.input.end(line + newline);
        await run.clock.advance(0);
        expect(run.outcome).toMatchObject({ ended: true, error: { code } });
        expect((run.outcome.error as Error).message).toMatch(expected);
        expect((run.outcome.error as Error).message).not.toContain('canary');
        expect(run.ids()).toEqual([10]);
      }
    },
  );

  it('fails with a transient error when reading fails, after the records so far are delivered', async () => {
    const run = startSync();
    await run.feed(record('a', 1), streamState('a', 10));
    run.input.destroy(new Error('canary'));
    await run.clock.advance(0);
    expect(run.outcome).toMatchObject({
      ended: true,
      error: {
        kind: 'transient',
        message: 'Reading the input failed. Run the sync again.',
        cause: { message: 'canary' },
      },
    });
    expect(run.ids()).toEqual([10]);
  });

  it('fails with a transient error when it is closed early, after the records so far are delivered', async () => {
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

describe('a record of a stream outside the catalog', () => {
  const named = (name: string, namespace?: string | null) => ({ name, stream: { name, namespace } });
  const failed = async (streams: Parameters<typeof startSync>[0], message: string) => {
    const run = startSync(streams);
    await run.end(message);
    return run.outcome.error as ConnectorError;
  };

  it('fails with a config error that lists the streams of the catalog, without null for an absent namespace', async () => {
    const error = await failed({ streams: ['orders', 'people'] }, record('strange', 1));
    expect(error).toMatchObject({ code: 'ERR_UNKNOWN_STREAM', failureType: 'config_error' });
    expect(error.stream).toEqual({ name: 'strange' });
    expect(error.message).toContain(
      `Refresh the source's schema and save the connection. The catalog names "orders" and "people".`,
    );
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
  ])(
    'fails with a hint if its %s differs from a stream of the catalog',
    async (_what, streams, name, namespace, expected) => {
      const line = JSON.stringify({
        type: 'RECORD',
        record: { stream: name, namespace, data: { id: 1 }, emitted_at: 1 },
      });
      const { message, stream } = await failed({ streams }, line);
      expect(message).toContain(expected);
      expect(stream).toStrictEqual(namespace === null ? { name } : { name, namespace });
    },
  );

  it('fails with a few of many streams in the error, and also with an empty catalog', async () => {
    const many = Array.from({ length: 30 }, (_, index) => `stream number ${index}`);
    expect((await failed({ streams: many }, record('q', 1))).message).toMatch(
      /"stream number 7" and 22 more\.$/,
    );
    expect((await failed({ streams: [] }, record('q', 1))).message).toMatch(/The catalog names no stream\.$/);
  });
});
