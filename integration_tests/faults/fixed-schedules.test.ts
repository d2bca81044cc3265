import { expect, test } from 'vitest';
import { inside } from './inside.ts';
import { play } from './play.ts';
import type { Group, Schedule, Trouble } from './schedule.ts';
import type { Tally } from './tally.ts';
import { targets } from './targets.ts';

const group = (of: Partial<Group>): Group => ({
  ...{ stream: 0, records: 0, rejectedRecord: 0, versions: 0, state: true },
  ...of,
});
const trouble = (of: Partial<Trouble>): Trouble => ({
  ...{ faults: [], end: {}, areRejectsBlocked: false, statesLost: 0 },
  ...of,
});

function playFixed(connector: string, of: Pick<Schedule, 'mode' | 'groups' | 'troubles'>): Promise<Tally> {
  const target = targets.find(({ name }) => name === connector)!;
  const schedule: Schedule = {
    ...{ behaviour: { client: 'registry', prefix: '' }, pod: 'none', states: 'GLOBAL', stateBytes: 0 },
    ...{ chunkBytes: 65_536, readDelayMs: 15, asksFirst: false, clears: false },
    ...of,
  };
  return play(target, schedule, inside(connector, target.definition!));
}

test('a record that Tidepool hides while it fails to replace it by a newer version is not counted as lost', async () => {
  const tally = await playFixed('destination-tidepool-data', {
    mode: 1,
    groups: [
      group({ stream: 2, records: 1 }),
      group({}),
      group({ records: 1 }),
      group({ stream: 2, versions: 1 }),
    ],
    troubles: [
      trouble({ end: { crash: { at: 'state', nth: 1, interruption: 'SIGKILL', hangs: false } } }),
      trouble({
        faults: [{ onDelivery: false, nth: 4, action: { type: 'partial', rows: 0, response: 500 } }],
      }),
    ],
  });
  expect(tally.faults).toEqual(new Map([['partial', 1]]));
});

test('a close that the service rejects for a minute is not repeated when another attempt has replaced the data in the meantime', async () => {
  const busy = { type: 'status', status: 503, retryAfter: 60 } as const;
  const tally = await playFixed('destination-tidepool-data', {
    mode: 2,
    groups: [group({ records: 1 })],
    troubles: [
      trouble({
        faults: [{ onDelivery: false, nth: 8, action: busy }],
        end: { crash: { at: 'arrived', nth: 8, interruption: 'forgotten', hangs: false } },
      }),
    ],
  });
  expect([tally.faults, tally.attempts]).toEqual([new Map([['status', 1]]), 2]);
});

test('a close without a response is not repeated when another attempt has replaced the data in the meantime', async () => {
  const tally = await playFixed('destination-tidepool-data', {
    mode: 2,
    groups: [group({ records: 1 })],
    troubles: [
      trouble({ end: { crash: { at: 'arrived', nth: 8, interruption: 'forgotten', hangs: true } } }),
    ],
  });
  expect([tally.faults, tally.attempts]).toEqual([new Map([['hang', 1]]), 2]);
});

test.each(targets.filter(({ rejectedRecord }) => rejectedRecord).map(({ name }) => name))(
  'an attempt of %s that cannot store rejected records is counted',
  async (connector) => {
    const tally = await playFixed(connector, {
      mode: 0,
      groups: [group({ records: 1, rejectedRecord: 1 })],
      troubles: [trouble({ areRejectsBlocked: true })],
    });
    expect([tally.blockedRejects, tally.failures]).toEqual([1, 1]);
  },
);
