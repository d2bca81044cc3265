import { afterEach, describe, expect, it } from 'vitest';
import { cbg, food } from '../../connectors/tidepool-org/emulator/testing/test-client.ts';
import type { FaultPlanInput } from '../../src/emulator/faults.ts';
import { type Harness, startHarness } from './harness.ts';
import { CREATE, complete, POST, readable, recordLines, state, times } from './lines.ts';

let harness: Harness;
afterEach(() => harness.close());

type Fault = Extract<FaultPlanInput, unknown[]>[number];

const problem = (pointer: string, title: string) => ({
  code: 'value-not-valid',
  title,
  detail: `${title}: secret-value`,
  source: { pointer },
});

/** Rejects data with this text for an unknown reason. */
const rejects = (text: string, value: unknown): Fault => ({
  match: { path: { regexp: '/data$' }, body: text },
  action: { type: 'status', status: 400, body: { type: 'json', value } },
});

const upload = (data: readonly object[], config: object = {}) =>
  harness.sync({
    streams: [{ name: 'food' }],
    input: [...recordLines('food', ...data), state('food', 1)],
    config: { max_rejected_percent: 100, ...config },
  });

describe('a record that Tidepool rejects', () => {
  it('among thousands is the only one that is rejected', async () => {
    const pointer = '/497/ingredients/1/name';
    harness = await startHarness({ faults: [rejects('poison', problem(pointer, 'value is not valid'))] });
    const all = Array.from({ length: 3_000 }, (_, n) => food(n, n === 1_497 ? 'poison' : `${n}`));
    const { reasons, rejected, states, requests } = await upload(all);
    expect(reasons).toEqual(['ingredients.[].name: value is not valid']);
    expect(rejected).toMatchObject([{ name: 'poison' }]);
    expect(states).toEqual([{ id: 1, delivered: 2_999, rejected: 1 }]);
    expect(harness.provider.visible()).toHaveLength(2_999);
    expect([times(requests, CREATE), times(requests, POST)]).toEqual([1, 4]);
  });

  it('for a problem that another one hides is detected in a second round', async () => {
    harness = await startHarness();
    const names = ['a', 'parse 1', 'b', 'parse 2', 'validate'];
    // Without the first two, the third invalid one has the index 2.
    harness.faults.set([
      rejects('parse', {
        errors: [problem('/1/name', 'type is not string'), problem('/3', 'type is not object')],
      }),
      rejects('validate', problem('/2/name', 'length is out of range')),
    ]);
    const { reasons, rejected, requests } = await upload(names.map((name, n) => food(n, name)));
    expect(reasons).toEqual([
      'name: type is not string',
      'the record: type is not object',
      'name: length is out of range',
    ]);
    expect(rejected.map(({ name }) => name)).toEqual(['parse 1', 'parse 2', 'validate']);
    expect(readable(harness)).toEqual(['food 00:00 a', 'food 00:02 b']);
    expect(times(requests, POST)).toBe(3);
  });

  it('is named in the log by field and rule, and never by its value', async () => {
    harness = await startHarness({ faults: [rejects('poison', problem('/0/name', 'value is not valid'))] });
    const { log } = await upload([food(1, 'poison'), food(2, 'good')]);
    expect(log.join('\n')).toContain('name: value is not valid');
    expect(log.join('\n')).not.toMatch(/poison/);
  });

  it.each(['append', 'overwrite'] as const)(
    'is rejected with its repeats in one data set (%s)',
    async (mode) => {
      harness = await startHarness({ faults: [rejects('poison', problem('/0/name', 'value is not valid'))] });
      const { rejected, states } = await harness.sync({
        streams: [{ name: 'food', mode }],
        input: [
          ...recordLines('food', food(1, 'poison'), food(1, 'poison'), food(2, 'b'), food(2, 'b')),
          state('food', 1),
          ...(mode === 'overwrite' ? complete('food') : []),
        ],
        config: { max_rejected_percent: 100, allow_replace: mode === 'overwrite' },
      });
      expect(rejected.map(({ name }) => name)).toEqual(['poison', 'poison']);
      expect(states).toEqual([{ id: 1, delivered: 2, rejected: 2 }]);
      expect(readable(harness)).toEqual(['food 00:02 b']);
    },
  );

  it('leaves no data set behind if all other records are rejected too', async () => {
    harness = await startHarness({ faults: [rejects('poison', problem('/0', 'value is not valid'))] });
    const { states } = await upload([food(1, 'poison')]);
    expect(states).toEqual([{ id: 1, delivered: 0, rejected: 1 }]);
    expect(harness.provider.sets().map(({ data }) => data.deletedTime !== undefined)).toEqual([true]);
  });

  it('in a continuous session is rejected with the older versions that it would replace', async () => {
    harness = await startHarness({ faults: [rejects('poison', problem('/1/name', 'value is not valid'))] });
    const { rejected, states } = await harness.sync({
      streams: [{ name: 'food', mode: 'append_dedup', key: 'key' }],
      input: [
        ...recordLines(
          'food',
          { key: 1, ...food(1, 'a') },
          { key: 2, ...food(2, 'b') },
          { key: 2, ...food(2, 'poison') },
        ),
        state('food', 1),
      ],
      config: { max_rejected_percent: 100 },
    });
    expect(rejected.map(({ name }) => name)).toEqual(['b', 'poison']);
    expect(states).toEqual([{ id: 1, delivered: 1, rejected: 2 }]);
  });
});

it('a record with a number that Tidepool can’t parse is rejected, and does not delay others', async () => {
  harness = await startHarness();
  const poison = JSON.stringify(food(1, 'poison', { payload: { n: 0 } })).replace('"n":0', '"n":1e400');
  const [line = ''] = recordLines('food', { poison: 0 });
  const { rejected, states, requests } = await harness.sync({
    streams: [{ name: 'food' }],
    input: [line.replace('{"poison":0}', poison), ...recordLines('food', food(2, 'good')), state('food', 1)],
  });
  expect(rejected.map(({ name }) => name)).toEqual(['poison']);
  expect(states).toEqual([{ id: 1, delivered: 1, rejected: 1 }]);
  expect(times(requests, POST)).toBe(1);
});

describe('a request that is rejected without naming records', () => {
  it('does not reject any of its records', async () => {
    harness = await startHarness({
      faults: [{ ...rejects('good', { code: 'json-malformed', title: 'json is malformed' }), times: 3 }],
    });
    const { states, reasons } = await upload([food(1, 'good')]);
    expect(reasons).toEqual([]);
    expect(states).toEqual([{ id: 1, delivered: 1, rejected: 0 }]);
  });

  it('four times in a row ends the sync, because the connector wrote it', async () => {
    harness = await startHarness({
      faults: [rejects('good', { code: 'json-malformed', title: 'json is malformed' })],
    });
    const { error, states, requests } = await upload([food(1, 'good')]);
    expect(error).toMatchObject({ code: 'ERR_REQUEST_UNREADABLE', failureType: 'system_error' });
    expect(states).toEqual([]);
    expect(times(requests, POST)).toBe(4);
  });
});

describe('a request that is too large for a gateway', () => {
  it('is halved until it fits', async () => {
    harness = await startHarness({ maxBodyBytes: 2_000 });
    const { states } = await upload(Array.from({ length: 100 }, (_, n) => cbg(n)));
    expect(states).toEqual([{ id: 1, delivered: 100, rejected: 0 }]);
    expect(harness.provider.visible()).toHaveLength(100);
    expect(harness.provider.duplicates('identity')).toBe(0);
  });

  it('because of one record rejects that one alone', async () => {
    harness = await startHarness({ maxBodyBytes: 2_000 });
    const large = food(3, 'large', { notes: Array.from({ length: 10 }, () => 'x'.repeat(500)) });
    const { rejected, reasons } = await upload([food(1, 'a'), food(2, 'b'), large, food(4, 'c')]);
    expect(rejected.map(({ name }) => name)).toEqual(['large']);
    expect(reasons).toEqual(['the record is larger than Tidepool accepts']);
    expect(readable(harness)).toEqual(['food 00:01 a', 'food 00:02 b', 'food 00:04 c']);
  });
});

it.each([409, 414, 422, 431])(
  'the status %i for the creation of a data set rejects no record',
  async (status) => {
    harness = await startHarness({
      faults: [
        {
          match: { path: { regexp: '/data_sets$' } },
          action: {
            type: 'status',
            status,
            body: { type: 'json', value: { errors: [{ code: 'conflict', title: 'x', detail: 'y' }] } },
          },
        },
      ],
    });
    for (const rows of [[food(1, 'a')], [food(1, 'a'), food(2, 'b')]]) {
      const { error, rejected } = await upload(rows);
      expect(error).toMatchObject({ code: 'ERR_REJECTED_WITHOUT_REASON', failureType: 'transient_error' });
      expect(rejected).toEqual([]);
    }
  },
);

it.each([414, 431, 422])('the status %i of a gateway rejects no record', async (status) => {
  harness = await startHarness({
    faults: [{ match: { path: { regexp: '/data$' } }, action: { type: 'status', status } }],
  });
  const { error, rejected, states } = await upload([food(1, 'a'), food(2, 'b')]);
  expect(error).toMatchObject({
    code: 'ERR_REJECTED_WITHOUT_REASON',
    failureType: 'transient_error',
    message: expect.stringContaining(`rejected the request (status ${status})`),
  });
  expect([rejected, states]).toEqual([[], []]);
});
