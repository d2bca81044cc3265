import { describe, expect, it } from 'vitest';
import { globalState, record, status, streamState } from './testing/fixtures.ts';
import { heldDeliveries, startSync } from './testing/start-sync.ts';

const emittedState = (id: number, count: number) => ({ id, delivered: count, rejected: 0 });

describe('with generations', () => {
  const generations = [{ name: 'a', generation_id: 3, minimum_generation_id: 0, sync_id: 5 }];

  it('a complete stream succeeds, and its rows are delivered at once', async () => {
    const run = startSync({
      streams: generations,
      operation: { limits: { maxRows: 100 } },
    });
    await run.feed(record('a', 1), streamState('a', 10), status('a', 'COMPLETE'));
    expect(run.sent).toEqual([[1]]);
    expect(run.emitted).toEqual([emittedState(10, 1)]);
    expect(await run.end()).toMatchObject({ ended: true, error: undefined });
  });

  it('input without COMPLETE is delivered and its states emitted, and the sync fails with a transient error', async () => {
    const run = startSync({ streams: generations });
    await run.end(record('a', 1), streamState('a', 10));
    expect(run.emitted).toEqual([emittedState(10, 1)]);
    expect(run.outcome.error).toMatchObject({
      kind: 'transient',
      code: 'ERR_STREAM_INCOMPLETE',
      stream: { name: 'a' },
      message: expect.stringMatching(/"a" was complete\. What arrived was delivered; run the sync again\./),
    });
  });

  it('a stream without records succeeds also without COMPLETE', async () => {
    const run = startSync({ streams: generations });
    expect(await run.end()).toMatchObject({ ended: true, error: undefined });
    expect(run.log.lines.join()).not.toContain('No stream status came');
  });

  it('a job that clears streams sends nothing, emits their states and succeeds', async () => {
    const run = startSync({
      streams: [
        { name: 'a', destination_sync_mode: 'overwrite' },
        { name: 'b', destination_sync_mode: 'overwrite', generation_id: 4, minimum_generation_id: 4 },
      ],
      operation: { syncModes: ['append'] },
    });
    await run.end(streamState('a', 1), streamState('b', 2), status('a', 'COMPLETE'), status('b', 'COMPLETE'));
    expect(run.outcome).toMatchObject({ ended: true, error: undefined });
    expect(run.emitted).toEqual([emittedState(1, 0), emittedState(2, 0)]);
    expect(run.sent).toEqual([]);
  });
});

describe('a stream to which no object is assigned', () => {
  const committed: string[] = [];
  const start = (...streams: readonly { readonly name: string; readonly [more: string]: unknown }[]) =>
    startSync({
      streams: streams.map((each) => ({ destination_sync_mode: 'overwrite', ...each })),
      otherObjects: ['event'],
      operation: {
        syncModes: ['overwrite'],
        limits: { maxRows: 1 },
        commit: async ({ name }) => void committed.push(name),
      },
    });

  it('is cleared: its states are emitted, nothing is sent or committed, and the sync succeeds', async () => {
    const run = start({ name: 'lost' }, { name: 'gone', generation_id: 4, minimum_generation_id: 4 });
    const states = [streamState('lost', 1), streamState('gone', 2), globalState(3)];
    await run.end(...states, status('lost', 'COMPLETE'), status('gone', 'COMPLETE'));
    expect(run.outcome).toMatchObject({ ended: true, error: undefined });
    expect(run.emitted).toEqual([1, 2, 3].map((id) => emittedState(id, 0)));
    expect([run.sent, committed]).toEqual([[], []]);
    expect(run.log.lines.join()).toMatch(/lost.*gone/);
  });

  it('fails the sync with its first record, and nothing of another stream is replaced', async () => {
    const run = start({ name: 'lost' }, { name: 'thing' });
    await run.end(streamState('lost', 1), record('thing', 1), record('lost', 2), streamState('lost', 3));
    expect(run.outcome.error).toMatchObject({
      ...{ code: 'ERR_NO_ROUTE', failureType: 'config_error', stream: { name: 'lost' } },
      message: expect.stringMatching(/^No object is assigned to the stream "lost"\./),
    });
    expect(run.ids()).toEqual([1]);
    expect(run.sent.flat()).not.toContain(2);
    expect(committed).toEqual([]);
  });

  it('fails the sync with the status INCOMPLETE', async () => {
    const run = start({ name: 'lost' });
    await run.end(status('lost', 'INCOMPLETE'));
    expect(run.outcome.error).toMatchObject({ code: 'ERR_STREAM_INCOMPLETE' });
  });
});

describe('under PyAirbyte, which numbers every generation 1 and forwards statuses of the source', () => {
  const ones = { generation_id: 1, minimum_generation_id: 1, sync_id: 1 };
  const streams = [
    { name: 'a', ...ones },
    { name: 'b', ...ones },
  ];

  it('input without any stream status succeeds, and the log warns that a cut would look the same', async () => {
    const run = startSync({ streams });
    await run.end(record('a', 1), record('b', 2), streamState('a', 10));
    expect(run.outcome).toMatchObject({ ended: true, error: undefined });
    expect(run.emitted).toEqual([emittedState(10, 1)]);
    expect(run.log.lines.join()).toContain('No stream status came');
  });

  it.each([
    ['its own beginning', status('a', 'STARTED')],
    ['its own middle', status('a', 'RUNNING')],
    ['the end of another stream', status('b', 'COMPLETE')],
    ['the beginning of another stream', status('b', 'STARTED')],
    ['a stream that the catalog does not name', status('c', 'COMPLETE')],
    ['its own failure', status('a', 'INCOMPLETE')],
  ])('a stream without COMPLETE fails the sync if a status is %s', async (_what, line) => {
    const run = startSync({ streams });
    await run.end(line, record('a', 1));
    expect(run.outcome.error).toMatchObject({ code: 'ERR_STREAM_INCOMPLETE', kind: 'transient' });
  });

  it('nothing is committed without COMPLETE, and the error names a source that sends it', async () => {
    const finished: string[] = [];
    const overwrite = { name: 'a', destination_sync_mode: 'overwrite', ...ones };
    const run = startSync({
      streams: [overwrite],
      operation: { syncModes: ['overwrite'], commit: async ({ name }) => void finished.push(name) },
    });
    await run.end(record('a', 1));
    expect(run.outcome.error).toMatchObject({ code: 'ERR_STREAM_INCOMPLETE', kind: 'transient' });
    expect((run.outcome.error as Error).message).toMatch(/Nothing was replaced.*PyAirbyte.*cache/);
    expect(finished).toEqual([]);
  });

  it.each([
    [{ generation_id: 2, minimum_generation_id: 0, sync_id: 1 }],
    [{ generation_id: 1, minimum_generation_id: 0, sync_id: 2 }],
  ])(
    'input without COMPLETE fails the sync with the numbers %j, which only a platform sends',
    async (numbers) => {
      const run = startSync({ streams: [{ name: 'a', ...numbers }] });
      await run.end(record('a', 1));
      expect(run.outcome.error).toMatchObject({ code: 'ERR_STREAM_INCOMPLETE' });
    },
  );

  it('input without COMPLETE fails the sync if the platform sends a job number', async () => {
    const run = startSync({ streams, environment: { WORKER_JOB_ID: '1' } });
    await run.end(record('a', 1));
    expect(run.outcome.error).toMatchObject({ code: 'ERR_STREAM_INCOMPLETE' });
  });
});

describe('a stream whose namespace is empty in the catalog and absent in messages', () => {
  it('is one stream, whose states wait for its records', async () => {
    const { operation, at } = heldDeliveries();
    const run = startSync({ streams: [{ name: 'a', stream: { name: 'a', namespace: '' } }], operation });
    await run.feed(record('a', 1), streamState('a', 10));
    expect(run.emitted).toEqual([]);
    at(1).open();
    await run.end();
    expect(run.emitted).toEqual([emittedState(10, 1)]);
  });
});

describe('without generations', () => {
  it('the end of the input completes the stream', async () => {
    expect(await startSync().end(record('a', 1))).toMatchObject({ ended: true, error: undefined });
  });

  it('a stream with the status INCOMPLETE fails the sync with a transient error', async () => {
    const run = startSync();
    await run.end(record('a', 1), streamState('a', 10), status('a', 'INCOMPLETE'));
    expect(run.emitted).toEqual([emittedState(10, 1)]);
    expect(run.outcome.error).toMatchObject({
      code: 'ERR_STREAM_INCOMPLETE',
      failureType: 'transient_error',
    });
  });

  it('an unsupported overwrite fails at the first record, before any request', async () => {
    const run = startSync({
      streams: [{ name: 'a', destination_sync_mode: 'overwrite' }],
      operation: {
        syncModes: ['append'],
        limits: { maxRows: 1 },
      },
    });
    await run.end(record('a', 1), streamState('a', 10));
    expect(run.outcome.error).toMatchObject({ kind: 'config', code: 'ERR_SYNC_MODE', stream: { name: 'a' } });
    expect(run.sent).toEqual([]);
    expect(run.emitted).toEqual([]);
  });
});
