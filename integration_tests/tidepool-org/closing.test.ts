import { afterEach, describe, expect, it } from 'vitest';
import { cbg, wizard } from '../../connectors/tidepool-org/emulator/testing/test-client.ts';
import { STRANGER_ID, USER_ID } from '../../connectors/tidepool-org/emulator/tidepool-org.ts';
import { type Harness, startHarness } from './harness.ts';
import { CLOSE, CREATE, READ, readable, recordLines, state, times } from './lines.ts';

let harness: Harness;
afterEach(() => harness.close());

const STREAM = [{ name: 'cbg' }];
const TWO = [...recordLines('cbg', cbg(1), cbg(2)), state('cbg', 1)];

const upload = (input: readonly string[] = TWO, config: object = {}) =>
  harness.sync({ streams: STREAM, input, config });

const uploadOnly = { permissions: [{ on: STRANGER_ID, to: USER_ID, may: ['upload' as const] }] };

describe('a data set whose closing was interrupted', () => {
  const STEPS = [
    { step: 'close:state' },
    { step: 'close:archive' },
    { step: 'close:activate-set' },
    { step: 'close:activate-rows', rows: 3 },
  ] as const;

  it.each(STEPS)('after $step is uploaded again, and each row is stored once', async (interruption) => {
    harness = await startHarness({ interruptions: [interruption] });
    const input = [...recordLines('cbg', cbg(1), wizard(2), wizard(3)), state('cbg', 1)];
    const { states, error } = await upload(input);
    expect(error).toBeUndefined();
    expect(states).toEqual([{ id: 1, delivered: 3, rejected: 0 }]);
    expect(harness.provider.visible()).toHaveLength(5);
    expect(harness.provider.duplicates('identity')).toBe(0);
  });

  it.each(STEPS)('after $step does not remove older copies of its rows', async (interruption) => {
    harness = await startHarness();
    await upload();
    harness.provider.interrupt(interruption);
    await upload();
    expect(readable(harness)).toEqual(['cbg 00:01 emulator-device', 'cbg 00:02 emulator-device']);
  });

  it('is removed only after its replacement was closed', async () => {
    harness = await startHarness({ interruptions: [{ step: 'close:archive' }] });
    const { requests } = await upload();
    const order = requests.filter((request) => /^(PUT|DELETE)|data_sets 201/.test(request));
    expect(order).toEqual([
      'POST /v1/users/{user}/data_sets 201',
      'PUT /v1/data_sets/{id} 500',
      'PUT /v1/data_sets/{id} 409',
      'POST /v1/users/{user}/data_sets 201',
      'PUT /v1/data_sets/{id} 200',
      'DELETE /v1/data_sets/{id} 200',
    ]);
    const [stuck, next] = harness.provider.sets();
    expect([stuck?.data.deletedTime !== undefined, next?.data.deletedTime]).toEqual([true, undefined]);
  });

  it('only by a lost response is not uploaded again, because its rows can be counted', async () => {
    harness = await startHarness({ interruptions: [{ step: 'close:done', response: 504 }] });
    const { states, requests } = await upload();
    expect(states).toHaveLength(1);
    expect([times(requests, CREATE), times(requests, CLOSE), times(requests, READ)]).toEqual([1, 2, 1]);
  });

  it('only by a lost response is not uploaded again if the first list of its rows is incomplete', async () => {
    harness = await startHarness({ interruptions: [{ step: 'close:done', response: 504 }] });
    harness.provider.cutNextReading(1);
    const { requests } = await upload();
    expect([times(requests, CREATE), times(requests, READ)]).toEqual([1, 2]);
  });

  it('that is closed already, as 409 shows, is counted, and an incomplete list is read again', async () => {
    harness = await startHarness({
      faults: [{ match: { method: 'PUT' }, nth: 1, action: { type: 'status', status: 409, when: 'after' } }],
    });
    harness.provider.cutNextReading(1);
    const { requests } = await upload();
    expect([times(requests, CREATE), times(requests, CLOSE), times(requests, READ)]).toEqual([1, 1, 2]);
  });

  it.each(['malformed', 'cut', 'hang'] as const)(
    'only by a lost response is not uploaded again if a list fails (%s)',
    async (type) => {
      harness = await startHarness({
        interruptions: [{ step: 'close:done', response: 504 }],
        faults: [{ match: { path: '/data/' }, nth: 1, action: { type } }],
      });
      const { requests, error } = await upload();
      expect(error).toBeUndefined();
      expect(times(requests, READ)).toBeGreaterThan(1);
      expect(times(requests, CREATE)).toBe(1);
    },
  );

  it('is uploaded again if the account may not read, and each row is stored once', async () => {
    harness = await startHarness({ ...uploadOnly, interruptions: [{ step: 'close:done', response: 504 }] });
    const { states, requests } = await upload(TWO, { user_id: STRANGER_ID });
    expect(states).toHaveLength(1);
    expect(times(requests, CREATE)).toBe(2);
    expect(harness.provider.visible(STRANGER_ID)).toHaveLength(2);
    expect(harness.provider.duplicates('identity')).toBe(0);
  });

  it('is uploaded again only after the service has finished', async () => {
    harness = await startHarness({
      ...uploadOnly,
      interruptions: [{ step: 'close:activate-set', response: 504, finishesAfterMs: 4_000 }],
    });
    await upload(TWO, { user_id: STRANGER_ID });
    expect(harness.provider.visible(STRANGER_ID)).toHaveLength(2);
  });

  it('is awaited for the duration of its closing', async () => {
    harness = await startHarness({
      ...uploadOnly,
      faults: [{ match: { method: 'PUT' }, nth: 1, action: { type: 'hang', when: 'after' } }],
    });
    await upload(TWO, { user_id: STRANGER_ID });
    const [first, , again] = harness.emulator.requests
      .filter(({ method, path }) => method === 'PUT' || path.endsWith('/data_sets'))
      .slice(1);
    expect(again!.at - first!.at).toBeGreaterThanOrEqual(90_000 + 60_000);
  });
});
