import { expect, test } from 'vitest';
import { USER_ID } from './accounts.ts';
import { continuous, idsOf, ORIGIN, SETS, trace } from './testing/data-service.ts';
import { testClient } from './testing/test-client.ts';

test('lists are sorted newest first, filtered and paged', () => {
  const client = testClient();
  const make = (name: string, deviceId: string) => {
    client.wait(1000);
    return client.open(ORIGIN, { ...continuous, deviceId, client: { name, version: '1.0.0' } });
  };
  const [a, b, c] = [make('one', 'x'), make('two', 'x'), make('one', 'y')];
  const list = (query: string) => idsOf(client.ask(`GET ${SETS}?${query}`));
  expect(list('')).toEqual([c, b, a]);
  expect(list('client.name=one')).toEqual([c, a]);
  expect(list('deviceId=x')).toEqual([b, a]);
  expect(list('client.name=one&deviceId=x&deleted=false')).toEqual([a]);
  expect(list('size=2')).toEqual([c, b]);
  expect(list('size=2&page=1')).toEqual([a]);
  expect(client.ask(`GET /v1/users/${USER_ID}/datasets?size=1`).body).toMatchObject({
    data: [{ uploadId: c }],
    meta: trace,
  });
});

test('a list shows the private client data of closed sets, and no open sets', () => {
  const client = testClient();
  const of = { deviceId: 'x', client: { name: 'one', version: '1.0.0', private: { job: '812' } } };
  const [closed] = [client.open('device.truncate.dataset', of), client.open('device.truncate.dataset', of)];
  client.close(closed);
  expect(client.ask(`GET ${SETS}?client.name=one`).body).toEqual([
    expect.objectContaining({
      ...of,
      uploadId: closed,
      deduplicator: expect.objectContaining({ name: 'org.tidepool.deduplicator.device.truncate.dataset' }),
      createdTime: expect.any(String),
    }),
  ]);
  client.ask(`DELETE /v1/data_sets/${closed}`);
  expect(idsOf(client.ask(`GET ${SETS}`))).toEqual([]);
});

test.each([
  ['dataSetType=normal', 'not-parsed', 'dataSetType'],
  ['size=0', 'value-out-of-range', 'size'],
  ['size=1001', 'value-out-of-range', 'size'],
  ['page=-1', 'value-out-of-range', 'page'],
  ['page=x', 'type-not-int', 'page'],
  ['deleted=yes', 'type-not-bool', 'deleted'],
  ['client.name=', 'value-empty', 'client.name'],
])('a list rejects %s', (query, code, parameter) => {
  const response = testClient().ask(`GET ${SETS}?${query}`);
  expect(response.status).toBe(400);
  expect(response.body).toMatchObject({ code, source: { parameter } });
});

test('two mistakes in a query are listed', () => {
  expect(testClient().ask(`GET ${SETS}?size=0&type=x`).body).toMatchObject({ errors: [{}, {}] });
});
