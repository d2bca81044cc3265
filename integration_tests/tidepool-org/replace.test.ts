import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { cbg, food, wizard } from '../../connectors/tidepool-org/emulator/testing/test-client.ts';
import { USER_ID } from '../../connectors/tidepool-org/emulator/tidepool-org.ts';
import { ask, makeDataSet } from './elsewhere.ts';
import { type Harness, type Line, SILENCE, type StreamOptions, startHarness } from './harness.ts';
import { CLOSE, CREATE, complete, readable, recordLines, state, times } from './lines.ts';

let harness: Harness;
beforeEach(async () => {
  harness = await startHarness();
  await harness.sync({
    streams: [{ name: 'food' }],
    input: recordLines('food', food(1, 'old'), food(2, 'old')),
  });
});
afterEach(() => harness.close());

const OLD = ['food 00:01 old', 'food 00:02 old'];
const NEW = ['food 00:01 new', 'food 00:03 new'];
const INPUT = [...recordLines('food', food(1, 'new'), food(3, 'new')), state('food', 1)];

const leftOpen = () =>
  harness.provider.sets().filter(({ state, data }) => state === 'open' && data.deletedTime === undefined);

const replace = (
  input: readonly Line[],
  streams: readonly StreamOptions[] = [{ name: 'food', mode: 'overwrite' }],
  config: object = {},
) => harness.sync({ streams, input, config: { allow_replace: true, ...config } });

describe('a stream that replaces', () => {
  it('changes nothing before its end, and then everything at once', async () => {
    const seen: string[][] = [];
    const { states } = await harness.sync({
      streams: [{ name: 'food', mode: 'overwrite' }],
      input: [...INPUT, ...complete('food')],
      config: { allow_replace: true },
      onState: () => seen.push(readable(harness)),
    });
    expect(states).toEqual([{ id: 1, delivered: 2, rejected: 0 }]);
    expect(seen).toEqual([NEW]);
  });

  it.each([
    ['was cut off', INPUT],
    ['was cut off in the middle of a message', [...INPUT, '{"type":"REC']],
    ['is not complete', [...INPUT, complete('food')[0]!.replace('COMPLETE', 'INCOMPLETE')]],
    ['is followed by something that is no message', [...INPUT, 'what?']],
  ])('erases nothing if its input %s', async (_, input) => {
    const { error, states, requests } = await replace(input);
    expect(error).toBeDefined();
    expect(states).toEqual([]);
    expect(readable(harness)).toEqual(OLD);
    expect(times(requests, CLOSE)).toBe(0);
    expect(leftOpen()).toEqual([]);
  });

  it('erases nothing if it has no records', async () => {
    const { error, requests } = await replace([state('food', 1), ...complete('food')]);
    expect(error).toBeUndefined();
    expect(readable(harness)).toEqual(OLD);
    expect(times(requests, CREATE)).toBe(0);
  });

  it('erases nothing if all of its records are rejected', async () => {
    const { reasons } = await replace([...recordLines('food', { time: 'never' }), ...complete('food')]);
    expect(reasons).toHaveLength(1);
    expect(readable(harness)).toEqual(OLD);
  });

  it('erases nothing if Tidepool accepts none of its records', async () => {
    const value = {
      code: 'value-out-of-range',
      title: 'value is out of range',
      source: { pointer: '/0/name' },
    };
    harness.faults.set([
      {
        match: { method: 'POST', path: { regexp: '/data$' } },
        times: 2,
        action: { type: 'status', status: 400, body: { type: 'json', value } },
      },
    ]);
    const { error, states, log } = await replace([...INPUT, ...complete('food')], undefined, {
      max_rejected_percent: 100,
    });
    expect(error).toBeUndefined();
    expect(states).toEqual([{ id: 1, delivered: 0, rejected: 2 }]);
    expect(readable(harness)).toEqual(OLD);
    expect(log.join()).toContain('None of the records of a device was accepted');
    expect(leftOpen()).toEqual([]);
  });

  it('does not change other devices', async () => {
    await replace([...recordLines('food', food(1, 'new', { deviceId: 'another' })), ...complete('food')]);
    expect(readable(harness)).toEqual(['food 00:01 new', ...OLD].toSorted());
  });

  it('also erases rows of the device in a continuous session, and keeps those of other devices', async () => {
    const theirs = makeDataSet(harness, 'continuous');
    const origin = (id: string) => ({ origin: { id, name: 'com.example.app' } });
    const other = food(6, 'other device', { deviceId: 'another', ...origin('b') });
    ask(harness, `POST /v1/data_sets/${theirs}/data`, [food(5, 'this device', origin('a')), other]);
    await replace([...INPUT, ...complete('food')]);
    expect(readable(harness)).toEqual([...NEW, 'food 00:06 other device'].toSorted());
  });

  it('needs the permission of the settings, which the error names', async () => {
    await expect(
      harness.sync({ streams: [{ name: 'food', mode: 'overwrite' }], input: INPUT }).then(({ error }) => {
        throw error;
      }),
    ).rejects.toMatchObject({ message: expect.stringContaining('Allow Replacing') });
    expect(readable(harness)).toEqual(OLD);
  });
});

describe('two streams on one device', () => {
  const BOTH = [
    { name: 'food', mode: 'overwrite' },
    { name: 'cbg', mode: 'overwrite' },
  ] as const;
  const input = [...INPUT, ...recordLines('cbg', cbg(5)), state('cbg', 2), ...complete('food', 'cbg')];

  it('that both replace are both stored', async () => {
    const { states, requests } = await replace(input, BOTH);
    expect(states.map(({ id }) => id).toSorted()).toEqual([1, 2]);
    expect(readable(harness)).toEqual(['cbg 00:05 emulator-device', ...NEW]);
    expect(times(requests, CREATE)).toBe(1);
  });

  it('count both as delivered or neither, because one that is repeated alone would erase the other', async () => {
    const more = [...recordLines('cbg', cbg(6, { deviceId: 'another' })), ...input];
    harness.provider.interrupt({ step: 'close:state', nth: 2 });
    const { error, states } = await replace(more, BOTH);
    expect(error).toMatchObject({ code: 'ERR_CLOSE_UNFINISHED' });
    expect(states).toEqual([]);
  });

  it('of which one adds are rejected, and nothing is erased', async () => {
    const { error, requests } = await replace(input, [BOTH[0], { name: 'cbg' }]);
    expect(error).toMatchObject({ code: 'ERR_DEVICE_IN_TWO_MODES', failureType: 'config_error' });
    expect(readable(harness)).toEqual(expect.arrayContaining(OLD));
    expect(times(requests, CLOSE)).toBeLessThanOrEqual(1);
  });

  const upserts = { name: 'cbg', mode: 'append_dedup', key: 'time' } as const;

  it('of which one upserts are rejected before a request is sent', async () => {
    const { error, requests } = await replace(input, [BOTH[0], upserts]);
    expect(requests).toEqual([]);
    expect(error).toMatchObject({
      code: 'ERR_DEVICE_IN_TWO_MODES',
      failureType: 'config_error',
      message: expect.stringMatching(/continuous session of the same person.*to a connection of their own/),
    });
    expect(readable(harness)).toEqual(OLD);
  });

  it('of which one upserts are no error without records, as in a job that clears the other one', async () => {
    const { error, states } = await replace([state('food', 1), ...complete('food')], [BOTH[0], upserts]);
    expect(error).toBeUndefined();
    expect(states).toEqual([{ id: 1, delivered: 0, rejected: 0 }]);
    expect(readable(harness)).toEqual(OLD);
  });

  it('of which one upserts are rejected when their records name one user, and nothing is erased', async () => {
    const of = { patient: USER_ID };
    const lines = [...recordLines('cbg', cbg(5, of)), ...recordLines('food', food(1, 'new', of))];
    const { error } = await replace(lines, [BOTH[0], upserts], { user_id_field: 'patient' });
    expect(error).toMatchObject({ code: 'ERR_DEVICE_IN_TWO_MODES', failureType: 'config_error' });
    expect(readable(harness)).toEqual(expect.arrayContaining(OLD));
  });
});

describe('new rows whose request failed', () => {
  it.each([
    ['stored without a response', { step: 'insert:done', response: 504 }],
    ['half stored', { step: 'insert:rows', rows: 1, response: 500 }],
    ['stored later', { step: 'insert:rows', rows: 1, response: 'reset', finishesAfterMs: 4_000 }],
  ] as const)('are stored once, %s', async (_, interruption) => {
    harness.provider.interrupt(interruption);
    await replace([
      ...recordLines('food', food(1, 'new'), wizard(2), food(3, 'new')),
      state('food', 1),
      ...complete('food'),
    ]);
    expect(readable(harness)).toEqual([
      'bolus 00:02 emulator-device',
      'food 00:01 new',
      'food 00:03 new',
      'wizard 00:02 emulator-device',
    ]);
  });

  it('are stored once, also the first half of a split request if a gateway rejects the second half', async () => {
    await harness.close();
    harness = await startHarness({
      maxBodyBytes: 3_000,
      faults: [
        {
          match: { path: { regexp: '/data$' }, method: 'POST', body: 'second half' },
          nth: 2,
          action: { type: 'status', status: 400, body: { type: 'text', text: 'Bad Request' } },
        },
      ],
    });
    const many = Array.from({ length: 30 }, (_, n) => food(n, n < 15 ? 'first half' : 'second half'));
    const { states } = await replace([
      ...recordLines('food', ...many),
      state('food', 1),
      ...complete('food'),
    ]);
    expect(states).toHaveLength(1);
    expect(harness.provider.visible()).toHaveLength(30);
  });

  it('are not removed by a late clean-up', async () => {
    harness.provider.interrupt({ step: 'insert:done', response: 504 });
    harness.faults.set([{ match: { method: 'DELETE' }, nth: 1, action: { type: 'late_commit', ms: 4_000 } }]);
    await replace([...INPUT, SILENCE, ...recordLines('food', food(5, 'new')), ...complete('food')]);
    await harness.clock.advance(60_000);
    expect(readable(harness)).toEqual([...NEW, 'food 00:05 new']);
  });

  it('do not remove others with their key when they are cleaned up', async () => {
    harness.provider.interrupt({ step: 'insert:done', nth: 2, response: 504 });
    const many = Array.from({ length: 1_001 }, (_, n) => ({ key: n % 1_000, ...food(n, `${n}`) }));
    await replace(
      [...recordLines('food', ...many), ...complete('food')],
      [{ name: 'food', mode: 'overwrite', key: 'key' }],
    );
    expect(harness.provider.visible()).toHaveLength(1_001);
  });
});

describe('a data set of new rows that was removed elsewhere', () => {
  it.each([404, 409])(
    '(%i) ends the sync, because its rows cannot be read back, and nothing is erased',
    async (status) => {
      harness.faults.set([
        { match: { path: { regexp: '/data$' } }, nth: 1, action: { type: 'status', status } },
      ]);
      const { error, states } = await replace([...INPUT, ...complete('food')]);
      expect(error).toMatchObject({ code: 'ERR_DATA_SET_GONE', failureType: 'transient_error' });
      expect(states).toEqual([]);
      expect(readable(harness)).toEqual(OLD);
    },
  );
});

describe('a device to which another client uploads during the sync', () => {
  const overtaken = async (at: number, upload: () => void) =>
    harness.sync({
      streams: [{ name: 'food', mode: 'overwrite' }],
      input: [...INPUT, ...complete('food')],
      config: { allow_replace: true },
      atRequest: { [at]: upload },
    });

  it.each([
    ['before its new data set is made', 3],
    ['while that is filled', 4],
  ])(
    'keeps data that arrived %s, because a running earlier attempt may have emitted their state',
    async (_, at) => {
      const { error, states, requests } = await overtaken(at, () => {
        const theirs = makeDataSet(harness, 'normal');
        ask(harness, `POST /v1/data_sets/${theirs}/data`, [food(9, 'theirs')]);
        ask(harness, `PUT /v1/data_sets/${theirs}`, {});
      });
      expect(error).toMatchObject({ code: 'ERR_DEVICE_OVERTAKEN', failureType: 'transient_error' });
      expect([states, times(requests, CLOSE)]).toEqual([[], 0]);
      expect(readable(harness)).toEqual(['food 00:09 theirs']);
    },
  );

  it('is replaced if the other client has not closed its data set', async () => {
    const { error } = await overtaken(3, () => void makeDataSet(harness, 'normal'));
    expect(error).toBeUndefined();
    expect(readable(harness)).toEqual(NEW);
  });
});

describe('an interrupted replacement', () => {
  it.each(['close:state', 'close:archive', 'close:activate-set'] as const)(
    'after %s fails for now, and the next sync repairs it',
    async (step) => {
      harness.provider.interrupt({ step });
      const { error, states } = await replace([...INPUT, ...complete('food')]);
      expect(error).toMatchObject({ code: 'ERR_CLOSE_UNFINISHED', failureType: 'transient_error' });
      expect(states).toEqual([]);
      const next = await replace([...INPUT, ...complete('food')]);
      expect(next.error).toBeUndefined();
      expect(readable(harness)).toEqual(NEW);
    },
  );

  it('with only its response lost succeeds, because its rows can be counted', async () => {
    harness.provider.interrupt({ step: 'close:done', response: 504 });
    const { error, states } = await replace([...INPUT, ...complete('food')]);
    expect(error).toBeUndefined();
    expect(states).toHaveLength(1);
    expect(readable(harness)).toEqual(NEW);
  });
});
