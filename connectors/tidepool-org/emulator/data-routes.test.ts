import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import {
  codeOf,
  continuous,
  HASH,
  ORIGIN,
  other,
  trace,
  UNKNOWN,
  withOther,
} from './testing/data-service.ts';
import { cbg, food, testClient } from './testing/test-client.ts';

test('a post is checked in a fixed order', () => {
  const client = withOther('view');
  const id = client.open(HASH);
  expect(codeOf(client.post(UNKNOWN, [], { token: 'bad' }))).toBe('bare unauthenticated');
  expect(codeOf(client.post(UNKNOWN, [], other))).toBe('listed data-set-id-not-found');
  expect(codeOf(client.post(id, [], other))).toBe('listed unauthorized');
  client.close(id);
  expect(codeOf(client.post(id, [], other))).toBe('listed unauthorized');
  expect(codeOf(client.post(id, [], { body: '{' }))).toBe('listed data-set-closed');
  expect(client.post(id, []).body).toEqual({
    errors: [
      {
        ...{ code: 'data-set-closed', title: 'data set with specified id is closed for new data' },
        ...{ detail: `Data set with id ${id} is closed for new data`, status: '409' },
      },
    ],
    meta: trace,
  });
});

test.each([
  ['an object', '{}'],
  ['nothing', ''],
  ['a part', '[{'],
  ['a number that Go cannot hold', '[{"payload":{"n":1e400}}]'],
  ['a compressed array', gzipSync('[]')],
])('%s instead of an array is malformed', (_, body) => {
  const client = testClient();
  const response = client.post(client.open(HASH), [], { body });
  expect([response.status, codeOf(response)]).toEqual([400, 'listed json-malformed']);
});

test('one invalid datum rejects the whole post: one error is bare, two are listed', () => {
  const client = testClient();
  const id = client.open(ORIGIN, continuous);
  const one = client.post(id, [null as never, cbg(1), cbg(2, { value: 60 })]);
  expect(one.body).toEqual({
    ...{
      code: 'value-out-of-range',
      title: 'value is out of range',
      detail: 'value 60 is not between 0 and 55',
    },
    ...{ source: { pointer: '/2/value' }, meta: { type: 'cbg' } },
  });
  expect(client.post(id, [{}, {}]).body).toMatchObject({ errors: [{ source: { pointer: '/0/type' } }, {}] });
  expect([one.status, client.api.rows().length]).toEqual([400, 0]);
  expect(client.post(id, [null as never, cbg(1)]).status).toBe(200);
  expect(client.api.stored).toBe(1);
});

test('an empty post shows whether a set accepts data, and writes nothing', () => {
  const client = testClient();
  const id = client.open(HASH);
  expect(client.post(id, [])).toMatchObject({ status: 200, body: { data: [], meta: trace } });
  client.close(id);
  expect(client.post(id, []).status).toBe(409);
  expect(client.post(UNKNOWN, []).status).toBe(404);
});

test('a datum without a device has no identity: 500, and nothing is stored', () => {
  const client = testClient();
  const { deviceId: _, ...homeless } = cbg(1);
  const id = client.open(HASH);
  expect(client.post(id, [cbg(2), homeless]).status).toBe(500);
  expect(client.api.rows()).toEqual([]);
  expect(client.post(client.open('dataset.drop.hash'), [homeless]).status).toBe(200);
});

test('a datum beyond 16 MiB is too large for the database', () => {
  const client = testClient();
  const id = client.open(HASH);
  const large = 'x'.repeat(17 * 1024 * 1024);
  expect(client.post(id, [cbg(1, { dropped: large })]).status).toBe(200);
  const basal = { type: 'basal', deliveryType: 'scheduled', duration: 0, rate: 1 };
  expect(client.post(id, [{ ...cbg(1), ...basal, scheduleName: large }]).status).toBe(500);
  expect(client.api.rows()).toHaveLength(1);
});

test('selectors have one kind, and select only rows of their set', () => {
  const client = testClient();
  const id = client.open(HASH);
  const elsewhere = client.open(HASH);
  for (const set of [id, elsewhere])
    client.post(set, [cbg(1, { id: 'a'.repeat(32) }), food(2, 'bread', { origin: { id: 'o' } }), cbg(3)]);
  const left = () => client.api.rows().filter(({ set }) => set.uploadId === id).length;
  const remove = (body: unknown) => client.ask(`DELETE /v1/data_sets/${id}/data`, { body });
  expect(remove([{ id: 'a'.repeat(32) }])).toMatchObject({
    status: 200,
    body: { data: [] },
    effect: { rows: 1 },
  });
  expect(remove([{ origin: { id: 'o' } }]).status).toBe(200);
  expect(left()).toBe(1);
  const hash = client.api.rows().find(({ set }) => set.uploadId === id)?.hash;
  expect(remove([{ deduplicator: { hash } }, { deduplicator: { hash: 'unknown' } }]).status).toBe(200);
  expect([left(), client.api.rows().length]).toEqual([0, 3]);
  const id32 = { id: 'b'.repeat(32) };
  for (const bad of [
    [id32, { origin: { id: 'o' } }],
    [],
    {},
    [{}],
    [null],
    [{ id: 'short' }],
    [{ ...id32, more: 1 }],
  ])
    expect(remove(bad).status).toBe(500);
});
