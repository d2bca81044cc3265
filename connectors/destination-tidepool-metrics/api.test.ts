import {
  configuredStream,
  createTestDestination,
  record,
  streamState,
  type TestDestination,
} from '@airbyte-ts/cdk/testing';
import { afterEach, expect, it } from 'vitest';
import definition from './index.ts';

let open: TestDestination | undefined;
afterEach(() => open?.close());

/** Sends one event, to which the service responds with 200 and this body. */
async function sendEvent(body: string) {
  open = await createTestDestination(definition, {
    config: (base_url) => ({
      base_url,
      route: { target: 'thisuser' },
      credentials: { auth_type: 'session_token', session_token: 'a-token' },
    }),
    provider: ({ path }) => (path.startsWith('/metrics/') ? { status: 200, body } : 200),
  });
  const events = { name: 'events' };
  return open.write(
    [configuredStream('events', { event_name: { type: 'string' } })],
    [record(events, { event_name: 'Viewed' }), streamState(events, {}, { id: 1 })],
  );
}

it.each(['', '\n', 'OK', '{}'])('an event is recorded if the body of the success is %j', async (body) => {
  const { error, states } = await sendEvent(body);
  expect([error, states]).toEqual([undefined, [1]]);
});

it.each(['Authentication required', '{"error":"session expired"}', '{"code":401}'])(
  'an event is not confirmed by a success with the body %j',
  async (body) => {
    const { error, states } = await sendEvent(body);
    expect(error).toMatchObject({ failureType: 'transient_error' });
    expect(error?.message).toContain('unknown whether the event was recorded');
    expect(states).toEqual([]);
  },
);
