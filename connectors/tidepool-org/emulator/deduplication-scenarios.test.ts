import { beforeEach, expect, test } from 'vitest';
import { cbg, food, type TestClient, testClient, wizard } from './testing/test-client.ts';
import { SERVICE_TOKEN } from './tokens.ts';

/** Measured with the real deduplicators: https://github.com/tidepool-org/platform, data/deduplicator. */
let client: TestClient;
beforeEach(() => {
  client = testClient();
});

const HASH = 'device.deactivate.hash';
const TRUNCATE = 'device.truncate.dataset';
const ORIGIN = 'dataset.delete.origin';
const OLDER = 'dataset.delete.origin.older';
const DROP = 'dataset.drop.hash';
const continuous = { dataSetType: 'continuous' };
const DATA = [cbg(1), cbg(2)];
const withIds = DATA.map((datum, index) => ({ ...datum, id: `${index}`.repeat(32) }));
const ids = withIds.map(({ id }) => ({ id }));
const origin = (id: string, more: object = {}) => ({ origin: { id, ...more } });

/** Opens a set, posts each chunk, closes it. */
const upload = (deduplicator: string, chunks: readonly (readonly object[])[], more: object = {}): string => {
  const id = client.open(deduplicator, more);
  for (const chunk of chunks) expect(client.post(id, chunk).status).toBe(200);
  expect(client.close(id).status).toBe(200);
  return id;
};
const remove = (id: string, selectors: readonly object[]) =>
  client.ask(`DELETE /v1/data_sets/${id}/data`, { body: selectors });
const drop = (id: string) => client.ask(`DELETE /v1/data_sets/${id}`).status;
const times = () => client.api.visible().map(({ time }) => time);

test('hash: a chunk that is posted twice is stored twice', () => {
  upload(HASH, [DATA, DATA]);
  expect([client.api.stored, client.api.duplicates('identity')]).toEqual([4, 2]);
});

test('hash: deletion by ids before a repeated post leaves one of each', () => {
  const id = client.open(HASH);
  client.post(id, withIds);
  expect(remove(id, ids).status).toBe(200);
  client.post(id, withIds);
  client.close(id);
  expect(client.api.stored).toBe(2);
});

test('hash: a second set hides the rows of the first one, which are visible again after its deletion', () => {
  const first = upload(HASH, [DATA]);
  const second = upload(HASH, [DATA]);
  expect(client.api.visible().map(({ uploadId }) => uploadId)).toEqual([second, second]);
  expect(drop(second)).toBe(200);
  expect(client.api.visible().map(({ uploadId }) => uploadId)).toEqual([first, first]);
});

test('hash: of three sets the newest is visible; rows that the second hid remain hidden by the third', () => {
  upload(HASH, [DATA]);
  const middle = upload(HASH, [DATA]);
  const last = upload(HASH, [DATA]);
  drop(middle);
  expect(client.api.stored).toBe(2);
  drop(last);
  expect(client.api.stored).toBe(2);
});

test('hash: data of another device than the set are never compared', () => {
  const other = DATA.map((datum) => ({ ...datum, deviceId: 'other' }));
  upload(HASH, [other]);
  upload(HASH, [other]);
  expect(client.api.stored).toBe(4);
});

test('hash: if closing is interrupted after hiding, deletion of the stuck set leaves the old rows hidden', () => {
  upload(HASH, [DATA]);
  const stuck = client.open(HASH);
  client.post(stuck, DATA);
  client.api.interrupt({ step: 'close:archive' });
  expect(client.close(stuck).status).toBe(500);
  expect(client.close(stuck).status).toBe(409);
  expect(client.api.stored).toBe(0);
  expect(drop(stuck)).toBe(200);
  expect(client.api.stored).toBe(0);
});

test('hash: closing a new set before deletion of the stuck one keeps all rows visible', () => {
  upload(HASH, [DATA]);
  const stuck = client.open(HASH);
  client.post(stuck, DATA);
  client.api.interrupt({ step: 'close:archive' });
  client.close(stuck);
  upload(HASH, [DATA]);
  expect(drop(stuck)).toBe(200);
  expect([client.api.stored, client.api.duplicates('identity')]).toEqual([2, 0]);
});

test('hash: two meals of one minute in one set are both visible, uploaded once or twice', () => {
  const meals = [food(1, 'bread'), food(1, 'cheese')];
  upload(HASH, [meals]);
  upload(HASH, [meals]);
  expect(client.api.visible().map(({ name }) => name)).toEqual(['bread', 'cheese']);
});

test('hash: of two meals of one minute in two sets the second hides the first', () => {
  upload(HASH, [[food(1, 'bread')]]);
  upload(HASH, [[food(1, 'cheese')]]);
  expect(client.api.visible().map(({ name }) => name)).toEqual(['cheese']);
});

test('hash: a first attempt that takes effect after the clean-up and the second attempt is stored twice', () => {
  const id = client.open(HASH);
  remove(id, ids);
  client.post(id, withIds);
  client.post(id, withIds);
  client.close(id);
  expect(client.api.duplicates('id')).toBe(2);
});

test('hash: a corrected reading is another event, a corrected meal the same', () => {
  upload(HASH, [[cbg(1), food(1, 'bread')]]);
  upload(HASH, [[cbg(1, { value: 6 }), food(1, 'cake')]]);
  expect(client.api.visible().map(({ value, name }) => value ?? name)).toEqual([5.5, 6, 'cake']);
});

test('hash: the same moment written with another offset is another event', () => {
  upload(HASH, [[cbg(1, { time: '2024-01-01T00:01:00Z' })]]);
  upload(HASH, [[cbg(1, { time: '2024-01-01T01:01:00+01:00' })]]);
  expect(client.api.stored).toBe(2);
  upload(HASH, [[cbg(1, { time: '2024-01-01T00:01:00.000Z' })]]);
  expect(client.api.stored).toBe(2);
});

test('hash, continuous: a set that a service closes hides its data', () => {
  const id = client.open(HASH, continuous);
  client.post(id, DATA);
  expect(client.api.stored).toBe(2);
  const closed = client.ask(`PUT /v1/data_sets/${id}`, { token: SERVICE_TOKEN, body: { state: 'closed' } });
  expect([closed.status, client.api.stored]).toEqual([200, 0]);
});

test('origin, continuous: a row is replaced by each repetition, with any changes', () => {
  const id = client.open(ORIGIN, continuous);
  client.post(id, [cbg(1, origin('a')), cbg(2, origin('b'))]);
  client.post(id, [cbg(1, origin('a'))]);
  client.post(id, [cbg(1, { value: 7, ...origin('a') })]);
  expect(client.api.visible().map(({ value }) => value)).toEqual([5.5, 7]);
  expect(client.api.rows()).toHaveLength(2);
});

test.each(['insert:mark', 'insert:rows', 'insert:done'] as const)(
  'origin, continuous: an attempt that was interrupted at %s and another one leave one row each',
  (step) => {
    const id = client.open(ORIGIN, continuous);
    const chunk = [cbg(1, origin('a')), cbg(2, origin('b'))];
    client.post(id, chunk);
    client.api.interrupt({ step, rows: 1 });
    expect(client.post(id, chunk).status).toBe(500);
    expect(client.post(id, chunk).status).toBe(200);
    expect(client.api.counts('origin')).toEqual(
      new Map([
        ['a', 1],
        ['b', 1],
      ]),
    );
    expect(client.api.rows()).toHaveLength(2);
  },
);

test('origin: an id that is repeated in a chunk is stored twice, until the next post', () => {
  const id = client.open(ORIGIN, continuous);
  client.post(id, [cbg(1, origin('a')), cbg(2, origin('a'))]);
  expect(client.api.duplicates('origin')).toBe(1);
  client.post(id, [cbg(3, origin('a'))]);
  expect(client.api.duplicates('origin')).toBe(0);
});

test('origin: data without an origin are stored as often as they were posted', () => {
  const id = client.open(ORIGIN, continuous);
  client.post(id, DATA);
  client.post(id, DATA);
  expect(client.api.stored).toBe(4);
});

test('origin: an embedded bolus without its own origin is stored once per post', () => {
  const id = client.open(ORIGIN, continuous);
  client.post(id, [wizard(1, origin('w'))]);
  client.post(id, [wizard(1, origin('w'))]);
  expect(client.api.stored).toBe(3);
  const other = client.open(ORIGIN, continuous);
  client.post(other, [wizard(1, origin('w'), origin('w:bolus'))]);
  client.post(other, [wizard(1, origin('w'), origin('w:bolus'))]);
  expect(client.api.stored).toBe(5);
});

test('origin, normal: replaced within the set, and repeated by a second one', () => {
  const chunk = [cbg(1, origin('a'))];
  upload(ORIGIN, [chunk, chunk]);
  expect(client.api.stored).toBe(1);
  upload(ORIGIN, [chunk]);
  expect(client.api.stored).toBe(2);
});

test('origin: deleting by origin hides rows of an active set, and does nothing while a set is not active', () => {
  const id = client.open(ORIGIN, continuous);
  client.post(id, [cbg(1, origin('a')), cbg(2, origin('b'))]);
  expect(remove(id, [origin('a')]).status).toBe(200);
  expect(client.api.counts('origin')).toEqual(new Map([['b', 1]]));
  expect(client.api.rows()).toHaveLength(2);
  const normal = client.open(ORIGIN);
  client.post(normal, [cbg(3, origin('c'))]);
  expect(remove(normal, [origin('c')]).status).toBe(200);
  client.close(normal);
  expect(client.api.counts('origin')).toEqual(
    new Map([
      ['b', 1],
      ['c', 1],
    ]),
  );
});

test('origin.older: a meal is replaced only by a newer one, a reading always', () => {
  const id = client.open(OLDER, continuous);
  const at = (hour: number) => origin('a', { time: `2024-01-01T0${hour}:00:00Z` });
  const reading = (hour: number, value: number) =>
    cbg(1, { value, origin: { id: 'r', time: `2024-01-01T0${hour}:00:00Z` } });
  client.post(id, [food(1, 'second', at(2)), reading(2, 5)]);
  client.post(id, [food(1, 'first', at(1)), reading(1, 6)]);
  client.post(id, [food(1, 'same', at(2))]);
  client.post(id, [food(1, 'timeless', origin('a'))]);
  expect(client.api.visible().map(({ name, value }) => name ?? value)).toEqual(['second', 6]);
  client.post(id, [food(1, 'third', at(3))]);
  expect(client.api.visible().map(({ name, value }) => name ?? value)).toEqual([6, 'third']);
});

test('drop, continuous: an existing row is dropped, and of a chunk the last one is kept', () => {
  const id = client.open(DROP, continuous);
  client.post(id, [food(1, 'bread'), food(1, 'cheese'), cbg(1)]);
  client.post(id, [food(1, 'cake'), cbg(1), cbg(2)]);
  expect(client.api.visible().map(({ name, value }) => name ?? value)).toEqual(['cheese', 5.5, 5.5]);
});

test('drop, normal: rows that are not active yet are not compared, so they are stored twice', () => {
  upload(DROP, [DATA, DATA]);
  expect(client.api.stored).toBe(4);
});

test('truncate: a second set leaves exactly its data, and marks the first set as deleted', () => {
  const first = upload(TRUNCATE, [[cbg(1), cbg(2)]]);
  upload(TRUNCATE, [[cbg(3)]]);
  expect(times()).toEqual(['2024-01-01T00:03:00Z']);
  expect(client.api.rows()).toHaveLength(1);
  expect(client.api.sets().find(({ uploadId }) => uploadId === first)?.data.deletedTime).toBeDefined();
});

test('truncate: data of any client for the device are deleted, those of other devices are kept', () => {
  client.post(client.open(ORIGIN, { ...continuous, client: { name: 'org.other', version: '1.0.0' } }), [
    cbg(1),
  ]);
  upload(HASH, [[cbg(2, { deviceId: 'other' })]], { deviceId: 'other' });
  upload(TRUNCATE, []);
  expect(times()).toEqual(['2024-01-01T00:02:00Z']);
});

test.each([
  ['without a device', { ...continuous, deviceId: undefined }],
  ['of another device', { deviceId: 'other' }],
])('truncate: rows of the device are also deleted from a set %s, which is kept', (_, more) => {
  const id = client.open(ORIGIN, more);
  client.post(id, [cbg(1), cbg(2, { deviceId: 'other' })]);
  client.close(id);
  upload(TRUNCATE, [[cbg(3)]]);
  expect(times().toSorted()).toEqual(['2024-01-01T00:02:00Z', '2024-01-01T00:03:00Z']);
  expect(client.api.sets().find(({ uploadId }) => uploadId === id)?.data.deletedTime).toBeUndefined();
});

test('truncate: rows of another device are kept in a set of the device, which counts as deleted', () => {
  const id = upload(HASH, [[cbg(1), cbg(2, { deviceId: 'other' })]]);
  upload(TRUNCATE, [[cbg(3)]]);
  expect(times().toSorted()).toEqual(['2024-01-01T00:02:00Z', '2024-01-01T00:03:00Z']);
  expect(client.api.sets().find(({ uploadId }) => uploadId === id)?.data.deletedTime).toBeDefined();
});

test('truncate: if closing is interrupted after deletion, nothing is visible until a new upload', () => {
  upload(TRUNCATE, [DATA]);
  const stuck = client.open(TRUNCATE);
  client.post(stuck, DATA);
  client.api.interrupt({ step: 'close:archive', response: 504 });
  expect(client.close(stuck).status).toBe(504);
  expect(client.close(stuck).status).toBe(409);
  expect(client.api.stored).toBe(0);
  upload(TRUNCATE, [DATA]);
  expect(client.api.stored).toBe(2);
});

test('none: everything is stored as often as it is posted', () => {
  upload('none', [DATA, DATA]);
  upload('none', [DATA]);
  expect(client.api.stored).toBe(6);
});

test('a set that is deleted while open accepts data and can be closed; its data are visible', () => {
  const id = client.open(HASH);
  expect(drop(id)).toBe(200);
  expect(client.post(id, DATA).status).toBe(200);
  expect(client.close(id).status).toBe(200);
  expect(client.api.stored).toBe(2);
});

test.each([
  ['org.tidepool.hash-deactivate-old', HASH],
  ['org.tidepool.truncate', TRUNCATE],
  ['org.tidepool.continuous.origin', ORIGIN],
  ['org.tidepool.continuous', 'none'],
])('%s is an older name of %s', (name, now) => {
  const id = client.open('', { deduplicator: { name } });
  expect(client.ask(`GET /v1/data_sets/${id}`).body).toMatchObject({
    deduplicator: {
      name: `org.tidepool.deduplicator.${now}`,
      version: expect.stringMatching(/^\d\.\d\.\d$/),
    },
  });
});
