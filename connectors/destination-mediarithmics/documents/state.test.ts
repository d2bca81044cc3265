import { createHash } from 'node:crypto';
import { ExactNumber } from '@airbyte-ts/cdk';
import { describe, expect, it } from 'vitest';
import { ts } from '../testing/connected.ts';
import { lineOf, prepared } from '../testing/documents.ts';

const hash = createHash('sha256').update('anna@example.com').digest('hex');
const deletedAt = { _ab_cdc_deleted_at: '2026-01-01T00:00:00Z' };
const allow = { config: { allow_deletions: true } };
const dedup = { mode: 'append_dedup' } as const;

describe('a profile', () => {
  const profile = (record: object, options = {}) => lineOf('USER_PROFILE', record, options);
  const account = { compartment_id: '1600', user_account_id: 'crm-1' };

  it('contains the other columns as properties, and its account, which it does not inherit', () => {
    expect(profile({ ...account, firstname: 'Anna', gender: 0, note: null, _airbyte_meta: {} })).toEqual({
      operation: 'UPSERT',
      ...account,
      user_profile: {
        firstname: 'Anna',
        gender: 0,
        note: null,
        $user_account_id: 'crm-1',
        $compartment_id: 1600,
      },
      update_strategy: 'PARTIAL_UPDATE',
    });
    expect(profile({ user_account_id: 7, user_profile: '{"a":1}' })).toMatchObject({
      user_account_id: '7',
      user_profile: { a: 1, $user_account_id: '7' },
    });
  });

  it('is replaced completely in a deduplicated stream, unless the record has an update strategy', () => {
    const record = { ...account, firstname: 'Anna' };
    expect(profile(record, dedup)).toMatchObject({ update_strategy: 'FORCE_REPLACE' });
    expect(profile({ ...record, update_strategy: 'PARTIAL_DELETE' }, dedup)).toMatchObject({
      update_strategy: 'PARTIAL_DELETE',
    });
    expect(profile({ ...record, force_replace: false }, dedup)).not.toHaveProperty('update_strategy');
  });

  it('merges nested objects with the older form, which has no effect with the newer one', () => {
    const made = profile({ ...account, firstname: 'Anna', merge_objects: true }, dedup);
    expect(made).toMatchObject({ force_replace: false, merge_objects: true });
    expect(made).not.toHaveProperty('update_strategy');
  });

  it('does not contain fields that mediarithmics sets', () => {
    const record = { user_account_id: 'crm-1', firstname: 'Anna', $creation_ts: ts, $last_modified_ts: ts };
    expect((profile(record) as { user_profile: object }).user_profile).toEqual({
      firstname: 'Anna',
      $user_account_id: 'crm-1',
    });
  });

  it('has the dedup key of another with its identifier only if it completely replaces that one', () => {
    const identity = (more: object) =>
      (prepared('USER_PROFILE', { ...account, ...more }, dedup) as { dedupKey: string }).dedupKey;
    expect(identity({ a: 1 })).toBe(identity({ a: 2 }));
    expect(identity({ a: 1, compartment_id: '2' })).not.toBe(identity({ a: 1 }));
    const part = { update_strategy: 'PARTIAL_UPDATE' };
    expect(identity({ a: 1, ...part })).not.toBe(identity({ b: 1, ...part }));
    expect(identity({ a: 1, b: { c: 'x' }, ...part })).toBe(identity({ b: { c: 'y' }, a: 2, ...part }));
    expect(identity({ b: { c: 1 }, ...part })).not.toBe(identity({ b: { d: 1 }, ...part }));
    expect(identity({ a: 1, ...part })).not.toBe(identity({ a: null, ...part }));
    expect(identity({ a: [1], ...part })).not.toBe(identity({ a: [2], ...part }));
    expect(identity({ a: 1, ...part })).not.toBe(identity({ a: 1, force_replace: false }));
    const less = { update_strategy: 'PARTIAL_DELETE' };
    expect(identity({ a: 1, ...less })).not.toBe(identity({ a: 2, ...less }));
  });

  it('is identified by the hash of an address, which is not sent in plaintext', () => {
    const made = profile({ email: 'Anna@Example.com', compartment_id: '1600', firstname: 'Anna' });
    expect(made).toEqual({
      operation: 'UPSERT',
      email_hash: hash,
      user_profile: { firstname: 'Anna' },
      update_strategy: 'PARTIAL_UPDATE',
    });
  });

  it.each([
    ['only an identifier', account, /^the record has only an identifier/],
    ['no identifier', { firstname: 'Anna' }, /^the record has no identifier/],
    [
      'two identifiers',
      { ...account, email_hash: hash, a: 1 },
      'the record has more than one identifier: user_account_id, email_hash',
    ],
    ['an unknown operation', { ...account, operation: 'drop', a: 1 }, /^operation is neither/],
    [
      'a deletion that is not allowed',
      { ...account, operation: 'delete' },
      /^operation is DELETE, and .*Allow Deletions/,
    ],
  ])('with %s is rejected', (_, record, reason) => {
    expect(profile(record)).toMatch(reason);
  });

  it('is deleted by its record, or by the source’s mark, with Allow Deletions', () => {
    const line = { operation: 'DELETE', ...account };
    for (const mode of ['append', 'append_dedup'] as const) {
      expect(profile({ ...account, operation: 'Delete', a: 1 }, { ...allow, mode })).toEqual(line);
      expect(profile({ ...account, a: null, ...deletedAt }, { ...allow, mode })).toEqual(line);
    }
    expect(profile({ id: 7, ...deletedAt }, allow)).toMatch(/^the record has no identifier/);
  });

  it('that the source marks as deleted is skipped where it can’t be deleted', () => {
    expect(prepared('USER_PROFILE', { ...account, id: 7, ...deletedAt }, dedup)).toMatchObject({
      isDeletion: true,
    });
    expect(prepared('USER_ACTIVITY', { id: 7, ...deletedAt }, { ...allow, ...dedup })).toMatchObject({
      isDeletion: true,
    });
  });
});

describe('a membership', () => {
  const segment = (record: object, options = {}) => lineOf('USER_SEGMENT', record, options);
  const member = { user_account_id: 'crm-1', segment_id: '20517' };

  it('never ends without an expiration', () => {
    expect(segment(member)).toEqual({ operation: 'UPDATE', ...member, expiration_duration: 0 });
    expect(segment({ ...member, operation: 'UPSERT', expiration_duration: '1440' })).toEqual({
      operation: 'UPDATE',
      ...member,
      expiration_duration: 1440,
    });
    expect(segment({ ...member, expiration_ts: '2020-11-13T10:07:17.783Z' })).toEqual({
      operation: 'UPDATE',
      ...member,
      expiration_ts: ts,
    });
    for (const never of [0, new ExactNumber('0.0')])
      expect(segment({ ...member, expiration_ts: never })).toMatchObject({ expiration_ts: 0 });
    expect(segment({ ...member, expiration_ts: 'soon' })).toMatch(/^expiration_ts is not a time/);
    expect(segment({ ...member, expiration_ts: '' })).toMatchObject({ expiration_duration: 0 });
    expect(segment({ ...member, expiration_ts: 0, expiration_duration: '' })).toEqual({
      operation: 'UPDATE',
      ...member,
      expiration_ts: 0,
    });
  });

  it('contains its data as JSON text, with every digit', () => {
    const text = '{"user_account_id":"crm-1","segment_id":20517,"data_bag":{"distance":9007199254740993}}';
    expect(prepared('USER_SEGMENT', text)).toMatchObject({
      text: expect.stringContaining(String.raw`"data_bag":"{\"distance\":9007199254740993}"`),
    });
    expect(segment({ ...member, data_bag: '{"a":1}' })).toMatchObject({ data_bag: '{"a":1}' });
    expect(segment({ ...member, data_bag: 'a=1' })).toBe('data_bag is not JSON');
    for (const data_bag of ['', ' ', null])
      expect(segment({ ...member, data_bag })).not.toHaveProperty('data_bag');
  });

  it('has a dedup key of its identifier and segment', () => {
    const identity = (more: object) =>
      (prepared('USER_SEGMENT', { ...member, ...more }, dedup) as { dedupKey: string }).dedupKey;
    expect(identity({ expiration_duration: 5 })).toBe(identity({}));
    expect(
      new Set([
        identity({}),
        identity({ segment_id: '1' }),
        identity({ segment_id: '', segment_technical_name: '20517' }),
      ]).size,
    ).toBe(3);
  });

  it('without a segment is rejected; its deletion contains the segment', () => {
    expect(segment({ user_account_id: 'crm-1' })).toMatch(/^the record has no segment_id/);
    expect(segment({ ...member, ...deletedAt }, allow)).toEqual({
      operation: 'DELETE',
      ...member,
      expiration_duration: 0,
    });
  });

  it('is a row of CSV if configured', () => {
    const csv = { config: { segment_format: 'CSV' } } as const;
    const row = (record: object) => (prepared('USER_SEGMENT', record, csv) as { text: string }).text;
    expect(row({ ...member, compartment_id: '1163' })).toBe('UPDATE,1163,crm-1,,,20517,,0,,');
    expect(row({ user_agent_id: 'vec:1', segment_technical_name: 'a, "b"\n', data_bag: { x: 1 } })).toBe(
      'UPDATE,,,,vec:1,,"a, ""b""\n",0,,"{""x"":1}"',
    );
  });
});

describe('a choice', () => {
  const choice = (record: object, options = {}) => lineOf('USER_CHOICE', record, options);

  it('takes its parts from columns', () => {
    const made = choice({
      user_agent_id: 'vec:1',
      $processing_id: 501,
      $choice_ts: '2020-11-13T10:07:17.783Z',
      $choice_acceptance_value: 'true',
      $choice_source_token: 'crm',
    });
    expect(made).toEqual({
      operation: 'UPSERT',
      user_agent_id: 'vec:1',
      force_replace: true,
      user_choice: {
        $processing_id: '501',
        $choice_ts: ts,
        $choice_acceptance_value: true,
        $choice_source_token: 'crm',
      },
    });
  });

  it('that is complete is sent as its original text', () => {
    const text = ` ${JSON.stringify({ operation: 'UPSERT', user_account_id: 'a', force_replace: false, user_choice: { $processing_id: '1', $choice_ts: ts } })}`;
    expect(prepared('USER_CHOICE', text)).toMatchObject({ text, unchanged: true });
  });

  it('has a dedup key of its identifier and processing, and needs its time', () => {
    const one = { user_account_id: 'a', user_choice: { $processing_id: '1', $choice_ts: ts } };
    const identity = (record: object) =>
      (prepared('USER_CHOICE', record, dedup) as { dedupKey: string }).dedupKey;
    expect(identity({ ...one, $choice_ts: ts + 1 })).toBe(identity(one));
    expect(identity({ ...one, $processing_id: '2' })).not.toBe(identity(one));
    expect(choice({ user_account_id: 'a', $processing_id: '1' })).toBe('$choice_ts of the choice is missing');
    expect(choice({ user_account_id: 'a', $choice_ts: ts })).toBe('$processing_id of the choice is missing');
    expect(choice({ ...one, ...deletedAt }, allow)).toEqual({
      operation: 'DELETE',
      user_account_id: 'a',
      user_choice: { $processing_id: '1' },
    });
  });
});
