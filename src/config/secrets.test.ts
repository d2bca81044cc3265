import { describe, expect, it } from 'vitest';
import { secretsOf } from './secrets.ts';
import { example } from './testing/example.ts';

describe('secretsOf', () => {
  it('returns the values of all secret fields, also in the chosen option', () => {
    const value = { api_key: 'k-1', login: { kind: 'token', token: 't-1' }, label: 'open' };
    expect(secretsOf(value, example)).toEqual(['k-1', 't-1']);
  });

  it('finds secrets in options that are not chosen or unknown', () => {
    const login = { kind: 'nonsense', token: 't-1', password: 'p-1' };
    expect(secretsOf({ login, retries: 'wrong' }, example)).toEqual(['p-1', 't-1']);
  });

  it('finds secrets in values of a wrong type', () => {
    expect(secretsOf({ api_key: [{ inner: 'k-1' }, 'k-2', 42, null] }, example)).toEqual([
      'k-1',
      'k-2',
      '42',
    ]);
    expect(secretsOf({ login: [{ token: 't-1' }] }, example)).toEqual(['t-1']);
  });

  it('finds secrets in every item of a list', () => {
    const token = { type: 'string', airbyte_secret: true };
    const properties = {
      keys: { type: 'array', items: token },
      apps: { type: 'array', items: { properties: { token } } },
    };
    const specification = { ...example, connectionSpecification: { properties } };
    const value = { keys: ['k-1', 'k-2'], apps: [{ token: 't-1' }, { token: 't-2', name: 'open' }] };
    expect(secretsOf(value, specification)).toEqual(['k-1', 'k-2', 't-1', 't-2']);
  });

  it('returns each secret once and no empty text', () => {
    expect(secretsOf({ api_key: 'same', login: { token: 'same', password: '' } }, example)).toEqual(['same']);
  });

  it.each([null, undefined, [], 'text', 5, {}])('returns no secrets for %j', (value) => {
    expect(secretsOf(value, example)).toEqual([]);
  });
});
