import { configuredStream, createTestDestination, record, streamState } from '@airbyte-ts/cdk/testing';
import { afterEach, expect, test } from 'vitest';
import { type DirectoryOptions, directory } from './emulator/directory.ts';
import definition from './index.ts';

const people = { name: 'people' };
const columns = { id: { type: 'string' }, name: { type: 'string' } };
const deduped = [
  configuredStream('people', columns, { destination_sync_mode: 'append_dedup', primary_key: [['id']] }),
];
const appended = [configuredStream('people', columns)];
const deleted = { _ab_cdc_deleted_at: '2026-01-31T12:00:00Z' };

const opened: { close(): Promise<void> }[] = [];
afterEach(() => Promise.all(opened.splice(0).map((each) => each.close())));

async function create(options?: DirectoryOptions) {
  const provider = directory(options);
  const destination = await createTestDestination(definition, {
    config: (base_url) => ({ base_url, api_key: 'emulator-key', max_rejected_percent: 100 }),
    provider,
  });
  opened.push(destination);
  return { destination, provider };
}

test('discover shows the fields of all pages', async () => {
  const { destination } = await create({ fieldsPerPage: 2 });
  const { operations, requests } = await destination.discover();
  expect(requests.map(({ query }) => query.get('page'))).toEqual(['1', '2', '3']);
  expect(operations.map(({ sync_mode }) => sync_mode)).toEqual(['append', 'append_dedup']);
  expect(operations[0]?.json_schema).toMatchObject({
    properties: { id: { type: 'string' }, name: { type: 'string' }, age: { type: 'number' } },
    required: ['name', 'id'],
  });
});

test('800 people make 4 requests of 200, each with an idempotency key of its own', async () => {
  const { destination, provider } = await create();
  const records = Array.from({ length: 800 }, (_, i) => record(people, { id: String(i), name: `Name ${i}` }));
  const { requests, states } = await destination.write(deduped, [
    ...records,
    streamState(people, {}, { id: 1 }),
  ]);
  const batches = requests.filter(({ method }) => method === 'PUT');
  expect(batches.map(({ body }) => body.trim().split('\n').length)).toEqual([200, 200, 200, 200]);
  expect(new Set(batches.map(({ headers }) => headers['idempotency-key'])).size).toBe(4);
  expect([states, provider.people.size]).toEqual([[1], 800]);
});

test('a deletion needs the id only, and versions of a person are applied in order', async () => {
  const { destination, provider } = await create();
  const ended = await destination.write(deduped, [
    record(people, { id: '1', name: 'Ada' }),
    record(people, { id: '2', name: 'Grace' }),
    record(people, { id: '1', name: null, ...deleted }),
    record(people, { id: '2', name: 'Grace Hopper' }),
    streamState(people, {}, { id: 1 }),
  ]);
  expect([ended.states, ended.rejected]).toEqual([[1], []]);
  expect(ended.requests.at(-1)?.body).toBe(
    '{"op":"delete","id":"1"}\n{"op":"upsert","id":"2","fields":{"name":"Grace Hopper"}}\n',
  );
  expect([...provider.people]).toEqual([['2', { name: 'Grace Hopper' }]]);
});

test('append skips deletions', async () => {
  const { destination, provider } = await create();
  await destination.write(appended, [
    record(people, { id: '1', name: 'Ada' }),
    record(people, { id: '1', name: null, ...deleted }),
  ]);
  expect([...provider.people.keys()]).toEqual(['1']);
});

test('a busy row is sent again alone, and a stale one is skipped', async () => {
  const { destination, provider } = await create({ busyIds: { 2: 1 } });
  const newer = { id: '1', name: 'Ada', updated_at: '2026-02-01' };
  const ended = await destination.write(deduped, [
    record(people, newer),
    record(people, { id: '2', name: 'Grace' }),
    record(people, { ...newer, name: 'Old', updated_at: '2026-01-01' }),
    streamState(people, {}, { id: 1 }),
  ]);
  expect([ended.states, ended.rejected]).toEqual([[1], []]);
  expect(ended.requests.map(({ body }) => body)).toContain(
    '{"op":"upsert","id":"2","fields":{"name":"Grace"}}\n',
  );
  expect(provider.people.get('1')).toMatchObject({ name: 'Ada' });
});

test('a request that is repeated has the same key', async () => {
  const provider = directory();
  const destination = await createTestDestination(definition, {
    config: (base_url) => ({ base_url, api_key: 'emulator-key' }),
    provider,
    faults: [{ match: { method: 'PUT' }, nth: 1, action: { type: 'reset', when: 'after' } }],
  });
  opened.push(destination);
  const { requests, states } = await destination.write(deduped, [
    record(people, { id: '1', name: 'Ada' }),
    streamState(people, {}, { id: 1 }),
  ]);
  const keys = requests
    .filter(({ method }) => method === 'PUT')
    .map(({ headers }) => headers['idempotency-key']);
  expect([keys.length, new Set(keys).size, states]).toEqual([2, 1, [1]]);
});

test('a row that does not fit, or that the directory rejects, is rejected without its content in the log', async () => {
  const { destination } = await create();
  const ended = await destination.write(deduped, [
    record(people, { id: '1', name: 'Ada' }),
    record(people, { id: '2', name: 'Grace', email: '' }),
    record(people, { id: '3', email: 'x@example.com' }),
    streamState(people, {}, { id: 1 }),
  ]);
  expect(ended.rejected.map(({ reason }) => reason)).toEqual([
    'name is missing',
    'the directory does not accept the person (status 422)',
  ]);
  expect([ended.states, ended.logs.join().includes('x@example.com')]).toEqual([[1], false]);
});
