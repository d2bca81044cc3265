import type { HttpSettings } from '../../define/http.ts';
import type { ConnectorError } from '../../errors.ts';
import { credentialsSetting } from './request-context.ts';

/** The error of OAuth 2.0 for a refresh token, password or code that is not valid (RFC 6749, section 5.2). */
const INVALID_GRANT = /"error"\s*:\s*"invalid_grant"/;

/**
 * Returns the error of a request for a token that was rejected with `invalid_grant`; undefined for other errors. It names the
 * race of two connections for a refresh token that the provider replaces at each use: the second one gets only this response.
 */
export function invalidGrantError(
  error: ConnectorError,
  settings: HttpSettings | undefined,
): ConnectorError | undefined {
  if (!INVALID_GRANT.test(error.providerMessage ?? '')) return undefined;
  const status = error.status === undefined ? '' : ` (status ${error.status})`;
  return error.with({
    kind: 'auth',
    code: 'ERR_INVALID_GRANT',
    message: `The API rejected the request for credentials with invalid_grant${status}. Check ${credentialsSetting(settings)}: they are wrong, expired or revoked. A refresh token that the API replaces at each use is also rejected once another connection has used it. Authenticate again, and give each connection a destination with credentials of its own.`,
  });
}
