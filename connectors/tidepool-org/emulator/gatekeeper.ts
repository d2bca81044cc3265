import { type EmulatedRequest, type EmulatedResponse, jsonResponse } from '@airbyte-ts/cdk/emulator';
import type { Accounts } from './accounts.ts';
import { TOKEN_HEADER } from './shoreline.ts';
import { oneOf } from './text.ts';
import type { Tokens } from './tokens.ts';

/** The service "gatekeeper": permissions of one user for another's data. */
export function gatekeeper(accounts: Accounts, tokens: Tokens) {
  return ({ method, path, headers, wallAt }: EmulatedRequest): EmulatedResponse | undefined => {
    const [, on, to] = /^\/access\/([^/]+)\/([^/]+)$/.exec(path) ?? [];
    if (method !== 'GET' || on === undefined || to === undefined) return undefined;
    const caller = tokens.caller(oneOf(headers[TOKEN_HEADER]), wallAt);
    const itself = caller?.kind === 'user' && caller.userId === to;
    if (!caller || !(itself || accounts.may(caller, on, 'root'))) return jsonResponse(401, 'Unauthorized');
    const granted = accounts.granted(on, to);
    if (granted === undefined) return jsonResponse(404, { code: 'NotFound', message: '' });
    return jsonResponse(200, Object.fromEntries(granted.map((permission) => [permission, {}])));
  };
}
