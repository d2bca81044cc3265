import type { SharedConfig } from '@airbyte-ts/cdk';
import { type PreparedRow, prepareRecord, type RejectedRecord, testContext } from '@airbyte-ts/cdk/testing';
import { describe, expect, it } from 'vitest';
import type { DestinationTidepoolSoConfig as Config } from '../../spec/types/destination-tidepool-so.ts';
import definition from './index.ts';
import type { Event } from './records.ts';
import { config } from './testing/config.ts';

const stream = (primary_key?: string[][]) => ({
  stream: { name: 'messages' },
  destination_sync_mode: 'append',
  ...(primary_key && { primary_key }),
});

function prepare(
  record: object | string,
  mappings: Config['field_mappings'] = [],
  from = stream(),
): PreparedRow | RejectedRecord {
  const shared: SharedConfig = { ...config, field_mappings: mappings };
  const [operation] = definition.operations(shared, testContext().context);
  return prepareRecord(operation!, record, { stream: from, config: shared });
}

function event(...args: Parameters<typeof prepare>): Event {
  const prepared = prepare(...args);
  if ('reason' in prepared) throw new Error(prepared.reason);
  return JSON.parse(prepared.text) as Event;
}

const reasonOf = (record: object): string | undefined => {
  const prepared = prepare(record);
  return 'reason' in prepared ? prepared.reason : undefined;
};

const whole = {
  id: 'e1',
  user_id: 'u1',
  session_id: 's1',
  timestamp: '2023-08-10T21:26:27.302Z',
  event_name: 'model response',
  text: 'Hello',
};
const least = { timestamp: '2023-08-10T21:26:27Z', text: 'Hello' };
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

describe('an event', () => {
  it('that is complete is sent as the text of its record', () => {
    const text = ` ${JSON.stringify({ ...whole, properties: { plan: 'pro' } })}`.replace(
      '"pro"',
      '9007199254740993',
    );
    expect(prepare(text)).toMatchObject({ text, unchanged: true });
  });

  it('derives missing ids from the record: equal records have equal ids', () => {
    const made = event(least);
    expect(made.id).toMatch(UUID);
    expect(event({ text: least.text, timestamp: least.timestamp })).toEqual(made);
    expect(event({ ...least, text: 'Bye' }).id).not.toBe(made.id);
  });

  it('without a user or a session counts as a separate one: its id if that is a uuid, or else a uuid derived from its id', () => {
    for (const id of ['476ad37c-1db6-530c-8975-4ceb7ed02c55', '00000000-0000-0000-0000-00000000000A'])
      expect(event({ ...least, id })).toMatchObject({ id, user_id: id, session_id: id });
    const derived = event(least);
    expect([derived.user_id, derived.session_id]).toEqual([derived.id, derived.id]);
    for (const id of ['7', 'x476ad37c-1db6-530c-8975-4ceb7ed02c55', '476ad37c1db6530c89754ceb7ed02c55']) {
      const { user_id, session_id } = event({ ...least, id });
      expect([user_id, session_id]).toEqual([expect.stringMatching(UUID), expect.stringMatching(UUID)]);
      expect(user_id).not.toBe(session_id);
      expect(event({ ...least, id, text: 'Bye' })).toMatchObject({ user_id, session_id });
    }
  });

  it('derives ids from the primary key, so that a corrected text keeps its ids', () => {
    const keyed = stream([['message_id']]);
    const first = event({ ...least, message_id: 7 }, [], keyed);
    expect(event({ ...least, text: 'Corrected', message_id: 7 }, [], keyed).id).toBe(first.id);
    expect(event({ ...least, message_id: 8 }, [], keyed).id).not.toBe(first.id);
  });

  it('derives its id from stream and key with id_scope stream, unless a mapping provides it', () => {
    const keyed = stream([['id']]);
    const scoped = (mappings: Config['field_mappings']) => {
      const shared = { ...config, id_scope: 'stream' as const, field_mappings: mappings };
      const [operation] = definition.operations(shared, testContext().context);
      const prepared = prepareRecord(operation!, { ...whole, id: 42 }, { stream: keyed, config: shared });
      return JSON.parse((prepared as PreparedRow).text) as Event;
    };
    expect(scoped([])).toEqual({ ...whole, id: expect.stringMatching(UUID), properties: { id: 42 } });
    const mapping = { stream_name: 'messages', source_field: 'id', destination_field: 'id' };
    expect(scoped([mapping])).toEqual({ ...whole, id: '42' });
    expect(scoped([{ ...mapping, stream_name: 'others' }]).id).toMatch(UUID);
  });

  it('keeps its ids as texts, and gets the configured name if it has none', () => {
    const made = event({
      ...least,
      id: 42,
      user_id: 'u1',
      session_id: 9007199254740993n.toString(),
      event_name: '',
    });
    expect(made).toMatchObject({
      id: '42',
      user_id: 'u1',
      session_id: '9007199254740993',
      event_name: 'USER_MESSAGE',
    });
    expect(event({ ...least, event_name: 'click' }).event_name).toBe('click');
  });

  it('gets missing seconds in its time, in every zone', () => {
    expect(event({ ...least, timestamp: '2023-08-10T21:26Z' }).timestamp).toBe('2023-08-10T21:26:00Z');
    expect(event({ ...least, timestamp: '2023-08-10T21:26+02:00' }).timestamp).toBe(
      '2023-08-10T21:26:00+02:00',
    );
  });

  it('has a time of at most nanoseconds, because the API rejects longer fractions', () => {
    const timeOf = (timestamp: string) => event({ ...whole, timestamp }).timestamp;
    expect(timeOf('2023-08-10T21:26:27.123456789012Z')).toBe('2023-08-10T21:26:27.123456789Z');
    expect(timeOf('2023-08-10 21:26:27.1234567890+02')).toBe('2023-08-10T21:26:27.123456789+02:00');
    expect(prepare({ ...whole, timestamp: '2023-08-10T21:26:27.123456789Z' })).toMatchObject({
      unchanged: true,
    });
  });

  it('has columns that are not fields in its properties', () => {
    const made = event({
      ...whole,
      plan: 'pro',
      score: 0.5,
      properties: { plan: 'own' },
      _airbyte_meta: {},
      _ab_cdc_lsn: 1,
    });
    expect(made).toEqual({ ...whole, properties: { plan: 'own', score: 0.5 } });
    expect(event({ ...whole, properties: '{"a":1}', b: 2 }).properties).toEqual({ a: 1, b: 2 });
    expect(event(whole).properties).toBeUndefined();
  });

  it('gets its fields from mapped columns', () => {
    const mappings = [
      { stream_name: '', source_field: 'message.body', destination_field: 'text' },
      { stream_name: 'messages', source_field: 'created', destination_field: 'timestamp' },
      { stream_name: '', source_field: 'score', destination_field: 'properties.rating' },
    ];
    const made = event({ message: { body: 'Hi', lang: 'en' }, created: 1_691_702_787, score: 5 }, mappings);
    expect(made).toMatchObject({
      text: 'Hi',
      timestamp: '2023-08-10T21:26:27.000Z',
      properties: { message: { lang: 'en' }, rating: 5 },
    });
  });

  it('derives blank ids and omits blank properties', () => {
    const { id: _, ...derived } = event(least);
    for (const blank of ['', ' ', '\n'])
      expect(event({ ...least, user_id: blank, session_id: blank, properties: blank })).toMatchObject({
        user_id: expect.stringMatching(/^[0-9a-f-]{36}$/),
        session_id: expect.stringMatching(/^[0-9a-f-]{36}$/),
        text: derived.text,
      });
    expect(event({ ...least, id: '  ' }).id).toMatch(/^[0-9a-f-]{36}$/);
    expect(reasonOf({ ...least, timestamp: ' ' })).toBe('timestamp is missing');
  });

  it('without a time, without a zone or without text is rejected with the name of the field', () => {
    expect(reasonOf({ text: 'Hello' })).toBe('timestamp is missing');
    expect(reasonOf({ ...least, timestamp: '2023-08-10T21:26:27' })).toMatch(
      /^timestamp is not an ISO 8601 time with a zone/,
    );
    expect(reasonOf({ timestamp: least.timestamp })).toBe('text is missing');
    for (const text of ['', ' \n']) expect(reasonOf({ ...least, text })).toBe('text is empty');
  });
});
