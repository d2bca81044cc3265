import { expect, test } from 'vitest';
import { USER_ID } from './accounts.ts';
import { codeOf, continuous, HASH, idsOf, ORIGIN, SETS, trace, UNKNOWN } from './testing/data-service.ts';
import { cbg, testClient } from './testing/test-client.ts';
import { SERVICE_TOKEN } from './tokens.ts';

test('creating a set returns 201 with its public part, completed by the server', () => {
  const client = testClient();
  const body = {
    client: { name: 'org.example', version: '0.1.0' },
    deduplicator: { name: `org.tidepool.deduplicator.${HASH}`, version: '9.9.9' },
    deviceId: 'Dev-1',
    deviceTags: ['cgm'],
    createdTime: '2000-01-01T00:00:00Z',
  };
  const response = client.ask(`POST ${SETS}`, { body });
  const id = client.api.sets()[0]!.uploadId;
  expect(response.status).toBe(201);
  expect(response.body).toEqual({
    data: {
      ...{
        byUser: USER_ID,
        client: body.client,
        dataSetType: 'normal',
        deviceId: 'Dev-1',
        deviceTags: ['cgm'],
      },
      ...{
        createdTime: '2030-01-01T00:00:00Z',
        createdUserId: USER_ID,
        modifiedTime: '2030-01-01T00:00:00Z',
      },
      deduplicator: { name: `org.tidepool.deduplicator.${HASH}`, version: '1.1.0' },
      ...{ id, uploadId: id, time: '2030-01-01T00:00:00Z', type: 'upload' },
    },
    meta: trace,
  });
  expect(response.headers).toMatchObject({ 'Content-Type': 'application/json; charset=utf-8' });
});

test.each([
  [
    'an unknown member',
    { guid: 'g' },
    { code: 'not-parsed', title: 'not parsed', detail: 'not parsed', source: { pointer: '/guid' } },
  ],
  [
    'a tag that the documentation has',
    { deviceTags: ['pen'] },
    { code: 'value-not-allowed', source: { pointer: '/deviceTags/0' } },
  ],
])('a set with %s is rejected with a bare error', (_, more, error) => {
  const client = testClient();
  const response = client.ask(`POST ${SETS}`, { body: more });
  expect(response.status).toBe(400);
  expect(response.body).toMatchObject(error);
  expect(client.api.sets()).toEqual([]);
});

test.each([
  ['no deduplicator', {}],
  ['a deduplicator that there is not', { deduplicator: { name: 'org.example.none' } }],
])('a set with %s is stored but gets 500, and cannot be used', (_, more) => {
  const client = testClient();
  const id = 'a'.repeat(32);
  const response = client.ask(`POST ${SETS}`, { body: { id, ...more } });
  expect([response.status, codeOf(response), client.api.sets().length]).toEqual([
    500,
    'listed internal-server-failure',
    1,
  ]);
  expect(client.post(id, [cbg(1)]).status).toBe(500);
  expect(client.close(id).status).toBe(500);
  expect(client.close(id).status).toBe(409);
});

test('an id of the client is accepted once', () => {
  const client = testClient();
  const id = 'a'.repeat(32);
  expect(client.open(HASH, { id })).toBe(id);
  expect(() => client.open(HASH, { id })).toThrow('500');
});

test('both spellings and the gateway prefix are accepted for a set; deletion of its data accepts one spelling', () => {
  const client = testClient();
  const deduplicator = { name: 'org.tidepool.deduplicator.none' };
  expect(
    client.ask(`POST /dataservices/v1/users/${USER_ID}/datasets`, { body: { deduplicator } }).status,
  ).toBe(201);
  const id = client.api.sets()[0]!.uploadId;
  expect(client.ask(`POST /dataservices/v1/datasets/${id}/data`, { body: [cbg(1)] }).status).toBe(200);
  const body = [{ id: UNKNOWN }];
  expect(client.ask(`DELETE /v1/data_sets/${id}/data`, { body }).status).toBe(200);
  expect(client.ask(`DELETE /v1/datasets/${id}/data`, { body }).status).toBe(405);
  expect(client.ask(`PUT /v1/datasets/${id}`).status).toBe(200);
  expect(client.ask(`GET /v1/datasets/${id}`).status).toBe(405);
  expect(client.ask(`DELETE /v1/datasets/${id}`).status).toBe(200);
  expect(client.ask(`GET /v1/nothing`).status).toBe(404);
});

test.each([HASH, 'device.truncate.dataset'])(
  'a set with %s needs a device to close: 500, and then always 409',
  (name) => {
    const client = testClient();
    const body = { deduplicator: { name: `org.tidepool.deduplicator.${name}` } };
    client.ask(`POST ${SETS}`, { body });
    const id = client.api.sets()[0]!.uploadId;
    expect([client.close(id).status, client.close(id).status]).toEqual([500, 409]);
  },
);

test('a normal set is invisible until it is closed, with any body', () => {
  const client = testClient();
  const id = client.open(HASH);
  client.post(id, [cbg(1)]);
  const seen = () => [client.api.stored, idsOf(client.ask(`GET ${SETS}`)).length];
  expect(seen()).toEqual([0, 0]);
  expect(client.close(id, { body: '{not JSON' })).toMatchObject({
    status: 200,
    effect: { what: 'activated', rows: 1 },
  });
  expect(seen()).toEqual([1, 1]);
  expect([client.close(id).status, client.post(id, []).status]).toEqual([409, 409]);
  expect(client.ask(`DELETE /v1/data_sets/${id}/data`, { body: [] }).status).toBe(409);
});

test('a continuous set is visible from its creation, and users cannot close it', () => {
  const client = testClient();
  const id = client.open(ORIGIN, continuous);
  client.post(id, [cbg(1)]);
  expect([client.api.stored, idsOf(client.ask(`GET ${SETS}`))]).toEqual([1, [id]]);
  expect(codeOf(client.close(id))).toBe('listed unauthorized');
  expect(client.ask(`PUT /v1/data_sets/${id}`, { token: SERVICE_TOKEN, body: {} }).status).toBe(200);
  expect(client.post(id, [cbg(2)]).status).toBe(200);
});

test('deleting a set removes its rows, keeps its record, and can be repeated', () => {
  const client = testClient();
  const id = client.open(ORIGIN, continuous);
  client.post(id, [cbg(1)]);
  for (const _ of [1, 2])
    expect(client.ask(`DELETE /v1/data_sets/${id}`)).toMatchObject({ status: 200, body: { data: {} } });
  expect(client.api.rows()).toEqual([]);
  expect(client.ask(`GET /v1/data_sets/${id}`).body).toMatchObject({ deletedTime: '2030-01-01T00:00:00Z' });
  expect(idsOf(client.ask(`GET ${SETS}`))).toEqual([]);
  expect(idsOf(client.ask(`GET ${SETS}?deleted=true`))).toEqual([id]);
});
