import { describe, expect, it } from 'vitest';
import { ProxyFailure } from '../connection/proxy.ts';
import { isOutcomeUnknown } from './classify.ts';
import { deadlineError, networkError } from './network-error.ts';

const where = { method: 'POST', route: '/track', host: 'api.example.com', timeoutMs: 60_000 };
const fresh = { sent: false, hadResponse: false };
const sent = { sent: true, hadResponse: true };
const ASK = 'If it continues, ask the provider about its status.';
const failure = (code: string, more: object = {}) =>
  Object.assign(new Error('secret words of a library'), { code, ...more });

describe('a failure of the network', () => {
  it.each([
    ['ECONNREFUSED', fresh, 'transient', 'ERR_NOT_SENT'],
    ['EAI_AGAIN', fresh, 'transient', 'ERR_NOT_SENT'],
    ['ENOTFOUND', fresh, 'transient', 'ERR_UNKNOWN_HOST'],
    ['ENOTFOUND', { sent: false, hadResponse: true }, 'transient', 'ERR_UNKNOWN_HOST'],
    ['EHOSTUNREACH', fresh, 'transient', 'ERR_NOT_SENT'],
    ['UND_ERR_CONNECT_TIMEOUT', fresh, 'transient', 'ERR_NOT_SENT'],
    ['DEPTH_ZERO_SELF_SIGNED_CERT', fresh, 'config', 'ERR_CERTIFICATE'],
    ['CERT_HAS_EXPIRED', fresh, 'config', 'ERR_CERTIFICATE'],
    ['ERR_TLS_CERT_ALTNAME_INVALID', fresh, 'config', 'ERR_CERTIFICATE'],
    ['UNABLE_TO_VERIFY_LEAF_SIGNATURE', fresh, 'config', 'ERR_CERTIFICATE'],
    ['ERR_SSL_WRONG_VERSION_NUMBER', fresh, 'transient', 'ERR_NOT_SENT'],
    ['UND_ERR_SOCKET', fresh, 'transient', 'ERR_NOT_SENT'],
    ['UND_ERR_SOCKET', sent, 'transient', 'ERR_NO_RESPONSE'],
    ['ECONNRESET', sent, 'transient', 'ERR_NO_RESPONSE'],
    ['UND_ERR_HEADERS_TIMEOUT', sent, 'transient', 'ERR_NO_RESPONSE'],
    ['UND_ERR_BODY_TIMEOUT', sent, 'transient', 'ERR_NO_RESPONSE'],
    ['UND_ERR_HEADERS_OVERFLOW', sent, 'transient', 'ERR_NO_RESPONSE'],
    ['E_NEVER_SEEN', sent, 'transient', 'ERR_NO_RESPONSE'],
    ['UND_ERR_INVALID_ARG', fresh, 'bug', 'ERR_BUG'],
  ])('%s with %o is a %s, %s', (code, progress, kind, expected) => {
    const error = networkError(failure(code), where, progress);
    expect(error).toMatchObject({ kind, code: expected });
    expect(isOutcomeUnknown(error)).toBe(expected === 'ERR_NO_RESPONSE');
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
    expect(networkError('secret', where, sent)).toMatchObject({ code: 'ERR_NO_RESPONSE' });
  });

  it.each([
    ['UND_ERR_SOCKET', 'The connection to api.example.com broke before the response was complete.'],
    ['EAI_AGAIN', 'DNS lookup of api.example.com failed temporarily. Check the network.'],
    ['UND_ERR_HEADERS_TIMEOUT', `The host api.example.com did not respond in time. ${ASK}`],
    ['UND_ERR_BODY_TIMEOUT', `The response of api.example.com did not end in time. ${ASK}`],
    ['E_NEVER_SEEN', `The request to api.example.com failed on the network. ${ASK}`],
    [
      'UND_ERR_INVALID_ARG',
      'The connector made a request that cannot be sent. Please report this with the log of the sync.',
    ],
  ])('%s is described to the user without a hint that does not apply', (code, message) => {
    expect(networkError(failure(code), where, sent).message).toBe(message);
  });

  it('has the status of a response whose body did not arrive, also in its detail', () => {
    expect(networkError(failure('UND_ERR_SOCKET'), where, { ...sent, status: 200 })).toMatchObject({
      status: 200,
      detail: 'POST /track at api.example.com, status 200, UND_ERR_SOCKET',
    });
    expect(networkError(failure('UND_ERR_SOCKET'), where, sent)).toMatchObject({
      status: undefined,
      detail: 'POST /track at api.example.com, UND_ERR_SOCKET',
    });
  });

  it.each([['secret ECONNRESET'], ['ECONNRESET secret'], ['secret'], [5], [['ECONNRESET']]])(
    'does not show the code %j, which is not the name of an error',
    (code) => {
      const error = networkError(Object.assign(new Error('secret'), { code }), where, sent);
      expect(error.detail).toBe('POST /track at api.example.com, an error without a code');
    },
  );

  it('has no code if a value that is not an error was thrown', () => {
    expect(networkError({ code: 'ECONNRESET' }, where, sent).detail).toMatch(/, an error without a code$/);
  });

  it('is found through three causes, and a cause that refers to itself ends the search', () => {
    let nested: Error = failure('ECONNREFUSED');
    for (let depth = 0; depth < 3; depth++) nested = new Error('secret', { cause: nested });
    expect(networkError(nested, where, sent).detail).toMatch(/, ECONNREFUSED$/);
    const circular = new Error('secret');
    circular.cause = circular;
    expect(networkError(circular, where, sent).detail).toMatch(/, an error without a code$/);
  });

  it('describes what a proxy did, and names the proxy', () => {
    const by = (status: number) =>
      networkError(new ProxyFailure('proxy.example.com:3128', 'asking', { status }), where, fresh);
    expect(by(407)).toMatchObject({ kind: 'config', code: 'ERR_PROXY_AUTH' });
    expect(by(403)).toMatchObject({ kind: 'config', code: 'ERR_PROXY' });
    expect(by(502)).toMatchObject({ kind: 'transient', code: 'ERR_NOT_SENT' });
    expect(by(500)).toMatchObject({ kind: 'transient', code: 'ERR_NOT_SENT' });
    for (const status of [407, 403, 500]) expect(by(status).message).toContain('proxy.example.com:3128');
    expect(by(502).message).toBe(
      'The proxy could not connect to api.example.com (proxy.example.com:3128 responded with 502).',
    );
  });

  it.each([
    ['reaching', 'cannot be reached'],
    ['asking', 'closed the connection, or did not respond, when it was asked to connect to api.example.com'],
    ['through', 'closed its connection to api.example.com before it was encrypted'],
  ] as const)('while %s a proxy, states that the proxy %s', (stage, expected) => {
    const thrown = new ProxyFailure('proxy.example.com:3128', stage, { cause: failure('EPIPE') });
    expect(networkError(thrown, where, fresh).message).toContain(
      `The proxy proxy.example.com:3128 ${expected}. `,
    );
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

  it.each(['UND_ERR_HEADERS_TIMEOUT', 'UND_ERR_BODY_TIMEOUT', 'E_NEVER_SEEN'])(
    '%s names the setting with the address before the first response of the host',
    (code) => {
      const { message } = networkError(failure(code), where, { sent: true, hadResponse: false });
      expect(message).toContain(
        `Check the base URL and that the network lets the connector reach it. ${ASK}`,
      );
    },
  );

  it('hints at the scheme and port only before the first response of the host', () => {
    const broken = failure('UND_ERR_SOCKET');
    expect(networkError(broken, where, { sent: true, hadResponse: false }).message).toContain(
      'scheme and port',
    );
    expect(networkError(broken, where, sent).message).not.toContain('scheme and port');
  });
});

describe('a deadline', () => {
  it('states the time waited, and whether the request was sent', () => {
    expect(deadlineError(where, sent)).toMatchObject({
      kind: 'transient',
      code: 'ERR_NO_RESPONSE',
      message: `The host api.example.com did not respond within 1 minute. ${ASK}`,
    });
    expect(deadlineError(where, { sent: true, hadResponse: false }).message).toBe(
      `The host api.example.com did not respond within 1 minute. Check the base URL and that the network lets the connector reach it. ${ASK}`,
    );
    expect(deadlineError(where, fresh)).toMatchObject({ code: 'ERR_NOT_SENT', status: undefined });
  });

  it('has the status of a response that did not end, also in its detail', () => {
    expect(deadlineError(where, { ...sent, status: 200 })).toMatchObject({
      status: 200,
      detail: 'POST /track at api.example.com, status 200, deadline',
    });
    expect(deadlineError(where, sent).detail).toBe('POST /track at api.example.com, deadline');
  });
});
