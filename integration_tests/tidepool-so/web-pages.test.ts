import {
  configuredStream,
  createTestDestination,
  type ProvidedRequest,
  type ProvidedResponse,
  record,
  streamState,
} from '@airbyte-ts/cdk/testing';
import { describe, expect, it, onTestFinished } from 'vitest';
import definition from '../../connectors/destination-tidepool-so/index.ts';
import { emulatorOf } from '../emulators/registry.ts';
import { event } from './write.ts';

const emulator = emulatorOf('destination-tidepool-so');
const html = { 'content-type': 'text/html; charset=utf-8' };
const forbidden = { status: 403, headers: html, body: '<html><h1>403 Forbidden</h1></html>' };
/** The response of Express to an unknown path. */
const unknownPath = {
  status: 404,
  headers: html,
  body: '<!DOCTYPE html>\n<html lang="en">\n<body>\n<pre>Cannot POST /validate</pre>\n</body>\n</html>',
};

/** Starts a destination whose provider has these responses. */
async function start(provider: (request: ProvidedRequest) => ProvidedResponse) {
  const tested = await createTestDestination(definition, {
    config: (url) => ({ ...emulator.config(url), object_storage_config: { storage_type: 'None' } }),
    provider,
  });
  onTestFinished(() => tested.close());
  return tested;
}

const accepted = ({ path }: ProvidedRequest): number => (path.endsWith('/track') ? 201 : 200);
const stream = { name: 'chats' };
const messages = (count: number): readonly string[] => [
  ...Array.from({ length: count }, (_, n) => record(stream, { ...event({ text: `text ${n}.` }) })),
  streamState(stream, {}, { id: 1 }),
];

describe.each([
  ['403', forbidden, /API Key \(api_key\).*Base URL \(base_url\)/],
  ['404 of a server framework', unknownPath, /Base URL \(base_url\)/],
] as const)('a server that responds to every request with a web page with %s', (_, response, advice) => {
  it('fails the check in less than 15 seconds, and the message names the settings', async () => {
    const { status, message, elapsedMs } = await (await start(() => response)).check();
    expect([status, message]).toEqual(['FAILED', expect.stringMatching(advice)]);
    expect(elapsedMs).toBeGreaterThanOrEqual(10_000);
    expect(elapsedMs).toBeLessThan(15_000);
  });

  it('fails a sync with a config_error after one to two minutes', async () => {
    const { error, states, elapsedMs } = await (await start(() => response)).write(
      [configuredStream('chats')],
      messages(250),
    );
    expect(error).toMatchObject({
      failureType: 'config_error',
      message: expect.stringMatching(advice) as string,
    });
    expect(states).toEqual([]);
    expect(elapsedMs).toBeGreaterThanOrEqual(60_000);
    expect(elapsedMs).toBeLessThan(120_000);
  });
});

it.each([150, 16])(
  'a firewall that blocks one row of the first batch of %i rows rejects only that row',
  async (count) => {
    const tested = await start((request) =>
      request.body.includes('text 3.') ? forbidden : accepted(request),
    );
    const {
      error,
      states,
      messages: printed,
    } = await tested.write([configuredStream('chats')], messages(count));
    expect([error, states]).toEqual([undefined, [1]]);
    const [stats] = printed.flatMap(({ state }) => (state ? [state.destinationStats] : []));
    expect(stats).toMatchObject({ recordCount: count - 1, rejectedRecordCount: 1 });
  },
);

it('web pages that begin after a response of tidepool.so fail a sync with a transient_error', async () => {
  let requests = 0;
  const tested = await start((request) => (requests++ === 0 ? accepted(request) : forbidden));
  const { error, elapsedMs } = await tested.write([configuredStream('chats')], messages(250));
  expect(error).toMatchObject({ failureType: 'transient_error' });
  expect(elapsedMs).toBeGreaterThanOrEqual(15 * 60_000);
});
