import type { EmulatedRequest } from '@airbyte-ts/cdk/emulator';
import type { Caller } from './accounts.ts';
import type { Hiccups } from './hiccups.ts';
import { bareUnauthorized, Refused, unauthenticated } from './replies.ts';
import { TOKEN_HEADER } from './shoreline.ts';
import { oneOf } from './text.ts';
import type { Tokens } from './tokens.ts';

/**
 * Who asks, as the data service finds out: a bearer token counts before a session token. When the look-up of a token
 * fails, the request goes on as if it had none, and is answered 401.
 */
export function dataServiceAuth(tokens: Tokens, hiccups: Hiccups) {
  return ({ headers, wallAt }: EmulatedRequest): Caller => {
    const { authorization } = headers;
    if (authorization !== undefined && !authorization.includes(' ')) throw new Refused(bareUnauthorized);
    const [, bearer] = /^Bearer (.*)$/i.exec(authorization ?? '') ?? [];
    const caller = tokens.caller(bearer ?? oneOf(headers[TOKEN_HEADER]), wallAt);
    if (!caller || hiccups.strikes('data')) throw new Refused(unauthenticated);
    return caller;
  };
}
