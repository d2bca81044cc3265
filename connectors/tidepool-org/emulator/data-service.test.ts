import { gunzipSync, gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { PASSWORD, STRANGER_ID, USER_ID } from './accounts.ts';
import { type Answer, cbg, food, testClient } from './test-client.ts';
import { SERVICE_TOKEN } from './tokens.ts';

const HASH = 'device.deactivate.hash';
const ORIGIN = 'dataset.delete.origin';
const UNKNOWN = '0'.repeat(32);
const continuous = { dataSetType: 'continuous' };
const SETS = `/v1/users/${USER_ID}/data_sets`;

/** `other` may do with `USER_ID`'s data what is given; its token is its name. */
const withOther = (...may: ('root' | 'custodian' | 'upload' | 'view')[]) =>
  testClient({
    users: [{ id: 'aaaaaaaaaa', username: 'other', password: PASSWORD }],
    permissions: [{ on: USER_ID, to: 'aaaaaaaaaa', may }],
    tokens: [{ token: 'other', userId: 'aaaaaaaaaa' }],
  });
const other = { token: 'other' };
const codeOf = ({ body }: Answer): unknown => {
  const { errors, code } = body as { errors?: { code: string }[]; code?: string };
  return errors ? `listed ${errors[0]?.code}` : `bare ${code}`;
};
const idsOf = ({ body }: Answer) => (body as { uploadId: string }[]).map(({ uploadId }) => uploadId);
const trace = { trace: { request: expect.stringMatching(/^[0-9a-f]{32}$/) } };

test('creating a set returns 201 with its public part, completed by the server', () => {
  const client = testClient();
  const body = {
    client: { name: 'org.example', version: '0.1.0' },
    deduplicator: { name: `org.tidepool.deduplicator.${HASH}`, version: '9.9.9' },
    deviceId: 'Dev-1',
    deviceTags: ['cgm'],
    createdTime: '2000-01-01T00:00:00Z',
  };
  const answer = client.ask(`POST ${SETS}`, { body });
  const id = client.api.sets()[0]!.uploadId;
  expect(answer.status).toBe(201);
  expect(answer.body).toEqual({
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
  expect(answer.headers).toMatchObject({ 'Content-Type': 'application/json; charset=utf-8' });
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
  const answer = client.ask(`POST ${SETS}`, { body: more });
  expect(answer.status).toBe(400);
  expect(answer.body).toMatchObject(error);
  expect(client.api.sets()).toEqual([]);
});

test.each([
  ['no deduplicator', {}],
  ['a deduplicator that there is not', { deduplicator: { name: 'org.example.none' } }],
])('a set with %s is stored but gets 500, and cannot be used', (_, more) => {
  const client = testClient();
  const id = 'a'.repeat(32);
  const answer = client.ask(`POST ${SETS}`, { body: { id, ...more } });
  expect([answer.status, codeOf(answer), client.api.sets().length]).toEqual([
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
  ['a number that Go can not hold', '[{"payload":{"n":1e400}}]'],
  ['a compressed array', gzipSync('[]')],
])('%s instead of an array is malformed', (_, body) => {
  const client = testClient();
  const answer = client.post(client.open(HASH), [], { body });
  expect([answer.status, codeOf(answer)]).toEqual([400, 'listed json-malformed']);
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

test('a datum beyond 16 MiB is too large for the database', () => {
  const client = testClient();
  const id = client.open(HASH);
  const large = 'x'.repeat(17 * 1024 * 1024);
  expect(client.post(id, [cbg(1, { dropped: large })]).status).toBe(200);
  const basal = { type: 'basal', deliveryType: 'scheduled', duration: 0, rate: 1 };
  expect(client.post(id, [{ ...cbg(1), ...basal, scheduleName: large }]).status).toBe(500);
  expect(client.api.rows()).toHaveLength(1);
});

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

test('a continuous set is visible from its creation, and users can not close it', () => {
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

test('permissions for the sets of another user are enforced', () => {
  const statuses = (...may: Parameters<typeof withOther>) => {
    const client = withOther(...may);
    const id = client.open(HASH);
    client.post(id, [cbg(1)]);
    const create = client.ask(`POST ${SETS}`, {
      ...other,
      body: { deduplicator: { name: 'org.tidepool.continuous' } },
    });
    const own = (create.body as { data?: { uploadId: string } }).data?.uploadId ?? id;
    return [
      create.status,
      client.ask(`GET ${SETS}`, other).status,
      client.ask(`GET /v1/users/${USER_ID}/datasets`, other).status,
      client.ask(`GET /v1/data_sets/${id}`, other).status,
      client.post(id, [], other).status,
      client.ask(`DELETE /v1/data_sets/${own}`, other).status,
      client.ask(`DELETE /v1/data_sets/${id}`, other).status,
    ];
  };
  expect(statuses()).toEqual([403, 403, 403, 403, 403, 403, 403]);
  expect(statuses('view')).toEqual([403, 200, 200, 403, 403, 403, 403]);
  expect(statuses('custodian')).toEqual([403, 200, 403, 403, 403, 200, 200]);
  expect(statuses('upload')).toEqual([201, 200, 403, 403, 200, 200, 403]);
  expect(statuses('root')).toEqual([201, 200, 200, 403, 200, 200, 200]);
});

test('an unknown user is forbidden, not unknown', () => {
  const client = testClient();
  expect(codeOf(client.ask('GET /v1/users/nobody/data_sets'))).toBe('bare unauthorized');
  expect(codeOf(client.ask(`POST /v1/users/${STRANGER_ID}/data_sets`, { body: {} }))).toBe(
    'listed unauthorized',
  );
});

test('only services may delete all data of a user', () => {
  const client = testClient();
  client.post(client.open(ORIGIN, continuous), [cbg(1)]);
  expect(client.ask(`DELETE /v1/users/${USER_ID}/data`).status).toBe(403);
  expect(client.ask(`DELETE /v1/users/${USER_ID}/data`, { token: SERVICE_TOKEN }).status).toBe(200);
  expect(client.api.stored).toBe(0);
});

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
  const answer = testClient().ask(`GET ${SETS}?${query}`);
  expect(answer.status).toBe(400);
  expect(answer.body).toMatchObject({ code, source: { parameter } });
});

test('two mistakes in a query are listed', () => {
  expect(testClient().ask(`GET ${SETS}?size=0&type=x`).body).toMatchObject({ errors: [{}, {}] });
});

test('an unknown set gets 404 with the text of its route', () => {
  const client = testClient();
  expect(codeOf(client.ask(`GET /v1/data_sets/${UNKNOWN}`))).toBe('bare resource-not-found');
  expect(codeOf(client.close(UNKNOWN))).toBe('listed data-set-id-not-found');
  expect(codeOf(client.ask(`DELETE /v1/data_sets/${UNKNOWN}`))).toBe('listed data-set-id-not-found');
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

test('a token in Authorization takes precedence, and an invalid form of it gets 403', () => {
  const client = testClient();
  const list = (authorization: string, token = '') =>
    client.ask(`GET ${SETS}`, { token, headers: { authorization } });
  expect(list('Bearer emulator-session-token').status).toBe(200);
  expect(list('Bearer bad', 'emulator-session-token').status).toBe(401);
  expect(codeOf(list('emulator-session-token'))).toBe('bare unauthorized');
  expect(client.ask(`GET ${SETS}`, { token: '' }).body).toEqual({
    code: 'unauthenticated',
    title: 'authentication token is invalid',
    detail: 'authentication token is invalid',
  });
});

test('a valid token can fail for some requests', () => {
  const client = testClient();
  client.api.hiccup('data', 2);
  expect([1, 2, 3].map(() => client.ask(`GET ${SETS}`).status)).toEqual([401, 401, 200]);
});

test('the trace of a request is repeated in a header, and in bodies of the older form', () => {
  const client = testClient();
  const headers = { 'x-tidepool-trace-request': 't'.repeat(70), 'x-tidepool-trace-session': 's' };
  const answer = client.post(client.open(HASH), [], { headers });
  expect(answer.headers['X-Tidepool-Trace-Request']).toBe('t'.repeat(64));
  expect(answer.body).toEqual({ data: [], meta: { trace: { request: 't'.repeat(64), session: 's' } } });
});

test('responses are compressed for clients that accept it', () => {
  const client = testClient();
  const raw = client.api.handle({
    ...{ number: 1, method: 'GET', path: '/v1/time', search: '', query: new URLSearchParams() },
    ...{ headers: { 'accept-encoding': 'gzip, deflate' }, body: Buffer.alloc(0), at: 0, wallAt: 0 },
  });
  expect(raw.headers?.['Content-Encoding']).toBe('gzip');
  expect(JSON.parse(gunzipSync(raw.body as Uint8Array).toString())).toMatchObject({
    data: { time: '1970-01-01T00:00:00Z' },
  });
});

test('time and status need no token', () => {
  const client = testClient();
  client.wait(1500);
  const anonymous = { token: '' };
  expect(client.ask('GET /v1/time', anonymous).body).toMatchObject({
    data: { time: '2030-01-01T00:00:01.5Z' },
    meta: trace,
  });
  expect(client.ask('GET /dataservices/status', anonymous).status).toBe(200);
  expect(client.ask('GET /status', anonymous).status).toBe(404);
});

test('the gateway can have a size limit, and responds with HTML', () => {
  const client = testClient({ maxBodyBytes: 1000 });
  const id = client.open(HASH);
  const answer = client.post(
    id,
    Array.from({ length: 20 }, (_, index) => cbg(index)),
  );
  expect([answer.status, answer.headers]).toEqual([413, { 'Content-Type': 'text/html' }]);
  expect(client.post(id, [cbg(1)]).status).toBe(200);
});
