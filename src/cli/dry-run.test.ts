import { afterEach, expect, it } from 'vitest';
import { z } from 'zod';
import { baseUrlSpec } from '../config/testing/base-url-spec.ts';
import { delivered, staged } from '../define/batch.ts';
import { destination } from '../define/destination.ts';
import { jsonArray } from '../define/framing.ts';
import type { Http } from '../define/http.ts';
import { type AnyOperation, operation } from '../define/operation.ts';
import { reportFromLog } from '../report/from-log.ts';
import { DRY_RUN_SUCCEEDED } from '../report/report-data.ts';
import { configuredStream } from '../testing/configured-catalog.ts';
import { record, streamState } from '../testing/messages.ts';
import { createTestDestination, type TestDestination } from '../testing/test-destination.ts';

const rows = (more: Partial<AnyOperation<Http>> = {}): AnyOperation<Http> =>
  operation<{ id: string }, Http>({
    object: 'row',
    syncModes: ['append', 'overwrite'],
    schema: z.object({ id: z.string() }),
    limits: { maxRows: 10 },
    framing: jsonArray,
    async deliver(batch, http) {
      await http.request({ method: 'POST', path: '/rows', body: batch.body() });
      return batch.all(more.commit ? staged : delivered);
    },
    ...(more as object),
  });

const validate: AnyOperation<Http>['validate'] = async (batch, http) => {
  await http.request({ method: 'POST', path: '/validate', body: batch.body(), idempotent: true });
};
const commit: AnyOperation<Http>['commit'] = async (_stream, http) => {
  await http.request({ method: 'POST', path: '/commit' });
};

let open: TestDestination | undefined;
afterEach(() => open?.close());

async function dryRun(
  made: AnyOperation<Http>,
  messages: readonly string[],
  { isAnyObject = false, isForbidden = false, generations = {} } = {},
) {
  const definition = destination<{ base_url: string }, Http>({
    name: 'destination-rows',
    displayName: 'Rows',
    spec: baseUrlSpec(['append', 'overwrite']),
    connect: ({ base_url }, context) => context.http({ baseUrl: base_url }),
    async check(http) {
      await http.request({ method: 'GET', path: '/me', idempotent: true });
    },
    operations: () => (isAnyObject ? [] : [made]),
    ...(isAnyObject && { operationsFor: () => [made] }),
  });
  open = await createTestDestination(definition, {
    config: (base_url) => ({ base_url }),
    provider: ({ json, path }) =>
      isForbidden && path === '/me' ? 403 : JSON.stringify(json ?? null).includes('"bad"') ? 422 : 200,
  });
  const mode = made.commit ? 'overwrite' : 'append';
  const streams = [
    configuredStream(
      'rows',
      {},
      { destination_object_name: 'row', destination_sync_mode: mode, ...generations },
    ),
  ];
  const ended = await open.write(streams, messages, { dryRun: true });
  // The first request is the one of `check`.
  return { ...ended, sent: ended.requests.map(({ path }) => path) };
}

const stream = { name: 'rows' };
const input = [
  ...['a', 'bad', 'c'].map((id) => record(stream, { id })),
  record(stream, { name: 'without an id' }),
  streamState(stream, {}, { id: 1 }),
];

it('a dry run sends nothing, emits no state, and reports invalid records', async () => {
  const ended = await dryRun(rows(), input);
  expect([ended.sent, ended.states]).toEqual([['/me'], []]);
  expect(ended.logs.join('\n')).toContain('Dry run: nothing is stored at the provider');
  expect(ended.logs.join('\n')).toMatch(/id is missing/);
  expect(ended.logs.join('\n')).toContain('states 0,');
  expect(reportFromLog(ended.logs)?.outcome).toBe(DRY_RUN_SUCCEEDED);
});

it('a dry run finds the records that the provider rejects, if the operation can validate them', async () => {
  const ended = await dryRun(rows({ validate }), input);
  expect(new Set(ended.sent)).toEqual(new Set(['/me', '/validate']));
  expect(ended.states).toEqual([]);
  expect(ended.logs.join('\n')).toContain(
    'received 4, delivered 2, rejected 2 (1 × id is missing; 1 × the API rejected',
  );
});

it('a dry run commits nothing, also for objects of any name', async () => {
  for (const isAnyObject of [false, true]) {
    const ended = await dryRun(rows({ commit }), [record(stream, { id: 'a' })], { isAnyObject });
    expect([ended.exitCode, ended.sent, ended.states]).toEqual([0, ['/me'], []]);
    await open?.close();
  }
});

it('a dry run fails where the sync would, if a stream of an overwrite is not complete', async () => {
  const generations = { generation_id: 2, minimum_generation_id: 2 };
  const ended = await dryRun(rows({ commit }), [record(stream, { id: 'a' })], { generations });
  expect([ended.exitCode, ended.sent]).toEqual([1, ['/me']]);
});

it('a dry run fails if the check fails, and reads no record', async () => {
  const { exitCode, error, logs } = await dryRun(rows(), input, { isForbidden: true });
  expect([exitCode, error?.failureType]).toEqual([1, 'config_error']);
  expect(logs.join('\n')).not.toContain('received 4');
});
