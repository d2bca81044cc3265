import { expect, test } from 'vitest';
import { isTimestamp, problemsOf } from './events.ts';

const good = {
  id: 'e1',
  user_id: 'u',
  session_id: 's',
  timestamp: '2023-08-10T21:26:27.302Z',
  event_name: 'USER_MESSAGE',
  text: 'How do I reset my password?',
};

test('an event with all fields is valid, with or without properties', () => {
  expect(problemsOf([good, { ...good, id: 'e2', properties: { turn: 0, deep: { a: [null] } } }])).toEqual([]);
});

test.each(['id', 'user_id', 'session_id', 'event_name', 'text'])('%s must be a non-blank string', (field) => {
  const problems = problemsOf([undefined, 7, null, '', ' \n'].map((value) => ({ ...good, [field]: value })));
  expect(problems).toEqual([0, 1, 2, 3, 4].map((index) => ({ index, field, message: expect.any(String) })));
});

test.each([
  [{ ...good, properties: [] }, 'properties'],
  [{ ...good, properties: null }, 'properties'],
  [{ ...good, properties: 'a' }, 'properties'],
  [{ ...good, metadata: {} }, 'metadata'],
  [{ ...good, timestamp: undefined }, 'timestamp'],
  [[good], ''],
  [null, ''],
  ['event', ''],
])('an event is rejected: %j', (event, field) => {
  expect(problemsOf([event])).toEqual([{ index: 0, field, message: expect.any(String) }]);
});

test('an id must be unique in a batch', () => {
  expect(problemsOf([good, { ...good, text: 'other' }])).toEqual([
    { index: 1, field: 'id', message: 'is repeated in this batch' },
  ]);
});

test.each([
  '2023-08-10T21:26:27Z',
  '2023-08-10T21:26:27.123456789Z',
  '2024-02-29T00:00:00+05:30',
  '2000-02-29T23:59:59-0800',
])('%s is a timestamp', (text) => expect(isTimestamp(text)).toBe(true));

test.each([
  '2023-08-10T21:26:27',
  '2023-08-10',
  '2023-08-10 21:26:27Z',
  '2023-02-29T00:00:00Z',
  '1900-02-29T00:00:00Z',
  '2023-04-31T00:00:00Z',
  '2023-13-01T00:00:00Z',
  '2023-00-10T00:00:00Z',
  '2023-01-00T00:00:00Z',
  '0000-01-01T00:00:00Z',
  '2023-08-10T24:00:00Z',
  '2023-08-10T21:60:00Z',
  '2023-08-10T21:00:60Z',
  '2023-08-10T21:26:27+24:00',
  '2023-08-10T21:26:27+01:60',
  '2023-08-10T21:26:27.Z',
  ' 2023-08-10T21:26:27Z',
  1691702787302,
  null,
])('%s is not a timestamp', (value) => expect(isTimestamp(value)).toBe(false));
