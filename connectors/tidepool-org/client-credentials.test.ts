import { type Context, type Http, type HttpOptions, type HttpRequest, transientError } from '@airbyte-ts/cdk';
import { fakeClock, testContext } from '@airbyte-ts/cdk/testing';
import { describe, expect, it } from 'vitest';
import { clientCredentials } from './client-credentials.ts';

const CLIENT = { client_id: 'id', client_secret: 'a secret & more' };
const AUTH = 'https://auth.example.com/';

/** Tidepool and its identity provider, with these URLs in their responses. */
function service(
  issuer = AUTH,
  tokenEndpoint = 'https://login.example.com/grant',
  failures: Error[] = [],
  expires: unknown = 60,
) {
  const sent: { readonly to: string; readonly request: HttpRequest }[] = [];
  const clients: HttpOptions[] = [];
  const at = (baseUrl: string): Http => ({
    close: () => Promise.resolve(),
    request: (async (request: HttpRequest & { responseSchema: { parse(value: unknown): unknown } }) => {
      sent.push({ to: `${baseUrl}${request.path}`, request });
      const failure = failures.shift();
      if (failure) throw failure;
      const data =
        request.path === '/info'
          ? { auth: { realm: 'my realm', url: issuer } }
          : request.method === 'GET'
            ? { token_endpoint: tokenEndpoint }
            : { access_token: 'token', expires_in: expires };
      return { status: 200, headers: {}, data: request.responseSchema.parse(data) };
    }) as unknown as Http['request'],
  });
  const context: Context = {
    ...testContext(fakeClock()).context,
    http(options: HttpOptions) {
      clients.push(options);
      return at(options.baseUrl);
    },
  };
  return { obtain: clientCredentials(at('https://api.example.com'), CLIENT, context), sent, clients };
}

describe('client credentials', () => {
  it('are sent as a form to the discovered endpoint, and give a token with its lifetime', async () => {
    const { obtain, sent } = service();
    expect(await obtain()).toEqual({ value: 'token', lifetimeMs: 60_000 });
    expect(sent.map(({ to }) => to)).toEqual([
      'https://api.example.com/info',
      'https://auth.example.com/realms/my%20realm/.well-known/openid-configuration',
      'https://login.example.com/grant',
    ]);
    expect(sent[2]!.request.form).toEqual({ grant_type: 'client_credentials', ...CLIENT });
  });

  it.each([
    ['600', 600_000],
    [0, undefined],
    ['', undefined],
    [null, undefined],
    ['soon', undefined],
  ])('give a token whose lifetime of %j seconds counts if it is a number', async (expires, lifetimeMs) => {
    const { obtain } = service(AUTH, undefined, [], expires);
    expect(await obtain()).toEqual({ value: 'token', ...(lifetimeMs !== undefined && { lifetimeMs }) });
  });

  it('are discovered once, and again after an error', async () => {
    const found = service();
    await found.obtain();
    await found.obtain();
    expect(found.sent.filter(({ to }) => to.endsWith('/info'))).toHaveLength(1);

    const failed = service(AUTH, undefined, [transientError('away')]);
    await expect(failed.obtain()).rejects.toThrow('away');
    expect(await failed.obtain()).toMatchObject({ value: 'token' });
    expect(failed.clients).toHaveLength(2);
  });

  it('are named by errors of the token endpoint, and not by those of the discovery, which gets none', async () => {
    const { obtain, clients } = service();
    await obtain();
    const named = clients.map(({ settings, classify }) => [settings?.credentials, classify !== undefined]);
    expect(named).toEqual([
      [undefined, false],
      [expect.stringContaining('Client Secret'), true],
    ]);
  });

  it.each([
    ['the identity provider', service('http://auth.example.com')],
    ['its token endpoint', service(AUTH, 'http://login.example.com/grant')],
  ])('are not sent if %s is not encrypted', async (_, { obtain, sent }) => {
    await expect(obtain()).rejects.toMatchObject({ kind: 'config', code: 'ERR_SIGN_IN_NOT_ENCRYPTED' });
    expect(sent.every(({ request }) => request.body === undefined)).toBe(true);
  });

  it('may be sent unencrypted to the loopback address, for tests', async () => {
    const { obtain } = service('http://127.0.0.1:1', 'http://localhost:2/grant');
    expect(await obtain()).toMatchObject({ value: 'token' });
  });
});
