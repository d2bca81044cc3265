import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { lineOf, prepared } from '../testing/documents.ts';

const hash = createHash('sha256').update('anna@example.com').digest('hex');
const allow = { config: { allow_deletions: true } };

describe('an association', () => {
  const association = (record: object) => lineOf('USER_IDENTIFIERS_ASSOCIATION_DECLARATIONS', record);
  const identifiers = [
    { type: 'USER_ACCOUNT', user_account_id: 'crm-1', compartment_id: '1163' },
    { type: 'USER_AGENT', user_agent_id: 'vec:1' },
  ];

  it('is a list of identifiers, which may come from columns', () => {
    expect(
      association({ user_account_id: 'crm-1', compartment_id: 1163, user_agent_id: 'vec:1', email: '' }),
    ).toEqual({ identifiers });
    expect(association({ user_account_id: 'crm-1', email: 'Anna@example.com' })).toEqual({
      identifiers: [
        { type: 'USER_ACCOUNT', user_account_id: 'crm-1' },
        { type: 'USER_EMAIL', hash },
      ],
    });
  });

  it('that is complete is sent as its original text', () => {
    const text = ` ${JSON.stringify({ identifiers })}`;
    expect(prepared('USER_IDENTIFIERS_ASSOCIATION_DECLARATIONS', text)).toMatchObject({
      text,
      unchanged: true,
    });
  });

  it('gets the hash of its plaintext address', () => {
    const made = association({ identifiers: [{ type: 'USER_EMAIL', email: 'anna@example.com' }] });
    expect(made).toEqual({ identifiers: [{ type: 'USER_EMAIL', email: 'anna@example.com', hash }] });
  });

  it.each([
    ['no identifier', {}, 'the record has no identifier'],
    ['an empty list', { identifiers: [] }, 'the record has no identifier'],
    [
      'an identifier without its value',
      { identifiers: [{ type: 'USER_AGENT' }] },
      'identifiers.[].user_agent_id is missing',
    ],
    ['an identifier of another type', { identifiers: [{ type: 'USER' }] }, /^identifiers\.\[\]\.type /],
  ])('with %s is rejected', (_, record, reason) => {
    expect(association(record)).toMatch(reason);
  });
});

describe('a deletion', () => {
  const of = (
    type: 'USER_IDENTIFIERS_DELETION' | 'USER_POINTS_DELETION' | 'USER_DEVICE_POINTS_DELETION',
    record: object,
  ) => lineOf(type, record, allow);

  const point = 'c7f6a9a2-5d0e-4f3b-9c51-0e6f2f4b8d11';

  it('contains one identifier and no other column of the record', () => {
    expect(
      of('USER_IDENTIFIERS_DELETION', { user_account_id: 'crm-1', compartment_id: '1000', name: 'Anna' }),
    ).toEqual({
      type: 'USER_ACCOUNT',
      compartment_id: '1000',
      user_account_id: 'crm-1',
    });
    expect(of('USER_IDENTIFIERS_DELETION', { email: 'anna@example.com' })).toEqual({
      type: 'USER_EMAIL',
      hash,
    });
    expect(
      of('USER_IDENTIFIERS_DELETION', {
        type: 'USER_AGENT',
        user_agent_id: 'web:1:a',
        user_account_id: 'crm-1',
      }),
    ).toEqual({
      type: 'USER_AGENT',
      user_agent_id: 'web:1:a',
    });
    expect(of('USER_POINTS_DELETION', { user_point_id: point })).toEqual({
      type: 'USER_POINT',
      user_point_id: point,
    });
    expect(of('USER_DEVICE_POINTS_DELETION', { user_agent_id: 'udp:1' })).toEqual({
      type: 'USER_AGENT',
      user_agent_id: 'udp:1',
    });
  });

  it.each([
    ['USER_IDENTIFIERS_DELETION', {}, 'the record has no identifier'],
    [
      'USER_IDENTIFIERS_DELETION',
      { user_account_id: 'a', user_agent_id: 'b' },
      /^the record has more than one identifier: USER_ACCOUNT, USER_AGENT/,
    ],
    ['USER_IDENTIFIERS_DELETION', { type: 'USER_EMAIL' }, 'hash is missing'],
    ['USER_IDENTIFIERS_DELETION', { type: 'USER_POINT', user_point_id: 'u-1' }, /^type /],
    ['USER_IDENTIFIERS_DELETION', { user_agent_id: 'udp:1' }, /^user_agent_id is a device point/],
    ['USER_POINTS_DELETION', { user_point_id: 'u-1' }, 'user_point_id is not a uuid'],
    ['USER_DEVICE_POINTS_DELETION', { user_agent_id: 'web:1:a' }, /^user_agent_id is not a device point/],
  ] as const)('of the type %s is rejected for %j', (type, record, reason) => {
    expect(of(type, record)).toMatch(reason);
  });
});
