import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { ts } from '../testing/connected.ts';
import { lineOf, prepared } from '../testing/documents.ts';

const key = '02d7172d-2598-11eb-8b8d-3db370c1a4e4';
const event = { $event_name: 'visit', $ts: ts, $properties: {} };
const whole = {
  ...{ $unique_key: key, $user_account_id: 'crm-1', $type: 'TOUCH', $session_status: 'NO_SESSION' },
  ...{ $ts: ts, $events: [event] },
};
const { $session_status: _, ...usual } = whole;
const anonymous = { ...whole, $user_account_id: undefined };
const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');
const activity = (record: object, options = {}) => lineOf('USER_ACTIVITY', record, options);

describe('an activity', () => {
  it('that is complete is sent as its original text, with all other columns', () => {
    const text = ` ${JSON.stringify({ ...whole, $location: { $city: 'paris' }, basket: 'large' })}`.replace(
      '"large"',
      '9007199254740993',
    );
    expect(prepared('USER_ACTIVITY', text)).toMatchObject({ text, unchanged: true });
  });

  it('has the session status NO_SESSION by default', () => {
    expect(activity(usual)).toMatchObject({ $session_status: 'NO_SESSION' });
    expect(activity({ ...whole, $session_status: 'IN_SESSION' })).toMatchObject({
      $session_status: 'IN_SESSION',
    });
  });

  it('has all times in milliseconds; an event without a time gets that of the activity', () => {
    const made = activity({
      ...whole,
      $ts: '2020-11-13T10:07:17.783Z',
      $events: [
        { $event_name: 'a' },
        { $event_name: 'b', $ts: 1_605_262_037, $properties: { x: 1 } },
        { $event_name: 'c', $ts: null },
      ],
      $origin: { $ts: '2020-11-13 10:07:17+00', $channel: 'mail' },
    });
    expect(made).toMatchObject({
      $ts: ts,
      $events: [
        { $event_name: 'a', $ts: ts, $properties: {} },
        { $event_name: 'b', $ts: 1_605_262_037_000, $properties: { x: 1 } },
        { $event_name: 'c', $ts: ts },
      ],
      $origin: { $ts: 1_605_262_037_000, $channel: 'mail' },
    });
  });

  it('accepts one event in columns, and JSON as text', () => {
    const { $events: __, ...flat } = whole;
    const made = activity({ ...flat, $event_name: 'visit', $properties: '{"shop":7}' });
    expect(made).toEqual({ ...flat, $events: [{ ...event, $properties: { shop: 7 } }] });
    expect(activity({ ...whole, $events: JSON.stringify([event]) })).toEqual(whole);
  });

  it('gets the hash of a plaintext address; the column email is never sent', () => {
    const hash = sha256('anna@example.com');
    expect(activity({ ...anonymous, email: ' Anna@Example.com ' })).toMatchObject({
      $email_hash: { $hash: hash },
    });
    expect(activity({ ...anonymous, email: 'anna@example.com' })).not.toHaveProperty('email');
    expect(activity({ ...whole, email: 'anna@example.com' })).toEqual(whole);
    const $email_hash = { $email: 'anna@example.com' };
    const own = sha256('salted');
    expect(activity({ ...anonymous, $email_hash })).toMatchObject({
      $email_hash: { ...$email_hash, $hash: hash },
    });
    expect(activity({ ...anonymous, $email_hash: { ...$email_hash, $hash: own } })).toMatchObject({
      $email_hash: { $hash: own },
    });
    const $user_identifiers = [
      { $type: 'USER_EMAIL', $email: 'anna@example.com' },
      { $type: 'USER_AGENT', $user_agent_id: 'web:1:a' },
    ];
    expect(activity({ ...anonymous, $user_identifiers })).toMatchObject({
      $user_identifiers: [{ $hash: hash }, $user_identifiers[1]],
    });
  });

  it('uses the configured hash function, or does not hash with NONE', () => {
    const record = { ...anonymous, email: 'anna@example.com' };
    const md5 = createHash('md5').update('anna@example.com').digest('hex');
    expect(activity(record, { config: { email_hash_function: 'MD5' } })).toMatchObject({
      $email_hash: { $hash: md5 },
    });
    expect(activity(record, { config: { email_hash_function: 'NONE' } })).toMatch(
      /^the record has no identifier/,
    );
  });

  it('has a $unique_key of its primary key and time, the same each time and in both modes', () => {
    const { $unique_key: __, ...rest } = whole;
    const keyOf = (id: number, more = {}, mode: 'append' | 'append_dedup' = 'append') =>
      (activity({ ...rest, id, ...more }, { mode }) as { $unique_key: string }).$unique_key;
    expect(keyOf(1)).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-1/);
    expect([keyOf(1, { basket: 2 }), keyOf(1, {}, 'append_dedup')]).toEqual([keyOf(1), keyOf(1)]);
    expect(new Set([keyOf(1), keyOf(2)]).size).toBe(2);
  });

  it('has its $unique_key as dedup key in a deduplicated stream, whose documents are ordered', () => {
    const made = (id: string) =>
      prepared('USER_ACTIVITY', { ...whole, $unique_key: id }, { mode: 'append_dedup' });
    expect(made(key)).toMatchObject({
      dedupKey: JSON.stringify(key),
      orderingKey: expect.stringContaining('rows'),
    });
    expect(made(key.replace('02', '03'))).toMatchObject({ dedupKey: expect.not.stringContaining(key) });
    expect(prepared('USER_ACTIVITY', whole)).toMatchObject({ dedupKey: undefined, orderingKey: undefined });
  });

  it.each([
    ['no type', { $type: undefined }, '$type is missing'],
    ['an unknown type', { $type: 'VISIT' }, /^\$type /],
    ['no time', { $ts: null }, '$ts is missing'],
    ['a time without a zone', { $ts: '2020-11-13T10:07:17' }, /^\$ts is /],
    ['a day as its time', { $ts: 20201113 }, /^\$ts is /],
    ['no events', { $events: null }, /^\$events is missing/],
    ['an event without a name', { $events: [{}] }, '$events.[].$event_name is missing'],
    [
      'an event with a wrong time',
      { $events: [{ ...event, $ts: 'now' }] },
      /^\$events\.\[\]\.\$ts is not a time/,
    ],
    [
      'a listed identifier without a value',
      { $user_identifiers: [{ $type: 'USER_ACCOUNT', $compartment_id: '7' }] },
      '$user_identifiers.[].$user_account_id is missing',
    ],
    ['no identifier', { $user_account_id: ' ' }, /^the record has no identifier/],
    [
      'an address that is not hashed',
      { $user_account_id: undefined, $email_hash: {} },
      '$email_hash.$hash is missing',
    ],
    ['another kind of key', { $unique_key: '42' }, /^\$unique_key is not a uuid of version 1/],
    ['a wrong time of its origin', { $origin: { $ts: 'x' } }, /^\$origin\.\$ts is not a time/],
  ])('with %s is rejected, with the field in the reason', (_title, change, reason) => {
    expect(activity({ ...whole, ...change })).toMatch(reason);
  });
});
