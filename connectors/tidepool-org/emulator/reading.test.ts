import { expect, test } from 'vitest';
import { DEVICE_ID, USER_ID } from './accounts.ts';
import { cbg, food, type TestResponse, testClient } from './testing/test-client.ts';

const HASH = 'device.deactivate.hash';
const ORIGIN = 'dataset.delete.origin';
const continuous = { dataSetType: 'continuous' };
const READ = `GET /data/${USER_ID}`;
const timesOf = ({ body }: TestResponse) => (body as { time: string }[]).map(({ time }) => time);
const typesOf = ({ body }: TestResponse) => (body as { type: string }[]).map(({ type }) => type);

test('only visible data are read: of closed or continuous sets, not deleted, not hidden', () => {
  const client = testClient();
  const first = client.open(HASH);
  client.post(first, [cbg(1), cbg(2)]);
  expect(client.ask(READ).body).toEqual([]);
  client.close(first);
  const second = client.open(HASH);
  client.post(second, [cbg(2), cbg(3)]);
  client.close(second);
  const third = client.open(ORIGIN, continuous);
  client.post(third, [cbg(4, { origin: { id: 'a' } }), cbg(5, { origin: { id: 'b' } })]);
  client.ask(`DELETE /v1/data_sets/${third}/data`, { body: [{ origin: { id: 'a' } }] });
  const read = (uploadId: string) =>
    (client.ask(`${READ}?type=cbg&uploadId=${uploadId}`).body as unknown[]).length;
  expect([read(first), read(second), read(third), read('0'.repeat(32))]).toEqual([1, 2, 1, 0]);
});

test('a datum is read as it was stored, with its time in UTC to the millisecond', () => {
  const client = testClient();
  client.post(client.open(ORIGIN, continuous), [
    cbg(1, {
      units: 'mg/dL',
      value: 119,
      time: '2024-01-01T01:00:00.123456+01:00',
      id: 'a'.repeat(32),
      unknown: 1,
    }),
  ]);
  expect(client.ask(`${READ}?type=cbg`).body).toEqual([
    {
      ...{ type: 'cbg', deviceId: DEVICE_ID, id: 'a'.repeat(32), uploadId: client.api.sets()[0]?.uploadId },
      ...{ units: 'mmol/L', value: 6.60539, time: '2024-01-01T00:00:00.123Z' },
    },
  ]);
});

test('data are filtered by type, device and time', () => {
  const client = testClient();
  const id = client.open(ORIGIN, continuous);
  client.post(id, [cbg(1), food(2, 'bread'), cbg(3, { deviceId: 'other' }), cbg(4)]);
  const read = (query: string) => timesOf(client.ask(`${READ}?${query}`)).map((time) => time.slice(14, 16));
  expect(read('type=cbg')).toEqual(['01', '03', '04']);
  expect(read('type=cbg,food')).toEqual(['01', '02', '03', '04']);
  expect(read('type=cbg&deviceId=other')).toEqual(['03']);
  expect(read('type=cbg,food&startDate=2024-01-01T00:02:00Z&endDate=2024-01-01T00:03:00.000Z')).toEqual([
    '02',
    '03',
  ]);
  expect(read('type=bolus')).toEqual([]);
  expect(client.ask(`${READ}?startDate=x`).body).toMatchObject({ status: 400, code: 'data_invalid_params' });
});

test('the record of a set is read with its data if the option is set', () => {
  const withUploads = testClient();
  withUploads.post(withUploads.open(ORIGIN, continuous), [cbg(1)]);
  expect(typesOf(withUploads.ask(READ))).toEqual(['upload', 'cbg']);
  const without = testClient({ readsUploads: false });
  without.post(without.open(ORIGIN, continuous), [cbg(1)]);
  expect(typesOf(without.ask(READ))).toEqual(['cbg']);
});

test('reading needs the permission to view; an invalid token is rejected the same way, or with 401', () => {
  const read = (may: 'view' | 'root' | 'upload' | 'custodian') =>
    testClient({
      users: [{ id: 'aaaaaaaaaa', username: 'a', password: 'a' }],
      permissions: [{ on: USER_ID, to: 'aaaaaaaaaa', may: [may] }],
      tokens: [{ token: 'other', userId: 'aaaaaaaaaa' }],
    }).ask(READ, { token: 'other' });
  expect((['view', 'root', 'upload', 'custodian'] as const).map((may) => read(may).status)).toEqual([
    200, 200, 403, 403,
  ]);
  expect(read('upload').body).toEqual({
    ...{ status: 403, id: expect.any(String), code: 'data_cant_view' },
    message: 'user is not authorized to view data',
  });
  expect(testClient().ask(READ, { token: 'bad' }).status).toBe(403);
  expect(testClient({ unknownReaderStatus: 401 }).ask(READ, { token: 'bad' }).status).toBe(401);
});

test('a reading can end early once, without an error', () => {
  const client = testClient();
  client.post(client.open(ORIGIN, continuous), [cbg(1), cbg(2), cbg(3)]);
  client.api.cutNextReading(1);
  const read = () => {
    const { status, body } = client.ask(`${READ}?type=cbg`);
    return [status, (body as unknown[]).length];
  };
  expect([read(), read()]).toEqual([
    [200, 1],
    [200, 3],
  ]);
});

test('data are still counted, filtered and deduplicated if only keys are kept', () => {
  const client = testClient({ keep: 'keys' });
  const id = client.open(HASH);
  client.post(id, [cbg(1, { payload: { a: 1 }, origin: { id: 'o' } }), cbg(1, { payload: { a: 2 } })]);
  client.close(id);
  expect([client.api.duplicates('identity'), client.api.counts('origin').get('o')]).toEqual([1, 1]);
  expect(client.ask(`${READ}?type=cbg&uploadId=${id}`).body).toHaveLength(2);
  expect(client.api.visible()[0]).not.toHaveProperty('payload');
  client.post(client.open(HASH), [cbg(1)]);
  expect(client.api.visible(USER_ID)).toHaveLength(2);
  expect(client.api.visible('nobody')).toEqual([]);
});
