import { afterEach, expect, it } from 'vitest';
import { z } from 'zod';
import { baseUrlSpec } from '../config/testing/base-url-spec.ts';
import { delivered } from '../define/batch.ts';
import { destination } from '../define/destination.ts';
import { jsonArray } from '../define/framing.ts';
import type { Http } from '../define/http.ts';
import { operation } from '../define/operation.ts';
import { configuredStream } from '../testing/configured-catalog.ts';
import { record, streamState } from '../testing/messages.ts';
import type { ProvidedRequest, ProvidedResponse } from '../testing/scripted-provider.ts';
import { testContext } from '../testing/test-context.ts';
import { createTestDestination, type TestDestination } from '../testing/test-destination.ts';
import type { CommandRuntime } from './command-runtime.ts';
import { withFetchedOperations } from './fetched-operations.ts';

/** An object whose fields the provider lists, one page after another. */
const taking = (fields: readonly string[]) =>
  operation<Record<string, unknown>, Http>({
    object: 'row',
    syncModes: ['append'],
    schema: z.object(Object.fromEntries(fields.map((name) => [name, z.string()]))),
    limits: { maxRows: 10 },
    framing: jsonArray,
    async deliver(batch, http) {
      await http.request({ method: 'POST', path: '/rows', body: batch.body(), idempotent: true });
      return batch.all(delivered);
    },
  });

const definition = destination<{ base_url: string }, Http>({
  name: 'destination-rows',
  displayName: 'Rows',
  spec: baseUrlSpec(),
  connect: ({ base_url }, context) => context.http({ baseUrl: base_url }),
  async check(http) {
    await http.request({ method: 'GET', path: '/me', idempotent: true });
  },
  operations: () => [{ ...taking(['id']), object: 'constant' }],
  async fetchOperations(http) {
    const fields: string[] = [];
    const responseSchema = z.object({ fields: z.array(z.string()), next: z.int().optional() });
    for (let page: number | undefined = 1; page !== undefined; ) {
      const { data }: { data: z.output<typeof responseSchema> } = await http.request({
        ...{ method: 'GET', path: '/fields', query: { page }, idempotent: true, responseSchema },
      });
      fields.push(...data.fields);
      page = data.next;
    }
    return [taking(fields)];
  },
  async disconnect(http) {
    await http.request({ method: 'DELETE', path: '/session' });
  },
});

const pages: readonly ProvidedResponse[] = [
  { status: 200, json: { fields: ['id'], next: 2 } },
  { status: 200, json: { fields: ['name'] } },
];
const paging = ({ path, query }: ProvidedRequest): ProvidedResponse =>
  path === '/fields' ? pages[Number(query.get('page')) - 1]! : 200;

let open: TestDestination | undefined;
afterEach(() => open?.close());
const create = async (provider: (request: ProvidedRequest) => ProvidedResponse): Promise<TestDestination> => {
  open = await createTestDestination(definition, { config: (base_url) => ({ base_url }), provider });
  return open;
};

const streams = [configuredStream('rows', {}, { destination_object_name: 'row' })];

it('discover fails within 15 seconds if the base URL is that of a web site', async () => {
  const page = { status: 404, headers: { 'content-type': 'text/html' }, body: '<html>Not found</html>' };
  const { error, elapsedMs } = await (await create(() => page)).discover();
  expect(error).toMatchObject({ failureType: 'config_error' });
  expect(elapsedMs).toBeLessThan(15_000);
});

it('discover lists fetched operations beside the others', async () => {
  const { operations, requests } = await (await create(paging)).discover();
  expect(operations.map(({ object_name }) => object_name)).toEqual(['constant', 'row']);
  expect(operations[1]?.json_schema).toMatchObject({
    properties: { id: { type: 'string' }, name: { type: 'string' } },
  });
  expect(requests.map(({ method, path }) => `${method} ${path}`)).toEqual([
    'GET /fields',
    'GET /fields',
    'DELETE /session',
  ]);
});

it('write validates by fetched operations, and delivers with them', async () => {
  const ended = await (await create(paging)).write(streams, [
    record({ name: 'rows' }, { id: '1', name: 'a', other: 1 }),
    record({ name: 'rows' }, { id: '2' }),
    streamState({ name: 'rows' }, {}, { id: 1 }),
  ]);
  expect([ended.states, ended.rejected.map(({ reason }) => reason)]).toEqual([[1], ['name is missing']]);
  expect(ended.requests.find(({ path }) => path === '/rows')?.json).toEqual([{ id: '1', name: 'a' }]);
});

it('discover gives up after 35 seconds of failures, and reports that the provider failed', async () => {
  const ended = await (await create(() => 503)).discover();
  expect(ended.error).toMatchObject({ failureType: 'transient_error' });
  expect(ended.elapsedMs).toBeLessThan(60_000);
});

it.each(['discover', 'check'] as const)(
  '%s waits as long as a provider asks to, up to 30 seconds',
  async (command) => {
    let calls = 0;
    const limiting = await create((request) =>
      calls++ === 0 ? { status: 429, headers: { 'retry-after': '30' } } : paging(request),
    );
    const ended = await limiting[command]();
    expect([ended.thrown, ended.exitCode]).toEqual([undefined, 0]);
    expect(ended.elapsedMs).toBeGreaterThanOrEqual(30_000);
  },
);

it('check fails within 50 seconds if the operations take longer, and write retries for 15 minutes', async () => {
  const endless = await create(({ path }) =>
    path === '/fields' ? { status: 429, headers: { 'retry-after': '5' } } : 200,
  );
  const checked = await endless.check();
  expect(checked).toMatchObject({ status: 'FAILED' });
  expect(checked.elapsedMs).toBeLessThanOrEqual(50_000);
  const written = await endless.write(streams, []);
  expect(written.error).toMatchObject({ failureType: 'transient_error' });
  expect(written.elapsedMs).toBeGreaterThan(600_000);
});

it('a request of check that the provider rejects as invalid is an error of the settings, with its message', async () => {
  const rejecting = await create(({ path }) =>
    path === '/me'
      ? { status: 400, json: { error: 'unknown tenant' } }
      : paging({ path, query: new URLSearchParams('page=2') } as ProvidedRequest),
  );
  expect((await rejecting.check()).message).toBe(
    'The API, or a gateway before it, rejected a request that contains no records (status 400). Check the settings of the destination, and proxies between the connector and the API. The response: {"error":"unknown tenant"}',
  );
});

it('a rejected request for operations is an error of the settings', async () => {
  const ended = await (await create(() => 400)).discover();
  expect(ended.error).toMatchObject({
    failureType: 'config_error',
    message: expect.stringContaining('Check the settings of the destination'),
  });
});

it('operations are fetched before a renewal of credentials ends, and returned after it', async () => {
  const { context } = testContext();
  const steps: string[] = [];
  const renewing = {
    ...definition,
    connect: () => undefined,
    fetchOperations: async () => {
      steps.push('fetched');
      return [];
    },
    disconnect: async () => void steps.push('disconnected'),
  };
  const runtime = { context, renewalsEnded: async () => void steps.push('renewed') };
  await withFetchedOperations(renewing, {}, runtime as unknown as CommandRuntime);
  expect(steps).toEqual(['fetched', 'disconnected', 'renewed']);
});

it('check fails for a copy of an operation with a member that operations do not have, as discover does', async () => {
  const copied = { ...definition, operations: () => [{ ...taking(['id']), dedupKeys: 'id' }] };
  open = await createTestDestination(copied as unknown as typeof definition, {
    config: (base_url) => ({ base_url }),
    provider: paging,
  });
  expect(await open.check()).toMatchObject({
    status: 'FAILED',
    message: expect.stringContaining('"dedupKeys"'),
  });
  expect((await open.discover()).error?.message).toContain('"dedupKeys"');
});
