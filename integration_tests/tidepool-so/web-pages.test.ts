import {
  configuredStream,
  createTestDestination,
  type ProvidedRequest,
  type ProvidedResponse,
  record,
  streamState,
} from '@airbyte-ts/cdk/testing';
import { expect, it, onTestFinished } from 'vitest';
import definition from '../../connectors/destination-tidepool-so/index.ts';
import { emulatorOf } from '../emulators/registry.ts';
import { event } from './write.ts';

const emulator = emulatorOf('destination-tidepool-so');
const html = { 'content-type': 'text/html; charset=utf-8' };
const forbidden = { status: 403, headers: html, body: '<html><h1>403 Forbidden</h1></html>' };
/** Starts tidepool.so with these responses, and the directory for rejected records. */
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
