import { fakeClock, testContext } from '@airbyte-ts/cdk/testing';
import { describe, expect, it } from 'vitest';
import { isRenewable, loginRejectionError, tokenOf } from './token.ts';

const jwt = (claims: unknown): string =>
  ['{"alg":"none"}', typeof claims === 'string' ? claims : JSON.stringify(claims), 'signature']
    .map((part) => Buffer.from(part).toString('base64url'))
    .join('.');

const HOUR = jwt({ iat: 1_700_000_000, exp: 1_700_003_600 });

function token(value: string, lifetimeMs?: number) {
  const secrets: string[] = [];
  const context = {
    ...testContext(fakeClock()).context,
    maskSecret: (text: string) => void secrets.push(text),
  };
  return {
    token: lifetimeMs === undefined ? tokenOf(value, context) : tokenOf(value, context, lifetimeMs),
    secrets,
  };
}

describe('the lifetime of a token', () => {
  it.each([
    ['a JWT', HOUR, 3_600_000],
    ['a login token that holds a JWT', `kc:${HOUR}:refresh`, 3_600_000],
    ['a login token that does not say it', 'kc:access:refresh', 600_000],
    ['a login token whose JWT does not say it', `kc:${jwt({ sub: 'x' })}:refresh`, 600_000],
    ['a login token whose JWT is none', `kc:${jwt('[')}:refresh`, 600_000],
    ['a text', 'opaque', undefined],
    ['a JWT without an end', jwt({ iat: 1 }), undefined],
    ['a JWT that says nothing', jwt(null), undefined],
  ])('of %s', (_, value, lifetimeMs) => {
    expect(token(value).token).toEqual({ value, ...(lifetimeMs !== undefined && { lifetimeMs }) });
  });

  it('is that of the response, if it contains one', () => {
    expect(token(HOUR, 5_000).token.lifetimeMs).toBe(5_000);
  });
});

it('tokenOf() registers a token and its parts as secrets', () => {
  expect(token('kc:access:refresh').secrets).toEqual(['kc:access:refresh', 'access', 'refresh']);
  expect(token(HOUR).secrets).toEqual([HOUR]);
});

it('isRenewable() is true for login tokens only', () => {
  expect(['kc:a:r', HOUR, 'opaque', 'akc:'].map(isRenewable)).toEqual([true, false, false, false]);
});

it('loginRejectionError() gives advice for rejected logins, and leaves other statuses to the default', () => {
  const meaning = (status: number) => loginRejectionError({ status, headers: {}, text: '' });
  for (const status of [400, 401])
    expect(meaning(status)).toMatchObject({ kind: 'auth', code: 'ERR_LOGIN_REJECTED' });
  expect(meaning(403)).toMatchObject({ kind: 'auth', code: 'ERR_ACCOUNT_NOT_VERIFIED' });
  for (const status of [404, 429, 500, 503]) expect(meaning(status)).toBeUndefined();
});
