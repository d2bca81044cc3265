import { afterEach, describe, expect, it } from 'vitest';
import { cbg, food, wizard } from '../../connectors/tidepool-org/emulator/testing/test-client.ts';
import { SESSION_TOKEN, USER_ID } from '../../connectors/tidepool-org/emulator/tidepool-org.ts';
import { makeDataSet } from './elsewhere.ts';
import { type Harness, type Line, SILENCE, startHarness } from './harness.ts';
import { CREATE, POST, readable, recordLines, state, times } from './lines.ts';

let harness: Harness;
afterEach(() => harness.close());

const UNAUTHORIZED = {
  errors: [{ code: 'unauthorized', title: 'auth token is not authorized', status: '403' }],
};
const STREAM = [{ name: 'food', mode: 'append_dedup', key: 'key' }] as const;
const DELETED = { _ab_cdc_deleted_at: '2024-02-01T00:00:00Z' };

const keyed = (key: number, data: object): object => ({ key, ...data });

const upsert = (input: readonly Line[], config: object = {}) =>
  harness.sync({ streams: STREAM, input, config });

const versions = (...names: readonly string[]): string[] =>
  recordLines('food', ...names.map((name, n) => keyed(1, food(n, name))));

describe('a newer version of a record', () => {
  it('replaces the older one, in the same batch, the same sync, and a later sync', async () => {
    harness = await startHarness();
    await upsert([...versions('a', 'b'), SILENCE, ...versions('c')]);
    expect(readable(harness)).toEqual(['food 00:00 c']);
    await upsert(versions('d'));
    expect(readable(harness)).toEqual(['food 00:00 d']);
    expect(harness.provider.sets()).toHaveLength(1);
  });

  it('is visible when its state is emitted, with earlier states', async () => {
    harness = await startHarness();
    const seen: string[][] = [];
    const { states } = await harness.sync({
      streams: STREAM,
      input: [...versions('a'), state('food', 1), ...versions('b'), state('food', 2)],
      onState: () => seen.push(readable(harness)),
    });
    expect(states.map(({ id }) => id)).toEqual([1, 2]);
    expect(seen).toEqual([['food 00:00 b'], ['food 00:00 b']]);
  });

  it.each([
    ['stored without a response', { step: 'insert:done', response: 504 }],
    ['half stored', { step: 'insert:rows', rows: 1, response: 500 }],
    ['stored later', { step: 'insert:mark', response: 504, finishesAfterMs: 4_000 }],
    [
      'stored later, to its half',
      { step: 'insert:rows', rows: 1, response: 'reset', finishesAfterMs: 4_000 },
    ],
  ] as const)('is stored once although its request failed, %s', async (_, interruption) => {
    harness = await startHarness();
    await upsert(recordLines('food', keyed(1, food(1, 'old')), keyed(2, food(2, 'old'))));
    harness.provider.interrupt(interruption);
    await upsert([
      ...recordLines('food', keyed(1, food(1, 'new')), keyed(2, food(2, 'new'))),
      state('food', 1),
    ]);
    expect(readable(harness)).toEqual(['food 00:01 new', 'food 00:02 new']);
  });

  it('deletes embedded data that it no longer contains', async () => {
    harness = await startHarness();
    await upsert(recordLines('food', keyed(1, wizard(1)), keyed(2, wizard(2))));
    expect(harness.provider.visible()).toHaveLength(4);
    const { bolus: _, ...bare } = wizard(1);
    await upsert(recordLines('food', keyed(1, bare)));
    expect(readable(harness).map((row) => row.slice(0, 12))).toEqual([
      'bolus 00:02 ',
      'wizard 00:01',
      'wizard 00:02',
    ]);
  });
});

describe('a deleted record', () => {
  it('is deleted with its embedded data, and its state is emitted', async () => {
    harness = await startHarness();
    await upsert(recordLines('food', keyed(1, wizard(1)), keyed(2, food(2, 'stays'))));
    const { states } = await upsert([...recordLines('food', { key: 1, ...DELETED }), state('food', 1)]);
    expect(readable(harness)).toEqual(['food 00:02 stays']);
    expect(states).toEqual([{ id: 1, delivered: 1, rejected: 0 }]);
  });

  it('can be inserted again', async () => {
    harness = await startHarness();
    await upsert([
      ...versions('a'),
      SILENCE,
      ...recordLines('food', { key: 1, ...DELETED }),
      SILENCE,
      ...versions('b'),
    ]);
    expect(readable(harness)).toEqual(['food 00:00 b']);
  });

  it('that is inserted again is not deleted by a late deletion', async () => {
    harness = await startHarness({
      faults: [{ match: { method: 'DELETE' }, nth: 1, action: { type: 'late_commit', ms: 4_000 } }],
    });
    // A full batch of others, so that the next one follows immediately; and a session that is longer than the sync.
    const others = Array.from({ length: 999 }, (_, n) => keyed(2 + n, food(2 + n, 'other')));
    const deletion = recordLines('food', { key: 1, ...DELETED }, ...others);
    await upsert([...versions('a'), SILENCE, ...deletion, ...versions('b')], {
      credentials: { auth_type: 'session_token', session_token: SESSION_TOKEN },
    });
    await harness.clock.advance(60_000);
    expect(readable(harness)).toContain('food 00:00 b');
    expect(harness.provider.visible()).toHaveLength(1_000);
  });

  it('is rejected if its person withdraws the right, and the visible records of that request count as delivered', async () => {
    const { bolus: _, ...bare } = wizard(3);
    harness = await startHarness({
      faults: [
        {
          match: { method: 'DELETE' },
          action: { type: 'status', status: 403, body: { type: 'json', value: UNAUTHORIZED } },
        },
      ],
    });
    const of = (key: number, data: object) => keyed(key, { ...data, patient: USER_ID });
    const records = [of(1, food(1, 'a')), of(2, DELETED), of(3, bare), of(4, wizard(4))];
    const { states, reasons, rejected } = await upsert(
      [...recordLines('food', ...records), state('food', 1)],
      { user_id_field: 'patient', max_rejected_percent: 100 },
    );
    expect(states).toEqual([{ id: 1, delivered: 2, rejected: 2 }]);
    expect(new Set(reasons)).toEqual(new Set(['the Tidepool account may not upload data for this user']));
    // The bolus of an earlier version of the third may still be there.
    expect(rejected.map(({ key }) => key)).toEqual([2, 3]);
    expect(readable(harness)).toContain('food 00:01 a');
  });

  it('that Tidepool never had does not fail the sync', async () => {
    harness = await startHarness();
    const { error, states } = await upsert([
      ...recordLines('food', { key: 7, ...DELETED }),
      state('food', 1),
    ]);
    expect(error).toBeUndefined();
    expect(states).toHaveLength(1);
  });
});

describe('the continuous data set', () => {
  it('is found again if the outcome of its creation is unknown', async () => {
    harness = await startHarness({ interruptions: [{ step: 'create:done', response: 'reset' }] });
    const { requests } = await upsert(versions('a'));
    expect(times(requests, CREATE)).toBe(1);
    expect(harness.provider.sets()).toHaveLength(1);
  });

  it('is found again if it was created late', async () => {
    harness = await startHarness({
      faults: [
        { match: { path: '/v1/users/', method: 'POST' }, nth: 1, action: { type: 'late_commit', ms: 4_000 } },
      ],
    });
    await upsert(versions('a'));
    await upsert(versions('b'));
    expect(harness.provider.sets()).toHaveLength(1);
    expect(readable(harness)).toEqual(['food 00:00 b']);
  });

  it('is the oldest if an earlier attempt that still runs creates one concurrently', async () => {
    harness = await startHarness();
    let theirs = '';
    const made = () => {
      theirs = makeDataSet(harness, 'continuous');
      harness.provider.sets()[0]!.data.createdTime = '2020-01-01T00:00:00Z';
    };
    await harness.sync({ streams: STREAM, input: versions('a'), atRequest: { 3: made } });
    expect(harness.provider.rows().map(({ set }) => set.uploadId)).toEqual([theirs]);
  });

  it('that is listed but not found is requested again, and no other is created', async () => {
    harness = await startHarness({
      faults: [
        {
          match: { path: { regexp: '/data$' } },
          nth: 1,
          action: { type: 'status', status: 404, body: { type: 'empty' } },
        },
      ],
    });
    const { error, states } = await upsert([...versions('a'), state('food', 1)]);
    expect(error).toBeUndefined();
    expect(states).toHaveLength(1);
    expect(readable(harness)).toEqual(['food 00:00 a']);
  });

  it('that was removed ends the sync', async () => {
    harness = await startHarness();
    await upsert(versions('a'));
    const [mine] = harness.provider.sets();
    harness.faults.set([{ match: { path: { regexp: '/data$' } }, action: { type: 'status', status: 404 } }]);
    const { error } = await harness.sync({
      streams: STREAM,
      input: versions('b'),
      atRequest: { 3: () => (mine!.data.deletedTime = '2024-01-01T00:00:00Z') },
    });
    expect(error).toMatchObject({ code: 'ERR_CONTINUOUS_DATA_SET_GONE', failureType: 'config_error' });
  });

  it('is the oldest of two', async () => {
    harness = await startHarness();
    await upsert(versions('a'));
    const [oldest] = harness.provider.sets();
    await harness.clock.advance(60_000);
    await other(harness);
    await upsert(versions('b'));
    expect(harness.provider.sets()).toHaveLength(2);
    expect(
      harness.provider
        .rows()
        .filter(({ active }) => active)
        .map(({ set }) => set),
    ).toEqual([oldest]);
  });

  it.each([
    ['of another name', { client: { name: 'org.example.another', version: '1.0.0' } }],
    ['that is a normal one', { dataSetType: 'normal' }],
    ['with another deduplicator', { deduplicator: { name: 'org.tidepool.deduplicator.none' } }],
    ['that was deleted', { deletedTime: '2023-01-01T00:00:00Z' }],
  ])('is never a data set %s', async (_, differently) => {
    harness = await startHarness();
    await other(harness, differently);
    const { error } = await upsert(versions('a'));
    expect(error).toBeUndefined();
    const [theirs, ours] = harness.provider.sets();
    expect(harness.provider.rows().map(({ set }) => set)).toEqual([ours]);
    expect(theirs).not.toBe(ours);
  });

  it('that Tidepool has closed ends the sync, because its rows can’t be replaced any more', async () => {
    harness = await startHarness();
    await upsert(versions('a'));
    harness.provider.sets()[0]!.state = 'closed';
    const { error, states } = await upsert([...versions('b'), state('food', 1)]);
    expect(error).toMatchObject({ code: 'ERR_CONTINUOUS_DATA_SET_GONE', failureType: 'config_error' });
    expect(states).toEqual([]);
  });
});

it('records of append streams in a continuous session are visible immediately and never twice', async () => {
  harness = await startHarness();
  const input = [...recordLines('food', food(1, 'a'), food(1, 'b')), state('food', 1)];
  for (let sync = 0; sync < 2; sync++) {
    const { states, requests } = await harness.sync({
      streams: [{ name: 'food' }],
      input,
      config: { session_type: 'continuous' },
    });
    expect(states).toHaveLength(1);
    expect(times(requests, POST)).toBe(1);
  }
  expect(readable(harness)).toEqual(['food 00:01 a', 'food 00:01 b']);
});

it('streams of one user share the data set, and records with equal keys are distinct', async () => {
  harness = await startHarness();
  await harness.sync({
    streams: [STREAM[0], { name: 'cbg', mode: 'append_dedup', key: 'key' }],
    input: [...recordLines('food', keyed(1, food(1, 'a'))), ...recordLines('cbg', keyed(1, cbg(1)))],
  });
  expect(harness.provider.sets()).toHaveLength(1);
  expect(harness.provider.visible()).toHaveLength(2);
});

/** Creates another continuous data set of the user, equal to the connector's own except for the given members. */
async function other({ emulator }: Harness, differently: object = {}): Promise<void> {
  const response = await fetch(`${emulator.url}/v1/users/${USER_ID}/data_sets`, {
    method: 'POST',
    headers: { 'x-tidepool-session-token': SESSION_TOKEN },
    body: JSON.stringify({
      client: { name: 'io.github.airbyte-ts.destination-tidepool-data', version: '0.1.0' },
      dataSetType: 'continuous',
      deduplicator: { name: 'org.tidepool.deduplicator.dataset.delete.origin' },
      ...differently,
    }),
  });
  if (response.status !== 201) throw new Error(await response.text());
}
