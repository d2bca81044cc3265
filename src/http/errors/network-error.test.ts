import { describe, expect, it } from 'vitest';
import { ProxyFailure } from '../connection/proxy.ts';
import { isOutcomeUnknown } from './classify.ts';
import { deadlineError, networkError } from './network-error.ts';

const where = { method: 'POST', route: '/track', host: 'api.example.com', timeoutMs: 60_000 };
const fresh = { sent: false, answeredBefore: false };
const sent = { sent: true, answeredBefore: true };
const failure = (code: string, more: object = {}) =>
  Object.assign(new Error('secret words of a library'), { code, ...more });

describe('a failure of the network', () => {
  it.each([
    ['ECONNREFUSED', fresh, 'transient', 'ERR_NOT_SENT'],
    ['EAI_AGAIN', fresh, 'transient', 'ERR_NOT_SENT'],
    ['ENOTFOUND', fresh, 'transient', 'ERR_UNKNOWN_HOST'],
    ['ENOTFOUND', { sent: false, answeredBefore: true }, 'transient', 'ERR_UNKNOWN_HOST'],
    ['EHOSTUNREACH', fresh, 'transient', 'ERR_NOT_SENT'],
    ['UND_ERR_CONNECT_TIMEOUT', fresh, 'transient', 'ERR_NOT_SENT'],
    ['DEPTH_ZERO_SELF_SIGNED_CERT', fresh, 'config', 'ERR_CERTIFICATE'],
    ['CERT_HAS_EXPIRED', fresh, 'config', 'ERR_CERTIFICATE'],
    ['ERR_TLS_CERT_ALTNAME_INVALID', fresh, 'config', 'ERR_CERTIFICATE'],
    ['UNABLE_TO_VERIFY_LEAF_SIGNATURE', fresh, 'config', 'ERR_CERTIFICATE'],
    ['ERR_SSL_WRONG_VERSION_NUMBER', fresh, 'transient', 'ERR_NOT_SENT'],
    ['UND_ERR_SOCKET', fresh, 'transient', 'ERR_NOT_SENT'],
    ['UND_ERR_SOCKET', sent, 'transient', 'ERR_NO_ANSWER'],
    ['ECONNRESET', sent, 'transient', 'ERR_NO_ANSWER'],
    ['UND_ERR_HEADERS_TIMEOUT', sent, 'transient', 'ERR_NO_ANSWER'],
    ['UND_ERR_BODY_TIMEOUT', sent, 'transient', 'ERR_NO_ANSWER'],
    ['UND_ERR_HEADERS_OVERFLOW', sent, 'transient', 'ERR_NO_ANSWER'],
    ['E_NEVER_SEEN', sent, 'transient', 'ERR_NO_ANSWER'],
    ['UND_ERR_INVALID_ARG', fresh, 'bug', 'ERR_BUG'],
  ])('%s with %o is a %s, %s', (code, progress, kind, expected) => {
    const error = networkError(failure(code), where, progress);
    expect(error).toMatchObject({ kind, code: expected });
    expect(isOutcomeUnknown(error)).toBe(expected === 'ERR_NO_ANSWER');
    expect(error.detail).toContain(code);
    expect(error.message + error.detail).not.toContain('secret');
    expect(error.cause).toBeUndefined();
  });

  it('was not sent if the connection is reset while it is opened', () => {
    const reset = failure('ECONNRESET', { syscall: 'connect' });
    expect(networkError(reset, where, sent).code).toBe('ERR_NOT_SENT');
  });

  it('is found in the cause of another error', () => {
    const wrapped = new TypeError('fetch failed', { cause: failure('ECONNREFUSED') });
    expect(networkError(wrapped, where, fresh).message).toContain('refused the connection');
    const all = new AggregateError([failure('ENETUNREACH'), failure('ECONNREFUSED')]);
    expect(networkError(all, where, fresh).code).toBe('ERR_NOT_SENT');
    const parser = Object.assign(new Error('secret'), {
      name: 'HTTPParserError',
      code: 'HPE_INVALID_CONSTANT',
    });
    expect(networkError(parser, where, sent).message).toContain('not HTTP');
    expect(networkError('secret', where, sent)).toMatchObject({ code: 'ERR_NO_ANSWER' });
  });

  it('describes what a proxy did, and names the proxy', () => {
    const by = (status: number) =>
      networkError(new ProxyFailure('proxy.example.com:3128', 'asking', { status }), where, fresh);
    expect(by(407)).toMatchObject({ kind: 'config', code: 'ERR_PROXY_AUTH' });
    expect(by(403)).toMatchObject({ kind: 'config', code: 'ERR_PROXY' });
    expect(by(502)).toMatchObject({ kind: 'transient', code: 'ERR_NOT_SENT' });
    for (const status of [407, 403, 502]) expect(by(status).message).toContain('proxy.example.com:3128');
  });

  it.each(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'ETIMEDOUT', 'EHOSTUNREACH', 'ECONNRESET'])(
    'on the way to a proxy (%s) names the proxy, not the host of the API',
    (code) => {
      for (const stage of ['reaching', 'asking', 'through'] as const) {
        const thrown = new ProxyFailure('proxy.example.com:3128', stage, { cause: failure(code) });
        const error = networkError(thrown, where, fresh);
        expect(error).toMatchObject({ kind: 'transient', code: 'ERR_NOT_SENT' });
        expect(error.message).toMatch(/^The proxy proxy\.example\.com:3128 /);
        expect(error.message).toContain('NO_PROXY');
        expect(error.message + error.detail).not.toContain('secret');
      }
    },
  );

  it('hints at the scheme and port only before the first response of the host', () => {
    const broken = failure('UND_ERR_SOCKET');
    expect(networkError(broken, where, { sent: true, answeredBefore: false }).message).toContain(
      'scheme and port',
    );
    expect(networkError(broken, where, sent).message).not.toContain('scheme and port');
  });
});

describe('a deadline', () => {
  it('states the time waited, and whether the request was sent', () => {
    expect(deadlineError(where, sent)).toMatchObject({
      kind: 'transient',
      code: 'ERR_NO_ANSWER',
      message: 'The host api.example.com did not respond within 1 minute.',
    });
    expect(deadlineError(where, fresh).code).toBe('ERR_NOT_SENT');
  });
});
