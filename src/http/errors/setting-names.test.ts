import { describe, expect, it } from 'vitest';
import { parseBaseUrl } from '../request/base-url.ts';
import { prepareHeaders } from '../request/prepare-request.ts';
import { rejectionError } from './classify.ts';
import { deadlineError, networkError } from './network-error.ts';
import type { RequestContext } from './request-context.ts';
import { foreignResponseError, webPageError } from './web-page.ts';

const settings = { baseUrl: 'Address (api.url)', credentials: 'Key (api.key)' };
const where: RequestContext = {
  method: 'GET',
  route: '/',
  host: 'api.example.com',
  timeoutMs: 1000,
  settings,
};
const fresh = { sent: false, hadResponse: false };
const failing = (code: string) => Object.assign(new Error('failed'), { code });
const response = (status: number, headers = {}) => ({ status, headers, text: '<html>' });
const thrownBy = (work: () => unknown): Error | undefined => {
  try {
    work();
    return undefined;
  } catch (error) {
    return error as Error;
  }
};

describe('a message of the HTTP client names the setting with the address of the API', () => {
  it.each([
    'ECONNREFUSED',
    'ENOTFOUND',
    'EHOSTUNREACH',
    'ENETUNREACH',
    'ETIMEDOUT',
    'UND_ERR_CONNECT_TIMEOUT',
    'ECONNRESET',
    'EPROTO',
    'ERR_SSL_WRONG_VERSION_NUMBER',
    'CERT_HAS_EXPIRED',
  ])('after %s', (code) => {
    expect(networkError(failing(code), where, fresh).message).toContain('Address (api.url)');
    expect(networkError(failing(code), { ...where, settings: undefined }, fresh).message).toContain(
      'the base URL',
    );
  });

  it.each([302, 404, 405, 406, 410, 411, 415, 501])('after the status %i', (status) => {
    expect(rejectionError(response(status), where, 0).message).toContain('Address (api.url)');
  });

  it('after a deadline, a web page and an address that cannot be used', () => {
    const html = { 'content-type': 'text/html' };
    expect(deadlineError(where, fresh).message).toContain('Address (api.url)');
    expect(
      webPageError(response(403, html), where, { mayCarryRecords: true, hasSucceeded: true })?.message,
    ).toContain('Address (api.url)');
    expect(foreignResponseError(response(200, html), where)?.message).toContain('Address (api.url)');
    const unusable = 'ftp://api.example.com';
    expect(thrownBy(() => parseBaseUrl(unusable, settings))?.message).toMatch(/^Address \(api\.url\) cannot/);
    expect(thrownBy(() => parseBaseUrl(unusable))?.message).toMatch(/^The base URL cannot/);
  });
});

describe('a message of the HTTP client names the settings with the credentials', () => {
  it('after the status 401 and a header that HTTP does not allow', () => {
    expect(rejectionError(response(401), where, 0).message).toContain('Check Key (api.key)');
    expect(rejectionError(response(401), { ...where, settings: undefined }, 0).message).toContain(
      'Check the credentials in the settings',
    );
    expect(thrownBy(() => prepareHeaders({ a: 'b\n' }, settings))?.message).toContain('Check Key (api.key)');
  });
});
