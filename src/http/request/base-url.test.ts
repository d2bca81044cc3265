import { describe, expect, it } from 'vitest';
import { ConnectorError } from '../../errors.ts';
import { parseBaseUrl } from './base-url.ts';

describe('a base URL', () => {
  it('is split into origin, host and prefix', () => {
    expect(parseBaseUrl('https://API.example.com/api/v1/')).toEqual({
      origin: 'https://api.example.com',
      host: 'api.example.com',
      prefix: '/api/v1',
      loopback: false,
    });
    expect(parseBaseUrl('https://api.example.com:8443')).toMatchObject({
      host: 'api.example.com:8443',
      prefix: '',
    });
  });

  it('may be plain http only for localhost and 127.0.0.1', () => {
    for (const url of ['http://localhost', 'http://localhost:8080/x', 'http://127.0.0.1:1']) {
      expect(parseBaseUrl(url).loopback, url).toBe(true);
    }
    for (const url of [
      'http://api.example.com',
      'http://localhost.example.com',
      'http://localhost@evil.example',
      'http://127.1',
      'http://127.0.0.1.nip.io',
      'http://[::1]',
      'http://0.0.0.0',
    ]) {
      expect(() => parseBaseUrl(url), url).toThrow(ConnectorError);
    }
  });

  it('is rejected with a message that does not repeat it', () => {
    for (const url of [
      'https://user:hunter2@api.example.com',
      'https://@api.example.com/hunter2',
      'https://api.example.com/?token=hunter2',
      'https://api.example.com/#hunter2',
      'https://api.example.com?',
      'https://api.example.com/../hunter2',
      'https://api.example.com/%2e%2E/hunter2',
      'https://api.example.com/a\nhunter2',
      'https://api.example.com\\hunter2',
      'ftp://hunter2',
      'https://hunter2:notaport',
      'hunter2',
      '',
    ]) {
      let error: unknown;
      try {
        parseBaseUrl(url);
      } catch (thrown) {
        error = thrown;
      }
      expect(error, url).toMatchObject({ kind: 'config', code: 'ERR_BASE_URL' });
      expect((error as Error).message).not.toContain('hunter2');
    }
  });
});
