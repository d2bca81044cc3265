import { expect, test } from 'vitest';
import { cbg, testClient } from './testing/test-client.ts';

const HASH = 'device.deactivate.hash';
const ORIGIN = 'dataset.delete.origin';
const continuous = { dataSetType: 'continuous' };
const DATA = [cbg(1), cbg(2), cbg(3)];

/** Returns an open set with data. */
const opened = () => {
  const client = testClient();
  const id = client.open(HASH);
  client.post(id, DATA);
  return { client, id, set: () => client.api.sets().find(({ uploadId }) => uploadId === id)! };
};

test.each([
  ['close:state', 'closed', false, 0],
  ['close:archive', 'closed', false, 0],
  ['close:activate-set', 'closed', true, 0],
  ['close:activate-rows', 'closed', true, 2],
  ['close:done', 'closed', true, 3],
] as const)(
  'a closing that is interrupted at %s leaves the set %s, active: %s, with %s visible rows',
  (step, state, active, visible) => {
    const { client, id, set } = opened();
    const ordered = client.api.interrupt({ step, rows: 2 });
    expect(ordered.hasOccurred).toBe(false);
    expect(client.close(id).status).toBe(500);
    expect(ordered.hasOccurred).toBe(true);
    expect([set().state, set().active, client.api.stored]).toEqual([state, active, visible]);
    expect(client.close(id).status).toBe(409);
  },
);

test('an interrupted insertion has stored its first rows', () => {
  const client = testClient();
  const id = client.open(HASH, continuous);
  client.api.interrupt({ step: 'insert:rows', rows: 2 });
  const response = client.post(id, DATA);
  expect([response.status, response.effect, client.api.stored]).toEqual([
    500,
    { what: 'stored', rows: 2 },
    2,
  ]);
});

test('a partial effect of the generic faults is a part of the rows', () => {
  const client = testClient();
  const id = client.open(HASH);
  client.post(id, DATA, { rows: 1 });
  expect(client.api.rows()).toHaveLength(1);
  client.post(id, DATA);
  client.close(id, { rows: 3 });
  expect([client.api.rows().length, client.api.stored]).toEqual([4, 3]);
});

test('a set can exist although its creation got no response', () => {
  const client = testClient();
  client.api.interrupt({ step: 'create:done', response: 504 });
  expect(() => client.open(ORIGIN, continuous)).toThrow('504');
  expect(client.api.sets()).toHaveLength(1);
});

test.each(['insert:done', 'delete:done', 'delete-set:done'] as const)(
  'the step %s is reached only by its requests',
  (step) => {
    const { client, id } = opened();
    client.api.interrupt({ step });
    const statuses = {
      'insert:done': client.post(id, DATA).status,
      'delete:done': client.ask(`DELETE /v1/data_sets/${id}/data`, { body: [{ id: 'a'.repeat(32) }] }).status,
      'delete-set:done': client.ask(`DELETE /v1/data_sets/${id}`).status,
    };
    expect(statuses).toEqual({ 'insert:done': 200, 'delete:done': 200, 'delete-set:done': 200, [step]: 500 });
  },
);

test('an interruption applies once, when its step is reached the given number of times', () => {
  const client = testClient({ interruptions: [{ step: 'insert:done', nth: 2 }] });
  const id = client.open(HASH);
  expect([1, 2, 3].map(() => client.post(id, DATA).status)).toEqual([200, 500, 200]);
});

test('an interruption responds with 500 of the service, with HTML of the gateway, or with a reset', () => {
  const { client, id } = opened();
  const responses = ([500, 502, 503, 504, 'reset'] as const).map((response) => {
    client.api.interrupt({ step: 'insert:done', response });
    return client.post(id, []);
  });
  expect(responses.map(({ status }) => status).slice(0, 4)).toEqual([500, 502, 503, 504]);
  expect(responses[0]?.body).toMatchObject({ errors: [{ code: 'internal-server-failure', status: '500' }] });
  for (const response of responses.slice(1, 4)) {
    expect(response.headers).toEqual({ 'Content-Type': 'text/html' });
    expect(response.body).toContain('<html>');
  }
  expect(responses[4]?.reset).toBe(true);
});

test('a slow request that continues during its repetition leaves two rows of one origin', () => {
  const client = testClient();
  const id = client.open(ORIGIN, continuous);
  const row = [cbg(1, { origin: { id: 'a' } })];
  client.post(id, row);
  client.api.interrupt({ step: 'insert:mark', response: 504, finishesAfterMs: 30_000 });
  expect(client.post(id, row).status).toBe(504);
  expect(client.api.stored).toBe(0);
  client.wait(1000);
  expect(client.post(id, row).status).toBe(200);
  expect(client.api.stored).toBe(1);
  client.wait(29_000);
  client.ask('GET /v1/time');
  expect(client.api.duplicates('origin')).toBe(1);
  client.post(id, row);
  expect(client.api.stored).toBe(1);
});

test('a slow request that ends before its repetition leaves one row', () => {
  const client = testClient();
  const id = client.open(ORIGIN, continuous);
  const row = [cbg(1, { origin: { id: 'a' } })];
  client.api.interrupt({ step: 'insert:mark', response: 504, finishesAfterMs: 30_000 });
  client.post(id, row);
  client.wait(30_000);
  client.post(id, row);
  expect(client.api.stored).toBe(1);
});

test('a closing that continues causes a conflict for its repetition, and its rows become visible', () => {
  const { client, id } = opened();
  client.api.interrupt({ step: 'close:state', response: 'reset', finishesAfterMs: 5000 });
  client.close(id);
  expect([client.close(id).status, client.api.stored]).toEqual([409, 0]);
  client.api.finishLate();
  expect(client.api.stored).toBe(3);
});

test('an invalid interruption is rejected', () => {
  expect(() => testClient().api.interrupt({ step: 'close' } as never)).toThrow();
});
