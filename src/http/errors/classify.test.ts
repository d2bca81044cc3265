import { describe, expect, it } from 'vitest';
import type { RawResponse } from '../../define/http.ts';
import { isOutcomeUnknown, rejectionError, unreadableResponseError } from './classify.ts';
import { foreignResponseError, webPageError } from './web-page.ts';

const where = { method: 'POST', route: '/users/{userId}/data', host: 'api.example.com', timeoutMs: 60_000 };
const NOW = Date.parse('Sun, 06 Nov 1994 08:49:00 GMT');
const response = (
  status: number,
  headers: RawResponse['headers'] = {},
  text = 'John Doe 1970',
): RawResponse => ({
  status,
  headers,
  text,
});

describe('a response other than success', () => {
  const KNOWN: Readonly<Record<number, readonly [kind: string, isAmbiguous: boolean]>> = {
    400: ['reject', false],
    401: ['auth', false],
    402: ['config', false],
    403: ['config', false],
    404: ['config', false],
    405: ['config', false],
    406: ['config', false],
    407: ['config', false],
    408: ['transient', true],
    409: ['reject', false],
    410: ['config', false],
    411: ['config', false],
    413: ['reject', false],
    414: ['reject', false],
    415: ['config', false],
    421: ['transient', false],
    422: ['reject', false],
    423: ['transient', false],
    425: ['transient', false],
    429: ['rate_limit', false],
    431: ['reject', false],
    451: ['config', false],
    501: ['config', false],
  };
  const usual = (status: number): readonly [string, boolean] =>
    status >= 300 && status < 400 ? ['config', false] : ['transient', true];
  const every = Array.from({ length: 400 }, (_, n) => n + 200).map(
    (status) => [status, ...(KNOWN[status] ?? usual(status))] as const,
  );

  it.each(every)('%i is a %s; may have been applied: %s', (status, kind, ambiguous) => {
    const error = rejectionError(response(status), where, NOW);
    expect(error).toMatchObject({ kind, status });
    expect(isOutcomeUnknown(error)).toBe(ambiguous);
    expect(error.message).toContain('api.example.com');
    expect(error.message).toContain(String(status));
    expect(error.message + error.detail).not.toContain('John Doe');
  });

  it.each([412, 418, 420, 460, 463, 499])(
    '%i in the provider’s own form of errors rejects the request',
    (status) => {
      const own = (ours: boolean) => rejectionError(response(status), where, NOW, () => ours);
      expect(own(true)).toMatchObject({ kind: 'reject', code: 'ERR_REQUEST_REJECTED' });
      expect(own(false)).toMatchObject({ kind: 'transient', code: 'ERR_UNEXPECTED_STATUS' });
    },
  );

  it('that is a web page is not an error of the key or settings, except for statuses of gateways', () => {
    const page = (status: number, text = '<html>', mayCarryRecords = true) =>
      webPageError(response(status, { 'content-type': 'text/html' }, text), where, {
        mayCarryRecords,
        hasSucceeded: true,
      });
    const own = [407, 408, 413, 414, 421, 425, 429];
    for (let status = 400; status < 500; status++) {
      const error = page(status);
      if (own.includes(status)) expect(error, String(status)).toBeUndefined();
      else expect(error, String(status)).toMatchObject({ kind: 'transient', code: 'ERR_WEB_PAGE', status });
      expect(error && isOutcomeUnknown(error)).not.toBe(true);
      expect(error?.message ?? '').not.toContain('<html>');
    }
    expect([page(302), page(500), page(403, '')]).toEqual([undefined, undefined, undefined]);
    expect(page(501)).toMatchObject({ kind: 'transient', code: 'ERR_WEB_PAGE' });
    for (const status of [413, 414])
      expect(page(status, '<html>', false)).toMatchObject({ kind: 'transient', code: 'ERR_WEB_PAGE' });
    const json = response(403, { 'content-type': 'application/json' }, '{}');
    expect(webPageError(json, where, { mayCarryRecords: true, hasSucceeded: true })).toBeUndefined();
  });

  it('that is a web page may be about the credentials with 401, and names them with 403, before any success', () => {
    const page = (status: number, hasSucceeded: boolean, headers = {}) =>
      webPageError(response(status, { 'content-type': 'text/html', ...headers }, '<html>'), where, {
        mayCarryRecords: true,
        hasSucceeded,
      });
    expect(page(401, false)).toBeUndefined();
    expect(page(401, true, { 'www-authenticate': 'Basic realm="API"' })).toBeUndefined();
    expect(page(401, true)).toMatchObject({ code: 'ERR_WEB_PAGE' });
    expect(page(403, false)?.message).toContain(
      'or the API does not accept the credentials in the settings.',
    );
    expect(page(403, true)?.message).not.toContain('credentials');
    expect(page(404, false)?.message).not.toContain('credentials');
  });

  it.each([
    ['application/xhtml+xml', '<?xml version="1.0"?><html/>', true],
    ['text/plain', '\n<!DOCTYPE html>\n<title>Blocked</title>', true],
    [undefined, '<HTML lang="en">', true],
    [undefined, 'blocked', false],
    ['application/json', '<html>', false],
  ])('of type %s with the body %j is a web page: %s', (type, text, expected) => {
    const headers = type === undefined ? {} : { 'content-type': type };
    expect(
      webPageError(response(403, headers, text), where, { mayCarryRecords: true, hasSucceeded: true }) !==
        undefined,
    ).toBe(expected);
  });

  it('states the host and the status after a sentence that needs no advice about settings', () => {
    expect(rejectionError(response(425), where, NOW).message).toBe(
      'The API asked to repeat the request later. (api.example.com responded with 425.)',
    );
  });

  it('has a separate code if the request is too large, so that a batch can be split', () => {
    expect(rejectionError(response(413), where, NOW).code).toBe('ERR_TOO_LARGE');
  });

  it('is a rate limit if a 503 asks to wait, keeps the wait, and may have been applied', () => {
    const overloaded = rejectionError(response(503, { 'retry-after': '7' }), where, NOW);
    expect(overloaded).toMatchObject({ kind: 'rate_limit', retryAfterMs: 7000 });
    expect(isOutcomeUnknown(overloaded)).toBe(true);
    expect(isOutcomeUnknown(rejectionError(response(429, { 'retry-after': '7' }), where, NOW))).toBe(false);
    expect(rejectionError(response(503, { 'retry-after': 'soon' }), where, NOW).kind).toBe('transient');
    const dated = { 'retry-after': 'Sun, 06 Nov 1994 08:49:37 GMT', date: 'Sun, 06 Nov 1994 08:49:30 GMT' };
    expect(rejectionError(response(429, dated), where, NOW).retryAfterMs).toBe(7000);
    expect(rejectionError(response(429), where, NOW).retryAfterMs).toBeUndefined();
  });

  it('names only the host of a redirect', () => {
    const location = 'https://user:hunter2@login.example.net/next?token=hunter2';
    const error = rejectionError(response(307, { location }), where, NOW);
    expect(error).toMatchObject({ code: 'ERR_REDIRECT' });
    expect(error.message).toContain(
      'The API, or a firewall or proxy before it, redirects to another address on the host login.example.net. ',
    );
    for (const headers of [{}, { location: '/next?hunter2' }])
      expect(rejectionError(response(307, headers), where, NOW).message).toContain(
        'another address. Redirects',
      );
    expect(error.message + error.detail).not.toContain('hunter2');
    expect(rejectionError(response(301, { location: '/next?hunter2' }), where, NOW).message).not.toContain(
      'hunter2',
    );
  });

  it('has method, route, host, status and request id in its detail', () => {
    for (const name of [
      'request-id',
      'x-amzn-requestid',
      'x-vendor-trace-request',
      'x-correlation-id',
      'cf-ray',
    ])
      expect(rejectionError(response(500, { [name]: 'n-1' }), where, NOW).detail).toContain(`${name} n-1`);
    expect(rejectionError(response(500, { 'content-type': 'text/plain' }), where, NOW).detail).toMatch(
      /, status 500$/,
    );
    for (const headers of [
      { 'x-request-id-of': 'n-1' },
      { 'x-request-id': 'n-1'.repeat(34) },
      { 'x-request-id': 'n-1 ' },
    ])
      expect(rejectionError(response(500, headers), where, NOW).detail).not.toContain('n-1');
    const several = { 'x-request-id': 'no id', 'cf-ray': ['n-1', 'n-2'] };
    expect(rejectionError(response(500, several), where, NOW).detail).toMatch(/, cf-ray n-1$/);
    const error = rejectionError(response(500, { 'x-request-id': 'req-1/2=' }), where, NOW);
    expect(error.detail).toBe(
      'POST /users/{userId}/data at api.example.com, status 500, x-request-id req-1/2=',
    );
    expect(
      rejectionError(response(500, { 'x-request-id': 'John Doe, born\t1970' }), where, NOW).detail,
    ).not.toContain('Doe');
  });

  it('keeps at most 4 KiB of the provider message, in a property that is not enumerable', () => {
    const error = rejectionError(response(400, {}, 'ü'.repeat(10_000)), where, NOW);
    expect(error.providerMessage).toBe('ü'.repeat(2048));
    expect(JSON.stringify(error)).not.toContain('ü');
  });
});

describe('a success', () => {
  it.each([
    ['', 'with a status that this request does not expect and an empty body.'],
    ['{}', 'with a status that this request does not expect.'],
  ])(
    'whose status the request does not expect and whose body is "%s" gives an error that names them and the request',
    (text, says) => {
      const error = rejectionError(response(204, {}, text), where, NOW);
      expect(error).toMatchObject({ kind: 'transient', code: 'ERR_UNEXPECTED_STATUS', status: 204 });
      expect(error.message).toContain(`The API responded to POST /users/{userId}/data ${says}`);
      expect(error.message).toContain('(api.example.com responded with 204.)');
    },
  );

  it('that cannot be read gives an error with the reason and the request', () => {
    const of = (why?: string) =>
      unreadableResponseError(response(200), where, 'The API responded with something else.', why);
    expect(of()).toMatchObject({
      ...{ kind: 'transient', code: 'ERR_UNREADABLE_RESPONSE', status: 200 },
      message: 'The API responded with something else. (api.example.com responded with 200.)',
      detail: 'POST /users/{userId}/data at api.example.com, status 200',
    });
    expect(of('id is missing').detail).toBe(
      'POST /users/{userId}/data at api.example.com, status 200: id is missing',
    );
  });

  it('that is a web page is not from the API', () => {
    const error = foreignResponseError(
      response(200, { 'content-type': 'Text/HTML; charset=utf-8' }, '<html>John Doe'),
      where,
    );
    expect(error).toMatchObject({ kind: 'transient', code: 'ERR_UNREADABLE_RESPONSE', status: 200 });
    expect(error?.message).not.toContain('John Doe');
    expect(error !== undefined && isOutcomeUnknown(error)).toBe(true);
  });

  it('that is JSON or empty is from the API', () => {
    expect(
      foreignResponseError(response(200, { 'content-type': 'application/json' }, '{}'), where),
    ).toBeUndefined();
    expect(foreignResponseError(response(200, { 'content-type': 'text/html' }, ''), where)).toBeUndefined();
    expect(foreignResponseError(response(204, {}, ''), where)).toBeUndefined();
  });
});
