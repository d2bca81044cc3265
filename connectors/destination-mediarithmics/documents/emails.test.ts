import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { lineOf } from '../testing/documents.ts';
import type { TypeName } from './document-type.ts';
import { emailsWith } from './emails.ts';

/** Matches a rejection by a part of its reason. */
const reasonWith = (part: string | RegExp) =>
  expect.objectContaining({ reason: expect.stringMatching(part) });

const anna = 'anna@example.com';
const digest = (algorithm: string) => createHash(algorithm).update(anna).digest('hex');
const FUNCTIONS = { SHA_256: 'sha256', SHA_512: 'sha512', SHA_1: 'sha1', MD5: 'md5' } as const;
const NAMES = Object.keys(FUNCTIONS) as (keyof typeof FUNCTIONS)[];

describe.each(NAMES)('with %s', (name) => {
  const emails = emailsWith(name);
  const own = digest(FUNCTIONS[name]);

  it('all spellings of an address give the same hash', () => {
    for (const cell of [anna, ' Anna@Example.com ', 'Anna <ANNA@example.com>', `mailto:${anna}`])
      expect([emails.hashOf(cell, 'f'), emails.digestIn(cell, 'f')]).toEqual([own, own]);
  });

  it('a digest of the function is kept, and one of another function is rejected', () => {
    expect([emails.digestIn(own, 'f'), emails.digestIn(` ${own}`, 'f')]).toEqual([own, own]);
    expect(emails.digestIn(own.toUpperCase(), 'f')).toBe(own.toUpperCase());
    for (const other of NAMES.filter((each) => each !== name))
      expect(() => emails.digestIn(digest(FUNCTIONS[other]), 'f')).toThrow(
        reasonWith(`neither a ${name} digest`),
      );
  });

  it('the digest of an empty text is rejected, because it is that of all users without an address', () => {
    const nothing = createHash(FUNCTIONS[name]).update('').digest('hex');
    for (const value of [nothing, nothing.toUpperCase(), ` ${nothing} `])
      expect(() => emails.digestIn(value, 'email_hash')).toThrow(
        reasonWith(/^email_hash is the digest of an empty text/),
      );
  });

  it.each(['abc', 'N/A', `${anna},${anna}`, own.slice(1), `${own}0`, `${own.slice(1)}g`, ''])(
    'an invalid hash is rejected with its field and without its value: %j',
    (value) => {
      expect(() => emails.digestIn(value, 'email_hash')).toThrow(reasonWith('email_hash is neither'));
      if (value !== '') expect(() => emails.digestIn(value, 'email_hash')).not.toThrow(reasonWith(value));
    },
  );
});

it('the setting NONE accepts digests of all functions, and rejects addresses', () => {
  const emails = emailsWith('NONE');
  // MD2 has the length of MD5.
  const all = [...NAMES.map((name) => digest(FUNCTIONS[name])), digest('sha384'), 'a'.repeat(32)];
  for (const each of all) expect(emails.digestIn(each, 'f')).toBe(each);
  for (const empty of [createHash('sha384').update('').digest('hex'), '8350e5a3e24c153df2275c9f80692773'])
    expect(() => emails.digestIn(empty, 'f')).toThrow(reasonWith('the digest of an empty text'));
  expect(emails.hashOf(anna, 'f')).toBeUndefined();
  expect(() => emails.digestIn(anna, 'email_hash')).toThrow(
    reasonWith(/is a plaintext e-mail address.*\(email_hash_function\) is NONE/),
  );
  expect(() => emails.digestIn('abc', 'email_hash')).toThrow(
    reasonWith('not a digest of SHA_256, SHA_512, SHA_1, MD5, SHA_384 or MD2'),
  );
});

describe('fields for a hash or an address', () => {
  const of = (type: TypeName, record: object) => lineOf(type, record, { config: { allow_deletions: true } });
  const own = digest('sha256');
  const activity = { $type: 'TOUCH', $ts: 1_605_262_037_783, $event_name: 'visit' };
  const FIELDS: readonly (readonly [TypeName, (value: string) => object])[] = [
    ['USER_PROFILE', (email_hash) => ({ email_hash, name: 'a' })],
    ['USER_PROFILE', (email) => ({ email, name: 'a' })],
    ['USER_SEGMENT', (email_hash) => ({ email_hash, segment_id: '1' })],
    ['USER_CHOICE', (email) => ({ email, $processing_id: '1', $choice_ts: 1_605_262_037_783 })],
    ['USER_ACTIVITY', ($hash) => ({ ...activity, $email_hash: { $hash } })],
    ['USER_ACTIVITY', ($email) => ({ ...activity, $email_hash: { $email } })],
    ['USER_ACTIVITY', (email) => ({ ...activity, email })],
    ['USER_ACTIVITY', ($hash) => ({ ...activity, $user_identifiers: [{ $type: 'USER_EMAIL', $hash }] })],
    ['USER_IDENTIFIERS_ASSOCIATION_DECLARATIONS', (email_hash) => ({ email_hash, user_account_id: 'a' })],
    ['USER_IDENTIFIERS_ASSOCIATION_DECLARATIONS', (email) => ({ email, user_account_id: 'a' })],
    [
      'USER_IDENTIFIERS_ASSOCIATION_DECLARATIONS',
      (hash) => ({ identifiers: [{ type: 'USER_EMAIL', hash }] }),
    ],
    ['USER_IDENTIFIERS_DELETION', (hash) => ({ hash })],
    ['USER_IDENTIFIERS_DELETION', (email_hash) => ({ type: 'USER_EMAIL', email_hash })],
    ['USER_POINTS_DELETION', (email) => ({ email })],
  ];

  it.each(FIELDS)('of %s contain a hash in the line, or the record is rejected (%#)', (type, record) => {
    expect(JSON.stringify(of(type, record('Anna <Anna@example.com>')))).toContain(own);
    const [field] = JSON.stringify(record('x')).match(/\w*(?:hash|email)(?=":"x")/) ?? [];
    for (const value of ['N/A', 'a@example.com b@example.com']) {
      const reason = of(type, record(value));
      expect(reason).toMatch(new RegExp(`${field} is (?:neither|not one e-mail address)`));
      expect(reason).not.toContain(value);
    }
  });

  it('are ignored if the record has another identifier', () => {
    expect(of('USER_PROFILE', { user_account_id: 'a', email: 'N/A', name: 'x' })).not.toHaveProperty('email');
    expect(
      of('USER_IDENTIFIERS_DELETION', { type: 'USER_ACCOUNT', user_account_id: 'a', email: 'N/A' }),
    ).toEqual({
      type: 'USER_ACCOUNT',
      user_account_id: 'a',
    });
    expect(of('USER_ACTIVITY', { ...activity, $user_account_id: 'a', email: 'N/A' })).toBeTypeOf('object');
  });
});
