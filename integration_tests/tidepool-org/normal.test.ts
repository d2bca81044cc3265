import { afterEach, describe, expect, it } from 'vitest';
import { cbg, food } from '../../connectors/tidepool-org/emulator/testing/test-client.ts';
import { STRANGER_ID, USER_ID } from '../../connectors/tidepool-org/emulator/tidepool-org.ts';
import { VERSION } from './fake-process.ts';
import { type Harness, type Line, SILENCE, startHarness } from './harness.ts';
import { CLOSE, CREATE, POST, REMOVE, readable, recordLines, state, times } from './lines.ts';

let harness: Harness;
afterEach(() => harness.close());

const STREAM = [{ name: 'cbg' }];
/** The service's response to a user without the permission to write. */
const UNAUTHORIZED = {
  errors: [{ code: 'unauthorized', title: 'auth token is not authorized', status: '403' }],
};
const TWO = [...recordLines('cbg', cbg(1), cbg(2)), state('cbg', 1)];

const upload = (input: readonly Line[] = TWO, config: object = {}) =>
  harness.sync({ streams: STREAM, input, config });

it('a data set names the client of the configuration and the version of the connector', async () => {
  harness = await startHarness();
  await upload(TWO, { client_name: 'org.example.client' });
  const [set] = harness.provider.sets();
  expect(set?.data).toMatchObject({ client: { name: 'org.example.client', version: VERSION } });
});

describe('a state', () => {
  it('is emitted when its rows can be read, not before', async () => {
    harness = await startHarness();
    const seen: number[] = [];
    const ended = await harness.sync({
      streams: STREAM,
      input: [...TWO, SILENCE, ...recordLines('cbg', cbg(3)), state('cbg', 2)],
      onState: () => seen.push(harness.provider.visible().length),
    });
    expect(ended.states).toEqual([
      { id: 1, delivered: 2, rejected: 0 },
      { id: 2, delivered: 1, rejected: 0 },
    ]);
    expect(seen).toEqual([2, 3]);
  });

  it('is not emitted for rows whose data set is not closed', async () => {
    harness = await startHarness({
      faults: [{ match: { method: 'PUT' }, action: { type: 'status', status: 403 } }],
    });
    const { states, error } = await upload();
    expect(error).toMatchObject({ code: 'ERR_NO_UPLOAD_RIGHT', failureType: 'config_error' });
    expect(states).toEqual([]);
    expect(harness.provider.visible()).toEqual([]);
  });
});

describe('rows whose request failed', () => {
  it.each([500, 504, 'reset'] as const)('after it had stored them (%s) are stored once', async (response) => {
    harness = await startHarness({ interruptions: [{ step: 'insert:done', response }] });
    const { states, requests } = await upload();
    expect(states).toHaveLength(1);
    expect(harness.provider.visible()).toHaveLength(2);
    expect(harness.provider.duplicates('identity')).toBe(0);
    expect(times(requests, CREATE)).toBe(2);
    expect(times(requests, REMOVE)).toBe(1);
  });

  it('and that arrive after their data set was abandoned are never visible', async () => {
    harness = await startHarness({
      interruptions: [{ step: 'insert:rows', rows: 1, response: 504, finishesAfterMs: 20 }],
    });
    await upload();
    harness.provider.finishLate();
    expect(readable(harness)).toEqual(['cbg 00:01 emulator-device', 'cbg 00:02 emulator-device']);
  });

  it.each([404, 409])(
    'because their data set was removed elsewhere (%i) are uploaded again',
    async (status) => {
      harness = await startHarness({
        faults: [{ match: { path: { regexp: '/data$' } }, nth: 1, action: { type: 'status', status } }],
      });
      const { states } = await upload();
      expect(states).toHaveLength(1);
      expect(harness.provider.visible()).toHaveLength(2);
    },
  );

  it('at the creation of their data set leave nothing visible', async () => {
    harness = await startHarness({ interruptions: [{ step: 'create:done', response: 'reset' }] });
    await upload();
    expect(harness.provider.sets().map(({ active }) => active)).toEqual([false, true]);
    expect(harness.provider.visible()).toHaveLength(2);
  });
});

describe('records that Tidepool cannot distinguish', () => {
  it('are never in two data sets, neither at the limit of one nor at a state', async () => {
    harness = await startHarness();
    const input = [
      ...recordLines('cbg', cbg(1), food(2, 'bread')),
      state('cbg', 1),
      ...recordLines('cbg', food(2, 'milk'), cbg(3), food(4, 'jam'), food(4, 'tea'), food(4, 'egg')),
      state('cbg', 2),
    ];
    const { reasons } = await upload(input, { records_per_data_set: 2 });
    expect(reasons).toEqual([]);
    expect(readable(harness)).toEqual([
      'cbg 00:01 emulator-device',
      'cbg 00:03 emulator-device',
      'food 00:02 bread',
      'food 00:02 milk',
      'food 00:04 egg',
      'food 00:04 jam',
      'food 00:04 tea',
    ]);
  });

  it('are rejected if the first is already delivered, because that would be hidden after its state', async () => {
    harness = await startHarness();
    const input = [
      ...recordLines('cbg', food(1, 'bread')),
      SILENCE,
      ...recordLines('cbg', food(1, 'milk'), cbg(2)),
      state('cbg', 1),
    ];
    const { reasons, states, rejected } = await upload(input);
    expect(readable(harness)).toEqual(['cbg 00:02 emulator-device', 'food 00:01 bread']);
    expect(states).toEqual([{ id: 1, delivered: 2, rejected: 1 }]);
    expect(rejected).toMatchObject([{ name: 'milk' }]);
    expect(reasons).toEqual([expect.stringContaining('another version of a delivered record')]);
  });

  it.each(['arrived', 'effect', 'ended'] as const)(
    'are both stored after a sync that crashed between them (%s)',
    async (at) => {
      for (let request = 1; request < 6; request++) {
        harness = await startHarness();
        const input = [...recordLines('cbg', food(1, 'bread'), food(1, 'milk')), state('cbg', 1)];
        const first = await harness.sync({ streams: STREAM, input, crash: { request, at } });
        if (first.states.length === 0) await upload(input);
        expect(readable(harness)).toEqual(['food 00:01 bread', 'food 00:01 milk']);
        await harness.close();
      }
    },
  );
});

describe('the same record', () => {
  it('in one sync is uploaded once', async () => {
    harness = await startHarness();
    const { states } = await upload([
      ...recordLines('cbg', cbg(1), cbg(1)),
      SILENCE,
      ...recordLines('cbg', cbg(1)),
      state('cbg', 1),
    ]);
    expect(states).toEqual([{ id: 1, delivered: 3, rejected: 0 }]);
    expect(harness.provider.visible()).toHaveLength(1);
  });

  it('later in the sync does not hide another one with the same time', async () => {
    harness = await startHarness();
    for (const again of ['bread', 'milk']) {
      const input = [
        ...recordLines('cbg', food(1, 'bread'), food(1, 'milk')),
        SILENCE,
        ...recordLines('cbg', food(1, again)),
      ];
      const { reasons } = await upload(input);
      expect(reasons).toEqual([]);
      expect(readable(harness)).toEqual(['food 00:01 bread', 'food 00:01 milk']);
    }
  });

  it('in a later sync replaces the first, with any offset and unit', async () => {
    harness = await startHarness();
    await upload(recordLines('cbg', cbg(1, { units: 'mg/dL', value: 119 })));
    await upload(recordLines('cbg', cbg(1, { time: '2024-01-01T02:01:00+02:00', value: 6.60539 })));
    expect(harness.provider.visible()).toHaveLength(1);
  });
});

describe('many patients and devices', () => {
  it('have separate data sets, and each record belongs to the user in its column', async () => {
    harness = await startHarness({
      permissions: [{ on: STRANGER_ID, to: USER_ID, may: ['upload', 'view'] }],
    });
    const input = recordLines(
      'cbg',
      cbg(1, { patient: USER_ID, deviceId: 'a' }),
      cbg(2, { patient: STRANGER_ID, deviceId: 'a' }),
      cbg(3, { patient: USER_ID, deviceId: 'b' }),
      cbg(4, { patient: ` ${STRANGER_ID} `, deviceId: 'a' }),
    );
    await upload(input, { user_id_field: 'patient' });
    expect(readable(harness, USER_ID)).toEqual(['cbg 00:01 a', 'cbg 00:03 b']);
    expect(readable(harness, STRANGER_ID)).toEqual(['cbg 00:02 a', 'cbg 00:04 a']);
    expect(harness.provider.sets().map(({ userId, data }) => `${userId} ${data.deviceId}`)).toHaveLength(3);
  });

  it.each([{ patient: '' }, { patient: null }, {}, { patient: 'nobody' }])(
    'are never mixed: %o is rejected',
    async (who) => {
      harness = await startHarness();
      const { reasons, states } = await upload(
        [...recordLines('cbg', cbg(1, who), cbg(2, { patient: USER_ID })), state('cbg', 1)],
        { user_id_field: 'patient' },
      );
      expect(reasons).toEqual([expect.stringContaining('patient is')]);
      expect(states).toEqual([{ id: 1, delivered: 1, rejected: 1 }]);
      expect(readable(harness)).toEqual(['cbg 00:02 emulator-device']);
    },
  );

  it('without the right to upload for one of them: records of that patient are rejected, and others delivered', async () => {
    harness = await startHarness();
    const { reasons, states } = await upload(
      [
        ...recordLines('cbg', cbg(1, { patient: STRANGER_ID }), cbg(2, { patient: USER_ID })),
        state('cbg', 1),
      ],
      { user_id_field: 'patient' },
    );
    expect(reasons).toEqual([expect.stringContaining('may not upload data for this user')]);
    expect(states).toEqual([{ id: 1, delivered: 1, rejected: 1 }]);
    expect(readable(harness)).toEqual(['cbg 00:02 emulator-device']);
  });

  it('of whom one withdraws the right during the sync: visible records count as delivered, and others are rejected', async () => {
    harness = await startHarness({
      faults: [
        // The first failure makes the data sets smaller, so that there are two of them for one batch.
        { match: { path: { regexp: '/data$' } }, nth: 1, action: { type: 'status', status: 500 } },
        {
          match: { path: { regexp: '/data_sets$' } },
          nth: [3, 4, 5],
          action: { type: 'status', status: 403, body: { type: 'json', value: UNAUTHORIZED } },
        },
      ],
    });
    const readings = Array.from({ length: 1_500 }, (_, n) => cbg(n, { patient: USER_ID }));
    const { states, rejected } = await upload([...recordLines('cbg', ...readings), state('cbg', 1)], {
      user_id_field: 'patient',
    });
    expect(states).toEqual([{ id: 1, delivered: 1_000, rejected: 500 }]);
    expect(harness.provider.visible()).toHaveLength(1_000);
    const there = new Set(harness.provider.visible().map(({ time }) => time));
    expect(rejected.filter(({ time }) => there.has(time))).toEqual([]);
  });
});

describe('a success response that is not from Tidepool', () => {
  it.each([
    ['of posted rows', { method: 'POST', path: { regexp: '/data$' } }],
    ['of a closing', { method: 'PUT' }],
  ])('%s after closing does not count as success', async (_, match) => {
    for (const value of ['', 'OK', '[]', 'null', '{"status":"ok"}']) {
      harness = await startHarness({
        faults: [
          { match, times: 2, action: { type: 'status', status: 200, body: { type: 'text', text: value } } },
        ],
      });
      const { states } = await upload();
      expect(states).toHaveLength(1);
      expect(harness.provider.visible()).toHaveLength(2);
      await harness.close();
    }
  });
});

it('more records than the limit of a request are sent in several, and become visible together', async () => {
  harness = await startHarness();
  const { requests } = await upload(recordLines('cbg', ...Array.from({ length: 2_500 }, (_, n) => cbg(n))));
  expect(times(requests, POST)).toBe(3);
  expect(times(requests, CLOSE)).toBe(1);
  expect(harness.provider.visible()).toHaveLength(2_500);
});
