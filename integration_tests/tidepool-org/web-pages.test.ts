import { afterEach, describe, expect, it } from 'vitest';
import { cbg } from '../../connectors/tidepool-org/emulator/testing/test-client.ts';
import { USER_ID } from '../../connectors/tidepool-org/emulator/tidepool-org.ts';
import { type Harness, startHarness } from './harness.ts';
import { readable, recordLines, state } from './lines.ts';

let harness: Harness;
afterEach(() => harness.close());

const ROUTES = [
  ['a data set is made', { method: 'POST', path: { regexp: '/data_sets$' } }],
  ['rows are posted', { method: 'POST', path: { regexp: '/data$' } }],
  ['a data set is closed', { method: 'PUT' }],
] as const;
const CASES = ROUTES.flatMap(([when, match]) => [400, 403].map((status) => [status, when, match] as const));

/** Starts a Tidepool behind a firewall that rejects some requests. */
const startBehindFirewall = async (status: number, match: object, times: number) => {
  const action = { type: 'status', status, body: { type: 'html' } } as const;
  harness = await startHarness({ faults: [{ match, times, action }] });
};
const one = [...recordLines('cbg', cbg(1, { patient: USER_ID })), state('cbg', 1)];
const upload = (config: object = {}) => harness.sync({ streams: [{ name: 'cbg' }], input: one, config });

describe('a web page instead of a rejection', () => {
  it.each(CASES)(
    'with %i for %s is retried and reported as no error of the user',
    async (status, _, match) => {
      await startBehindFirewall(status, match, 3);
      const { error, states, rejected } = await upload({ user_id_field: 'patient' });
      expect([error, rejected]).toEqual([undefined, []]);
      expect(states).toEqual([{ id: 1, delivered: 1, rejected: 0 }]);
      expect(readable(harness)).toEqual(['cbg 00:01 emulator-device']);
    },
  );

  it.each(CASES)(
    'with %i for %s that continues fails the sync with a transient error',
    async (status, _, match) => {
      await startBehindFirewall(status, match, 100_000);
      const { error, states } = await upload();
      expect(error).toMatchObject({
        failureType: 'transient_error',
        message: expect.stringContaining('web page') as string,
      });
      expect(states).toEqual([]);
    },
  );
});
