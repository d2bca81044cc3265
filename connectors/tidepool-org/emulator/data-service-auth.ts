import type { EmulatedRequest } from '@airbyte-ts/cdk/emulator';
import type { Caller } from './accounts.ts';
import type { LookupFailures } from './lookup-failures.ts';
import { bareUnauthorized, RejectedRequest, unauthenticated } from './responses.ts';
import { TOKEN_HEADER } from './shoreline.ts';
import { oneOf } from './text.ts';
import type { Tokens } from './tokens.ts';

/**
 * Authenticates the caller as the data service does: a bearer token takes precedence over a session token. When the lookup of a
 * token fails, the request continues without a token and gets 401.
 */
export function dataServiceAuth(tokens: Tokens, lookupFailures: LookupFailures) {
  return ({ headers, wallAt }: EmulatedRequest): Caller => {
    const { authorization } = headers;
    if (authorization !== undefined && !authorization.includes(' '))
      throw new RejectedRequest(bareUnauthorized);
    const [, bearer] = /^Bearer (.*)$/i.exec(authorization ?? '') ?? [];
    const caller = tokens.caller(bearer ?? oneOf(headers[TOKEN_HEADER]), wallAt);
    if (!caller || lookupFailures.fails('data')) throw new RejectedRequest(unauthenticated);
    return caller;
  };
}
