import { describe, expect, it } from 'vitest';
import { ConnectorError, type ErrorCode, type ErrorKind } from '../../errors.ts';
import { aboutCredentials, aboutSettings } from './without-records.ts';

const rejection = (status?: number): ConnectorError =>
  new ConnectorError('reject', 'rejected', {
    code: 'ERR_REQUEST_REJECTED',
    ...(status !== undefined && { status }),
  });

describe.each([
  ['a call without records', aboutSettings, 'rejected a request that contains no records'],
  ['credentials', (error: ConnectorError) => aboutCredentials(error, undefined), 'request for credentials'],
] as const)('the message about a rejection of %s', (_, convert, text) => {
  it('has the status of the response', () => {
    expect(convert(rejection(422)).message).toContain(`${text} (status 422). Check`);
  });

  it('has no status if a connector made the error without a response', () => {
    expect(convert(rejection()).message).toContain(`${text}. Check`);
  });
});

describe('the error of credentials that are rejected with invalid_grant', () => {
  const invalid = (options: { code: ErrorCode; status: number }, kind: ErrorKind = 'reject') =>
    aboutCredentials(
      new ConnectorError(kind, 'rejected', {
        ...options,
        providerMessage: '{"error": "invalid_grant", "error_description": "Token is not active"}',
      }),
      { credentials: 'Refresh Token (refresh_token)' },
    );

  it.each([
    ['reject', { code: 'ERR_REQUEST_REJECTED', status: 400 }],
    ['auth', { code: 'ERR_UNAUTHORIZED', status: 401 }],
    ['config', { code: 'ERR_CONTROL_REQUEST_REJECTED', status: 400 }],
  ] as const)(
    'explains that another connection may have replaced a refresh token (%s, %j)',
    (kind, options) => {
      const error = invalid(options, kind);
      expect(error).toMatchObject({ kind: 'auth', code: 'ERR_INVALID_GRANT', failureType: 'config_error' });
      expect(error.message).toContain(
        `invalid_grant (status ${options.status}). Check Refresh Token (refresh_token)`,
      );
      expect(error.message).toContain('once another connection has used it');
    },
  );

  it("keeps a connector's own message", () => {
    const error = invalid({ code: 'ERR_SESSION', status: 400 });
    expect(error).toMatchObject({ kind: 'auth', code: 'ERR_SESSION', message: 'rejected' });
  });

  it('is transient if the provider failed', () => {
    expect(invalid({ code: 'ERR_SERVER', status: 500 }, 'transient').kind).toBe('transient');
  });
});
