import { randomBytes, randomUUID } from 'node:crypto';

const encoded = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');

/**
 * A token of the form and length of Keycloak's, since tokens count toward the limit of a request's
 * headers. Its signature is not checked; the emulator recognises tokens that it issued.
 */
export function jwt(
  type: 'Bearer' | 'Refresh' | 'Offline',
  issuedAt: number,
  expiresAt: number,
  subject: string,
): string {
  const header = { alg: 'RS256', typ: 'JWT', kid: 'emulated-key-emulated-key-emulated-key-0001' };
  const claims = {
    ...{ exp: Math.floor(expiresAt / 1000), iat: Math.floor(issuedAt / 1000), jti: randomUUID() },
    ...{ iss: 'https://auth.emulated.example/realms/emulated', aud: 'account', sub: subject, typ: type },
    ...{ azp: 'emulated-client', session_state: randomUUID(), acr: '1', scope: 'openid profile email' },
    realm_access: { roles: ['default-roles-emulated', 'offline_access', 'uma_authorization'] },
    resource_access: { account: { roles: ['manage-account', 'manage-account-links', 'view-profile'] } },
  };
  return [encoded(header), encoded(claims), randomBytes(256).toString('base64url')].join('.');
}
