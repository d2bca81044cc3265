import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { cbg, food, testClient, wizard } from '../../connectors/tidepool-org/emulator/testing/test-client.ts';
import { STRANGER_ID, USER_ID } from '../../connectors/tidepool-org/emulator/tidepool-org.ts';
import {
  type Harness,
  type Line,
  SILENCE,
  type StreamOptions,
  type SyncOptions,
  startHarness,
} from './harness.ts';
import { CLOSE, complete, POST, readable, recordLines, state, times } from './lines.ts';

let harness: Harness;
beforeEach(async () => {
  harness = await startHarness();
  await harness.sync({
    streams: [{ name: 'food' }],
    input: recordLines('food', food(1, 'old'), food(2, 'old')),
  });
});
afterEach(() => harness.close());

const FOOD: readonly StreamOptions[] = [{ name: 'food', mode: 'overwrite' }];
const BOTH: readonly StreamOptions[] = [...FOOD, { name: 'cbg', mode: 'overwrite' }];

const attempt = (input: readonly Line[], more: Partial<SyncOptions> = {}) =>
  harness.sync({
    streams: FOOD,
    input: [...input, ...complete(...(more.streams ?? FOOD).map(({ name }) => name))],
    job: 812,
    ...more,
    config: { allow_replace: true, ...more.config },
  });

const first = [...recordLines('food', food(1, 'a'), food(2, 'b')), state('food', 1)];
const rest = [...recordLines('food', food(3, 'c')), state('food', 2)];
const ALL = ['food 00:01 a', 'food 00:02 b', 'food 00:03 c'];

describe('an attempt that continues after a saved state of an overwrite', () => {
  beforeEach(() => attempt([...first, ...rest], { diesAfter: 1 }));

  it('adds missing records and erases nothing', async () => {
    const { error, states } = await attempt([
      ...rest,
      ...recordLines('food', food(4, 'd')),
      state('food', 3),
    ]);
    expect(error).toBeUndefined();
    expect(states.map(({ id, delivered }) => [id, delivered])).toEqual([
      [2, 1],
      [3, 1],
    ]);
    expect(readable(harness)).toEqual([...ALL, 'food 00:04 d']);
  });

  it('sends no visible record', async () => {
    const { error, requests } = await attempt(rest);
    expect(error).toBeUndefined();
    expect(readable(harness)).toEqual(ALL);
    // The request that checks whether the data set was closed.
    expect(times(requests, POST)).toBe(1);
    expect(times(requests, CLOSE)).toBe(0);
  });

  it('finds rows that are visible only to explicit queries', async () => {
    const hidden = [...recordLines('food', food(6, 'e', { source: 'carelink' })), state('food', 5)];
    await attempt(hidden, { diesAfter: 1 });
    await attempt(hidden);
    expect(readable(harness)).toEqual([...ALL, 'food 00:06 e']);
  });

  it('adds events with the same time of a device at any distance', async () => {
    await attempt([...recordLines('food', food(3, 'd')), state('food', 3)], { diesAfter: 1 });
    await attempt([...recordLines('food', food(3, 'e')), state('food', 4)]);
    expect(readable(harness)).toEqual([...ALL, 'food 00:03 d', 'food 00:03 e']);
  });

  it('replaces a device that no attempt has replaced', async () => {
    await harness.sync({
      streams: [{ name: 'food' }],
      input: recordLines('food', food(7, 'old', { deviceId: 'x' })),
    });
    await attempt([...recordLines('food', food(8, 'new', { deviceId: 'x' })), ...rest]);
    expect(readable(harness)).toEqual([...ALL, 'food 00:08 new']);
  });

  it('still rejects another stream that adds to the device', async () => {
    const { error } = await attempt([...rest, ...recordLines('cbg', cbg(5)), state('cbg', 3)], {
      streams: [...FOOD, { name: 'cbg' }],
    });
    expect(error).toMatchObject({ code: 'ERR_DEVICE_IN_TWO_MODES' });
    expect(readable(harness)).toEqual(expect.arrayContaining(ALL));
  });

  it('in another job replaces again', async () => {
    await attempt(rest, { job: 813 });
    expect(readable(harness)).toEqual(['food 00:03 c']);
  });

  it('in a job without a number replaces again, because it cannot detect the earlier attempt', async () => {
    await attempt(rest, { job: 1 });
    expect(readable(harness)).toEqual(['food 00:03 c']);
  });
});

it('a resumed overwrite keeps both streams of a device if only one of them has its last state saved', async () => {
  const cbgs = [
    ...recordLines('cbg', cbg(5)),
    state('cbg', 3),
    ...recordLines('cbg', cbg(6)),
    state('cbg', 4),
  ];
  await attempt([...first, ...cbgs], { streams: BOTH, diesAfter: 2 });
  const { error } = await attempt([...recordLines('cbg', cbg(6)), state('cbg', 4)], { streams: BOTH });
  expect(error).toBeUndefined();
  expect(readable(harness)).toEqual([
    'cbg 00:05 emulator-device',
    'cbg 00:06 emulator-device',
    ...ALL.slice(0, 2),
  ]);
});

it('a resumed overwrite replaces if the data set of the earlier attempt was never closed', async () => {
  const { requests } = await attempt([...first, ...rest], { crash: { request: 4, at: 'arrived' } });
  expect(times(requests, CLOSE)).toBe(0);
  expect(harness.provider.sets().filter(({ state }) => state === 'open').length).toBeGreaterThan(0);
  await attempt([...first, ...rest]);
  expect(readable(harness)).toEqual(ALL);
});

it('a resumed overwrite completes partly visible data, also within a record', async () => {
  const wizards = [...recordLines('food', wizard(1), wizard(2), food(3, 'c')), state('food', 1)];
  harness.provider.interrupt({ step: 'close:activate-rows', rows: 1 });
  expect((await attempt(wizards)).error).toMatchObject({ code: 'ERR_CLOSE_UNFINISHED' });
  expect((await attempt(wizards)).error).toBeUndefined();
  expect(readable(harness)).toEqual([
    'bolus 00:01 emulator-device',
    'bolus 00:02 emulator-device',
    'food 00:03 c',
    'wizard 00:01 emulator-device',
    'wizard 00:02 emulator-device',
  ]);
});

it('the second of two concurrent overwrites erases nothing, because the service has erased its rows', async () => {
  const [slow, fast] = await Promise.all([
    attempt([...first, SILENCE, SILENCE, ...rest]),
    attempt([SILENCE, ...first, ...rest]),
  ]);
  expect(fast.error).toBeUndefined();
  expect(slow.error).toMatchObject({ code: 'ERR_REPLACED_MEANWHILE', failureType: 'transient_error' });
  expect(slow.states).toEqual([]);
  expect(readable(harness)).toEqual(ALL);
  expect((await attempt([...first, ...rest])).error).toBeUndefined();
  expect(readable(harness)).toEqual(ALL);
});

it('an attempt whose data a simultaneous close of another erases emits no state, and the next one uploads all of it again', async () => {
  const input = [...first, ...rest];
  const { requests } = await attempt(input, { job: 811 });
  const other = testClient({}, harness.provider);
  const set = other.open('device.truncate.dataset');
  other.post(set, [food(1, 'a')]);
  // Neither has replaced anything when the other one checks; the response to the first close is in flight when the second one
  // arrives.
  harness.faults.set([
    { match: { method: 'PUT' }, nth: 1, action: { type: 'slow', ms: 1000, when: 'after' } },
  ]);
  const closing = requests.findIndex((request) => CLOSE.test(request)) + 1;
  const { error, states } = await attempt(input, {
    atRequest: { [closing]: () => harness.clock.after(500, () => other.close(set)) },
  });
  expect(error).toMatchObject({ code: 'ERR_CLOSE_UNFINISHED', failureType: 'transient_error' });
  expect(states).toEqual([]);
  expect((await attempt(input)).error).toBeUndefined();
  expect(readable(harness)).toEqual(ALL);
});

describe('an account that may upload but not view', () => {
  const shared = { user_id: STRANGER_ID };

  it('gets an error if a sync continues after a state, and nothing is erased', async () => {
    await harness.close();
    harness = await startHarness({ permissions: [{ on: STRANGER_ID, to: USER_ID, may: ['upload'] }] });
    await attempt([...first, ...rest], { diesAfter: 1, config: shared });
    const { error } = await attempt(rest, { config: shared });
    expect(error).toMatchObject({ code: 'ERR_NO_VIEW_RIGHT', failureType: 'config_error' });
    expect(readable(harness)).toEqual(ALL);
  });
});

it('a resumed overwrite replaces nothing if the list of data sets is rejected', async () => {
  await attempt([...first, ...rest], { diesAfter: 1 });
  harness.faults.set([
    { match: { method: 'GET', path: '/v1/users/' }, action: { type: 'status', status: 403 } },
  ]);
  const { error } = await attempt(rest);
  expect(error).toMatchObject({ code: 'ERR_NO_UPLOAD_RIGHT', failureType: 'config_error' });
  expect(readable(harness)).toEqual(ALL);
});
