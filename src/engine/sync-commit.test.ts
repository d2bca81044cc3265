import { describe, expect, it } from 'vitest';
import { staged } from '../define/batch.ts';
import type { AnyOperation } from '../define/operation.ts';
import { ConnectorError, transientError } from '../errors.ts';
import { record, status, streamState } from './testing/fixtures.ts';
import { startSync } from './testing/start-sync.ts';

const OVERWRITE = [{ name: 'a', destination_sync_mode: 'overwrite' }];

/** An operation whose rows are staged until their stream is committed. */
function staging(finish: AnyOperation['commit'] = async () => undefined) {
  const finished: string[] = [];
  const operation: Partial<AnyOperation> = {
    syncModes: ['overwrite'],
    deliver: (batch) => Promise.resolve(batch.all(staged)),
    commit: async (run, api, context) => {
      finished.push(run.key);
      await finish!(run, api, context);
    },
  };
  return { operation, finished };
}

describe('staged rows', () => {
  it('let no state be emitted before their stream is committed', async () => {
    const { operation, finished } = staging();
    const run = startSync({ operation, streams: OVERWRITE });
    await run.feed(record('a', 1), record('a', 2), streamState('a', 10), record('a', 3));
    await run.clock.advance(60_000);
    expect(run.emitted).toEqual([]);
    await run.end(streamState('a', 11));
    expect(run.outcome.error).toBeUndefined();
    expect(finished).toEqual(['a']);
    expect(run.emitted).toEqual([
      { id: 10, delivered: 2, rejected: 0 },
      { id: 11, delivered: 1, rejected: 0 },
    ]);
  });

  it('are committed again after a transient error', async () => {
    let failures = 2;
    const { operation, finished } = staging(async () => {
      if (failures-- > 0) throw transientError('The provider is away.');
    });
    const run = startSync({ operation, streams: OVERWRITE });
    const ended = run.end(record('a', 1), streamState('a', 10));
    await run.clock.drain();
    expect((await ended).error).toBeUndefined();
    expect(finished).toHaveLength(3);
    expect(run.ids()).toEqual([10]);
    expect(run.log.lines.filter((line) => line.startsWith('Committing the stream again in '))).toHaveLength(
      2,
    );
  });

  it('fail the sync with an error of the settings if the provider rejects their commit', async () => {
    const { operation } = staging(async () => {
      throw new ConnectorError('reject', 'Correct the records.', {
        ...{ code: 'ERR_REQUEST_REJECTED', status: 400, providerMessage: 'Jane Doe is unknown' },
      });
    });
    const run = startSync({ operation, streams: OVERWRITE });
    const { error } = await run.end(record('a', 1), streamState('a', 10));
    expect(error).toMatchObject({ kind: 'config', code: 'ERR_CONTROL_REQUEST_REJECTED' });
    expect((error as ConnectorError).message).not.toContain('Jane Doe');
    expect(run.emitted).toEqual([]);
  });

  it.each([
    ['the source did not complete it', [record('a', 1), streamState('a', 10), status('a', 'INCOMPLETE')]],
    ['the input was cut off', [record('a', 1), streamState('a', 10), '{"type":"REC']],
    ['there were no records', [streamState('a', 10)]],
  ])('are not committed when %s', async (_, lines) => {
    const { operation, finished } = staging();
    const run = startSync({ operation, streams: OVERWRITE });
    run.input.end(lines.join('\n'));
    await run.clock.advance(0);
    expect(run.outcome.ended).toBe(true);
    expect(finished).toEqual([]);
  });

  it.each([
    ['its own', streamState('a', 10)],
    ['a GLOBAL one', '{"type":"STATE","state":{"type":"GLOBAL","global":{"stream_states":[]},"id":10}}'],
  ])('are not committed if records follow the last state, %s', async (_, state) => {
    const { operation, finished } = staging();
    const run = startSync({ operation, streams: OVERWRITE });
    await run.end(record('a', 1), state, record('a', 2));
    expect(run.outcome.error).toMatchObject({
      code: 'ERR_STREAM_INCOMPLETE',
      kind: 'transient',
      message:
        'The input of the stream "a" ended with records after its last state, so it was probably cut off. Nothing was replaced; run the sync again.',
    });
    expect([finished, run.emitted]).toEqual([[], []]);
  });

  it('are committed with records after the last state if COMPLETE came from a platform with generations', async () => {
    const { operation, finished } = staging();
    const streams = [{ ...OVERWRITE[0]!, generation_id: 4, minimum_generation_id: 4 }];
    const run = startSync({ operation, streams });
    await run.end(record('a', 1), streamState('a', 10), record('a', 2), status('a', 'COMPLETE'));
    expect([run.outcome.error, finished]).toEqual([undefined, ['a']]);
  });

  it('are committed if records follow the last state of another stream, or no state came', async () => {
    for (const lines of [[record('a', 1), streamState('b', 10)], [record('a', 1)]]) {
      const { operation, finished } = staging();
      const streams = [OVERWRITE[0]!, { name: 'b', destination_sync_mode: 'overwrite' }];
      const run = startSync({ operation, streams });
      await run.end(...lines);
      expect(run.outcome.error).toBeUndefined();
      expect(finished).toEqual(['a']);
    }
  });

  it('of a stream without records do not exist, so it is not committed, and the log says that nothing is replaced', async () => {
    const { operation, finished } = staging();
    const streams = [OVERWRITE[0]!, { name: 'b', destination_sync_mode: 'overwrite' }];
    const run = startSync({ operation, streams });
    await run.end(record('b', 1), streamState('a', 10));
    expect([finished, run.ids()]).toEqual([['b'], [10]]);
    expect(run.log.lines.filter((line) => line.includes('nothing is replaced'))).toEqual([
      'The stream "a" brought no records, so nothing is replaced: a job that clears the connection would look the same.',
    ]);
  });

  it('are not committed without COMPLETE from a platform with generations, nor if older generations have to stay', async () => {
    for (const [minimum, lines] of [
      [4, [record('a', 1)]],
      [2, [record('a', 1), status('a', 'COMPLETE')]],
    ] as const) {
      const { operation, finished } = staging();
      const streams = [{ ...OVERWRITE[0]!, generation_id: 4, minimum_generation_id: minimum }];
      const run = startSync({ operation, streams });
      await run.end(...lines);
      expect(run.outcome.error).toBeDefined();
      expect(finished).toEqual([]);
    }
  });

  it('are committed after COMPLETE if the catalog asks to keep no older generation', async () => {
    const { operation, finished } = staging();
    const streams = [{ ...OVERWRITE[0]!, generation_id: 4, minimum_generation_id: 4 }];
    const run = startSync({ operation, streams });
    await run.end(record('a', 1), status('a', 'COMPLETE'));
    expect(run.outcome.error).toBeUndefined();
    expect(finished).toEqual(['a']);
  });

  it('are committed for no stream if older generations of another stream have to stay', async () => {
    const { operation, finished } = staging();
    const streams = ['a', 'b'].map((name, at) => ({
      ...{ name, destination_sync_mode: 'overwrite', generation_id: 4, minimum_generation_id: 4 - 2 * at },
    }));
    const run = startSync({ operation, streams });
    await run.end(record('a', 1), record('b', 2), status('a', 'COMPLETE'), status('b', 'COMPLETE'));
    expect(run.outcome.error).toMatchObject({
      code: 'ERR_GENERATIONS',
      message:
        'The stream "b" has the sync mode overwrite, but its catalog asks to keep data of earlier syncs ' +
        '(minimum_generation_id is not generation_id). Nothing was replaced. Refresh the stream and remove its records in ' +
        'the connection. If this happens again, report it to the operator of the platform.',
    });
    expect(finished).toEqual([]);
  });

  it('do not stop the input when their states exceed the memory limits', async () => {
    const { operation } = staging();
    const run = startSync({ operation, streams: OVERWRITE });
    const long = 'x'.repeat(1024 * 1024);
    for (let id = 0; id < 40; id++)
      await run.feed(
        record('a', id),
        `{"type":"STATE","state":{"type":"STREAM","stream":{"stream_descriptor":{"name":"a"},"stream_state":"${long}"},"id":${id}}}`,
      );
    await run.end();
    expect(run.outcome.error).toBeUndefined();
    expect(run.emitted).toHaveLength(40);
  });
});
