import { describe, expect, it } from 'vitest';
import { client, serveRaw } from './loopback.ts';

const get = { method: 'GET', path: '/' } as const;

async function proxy(answer: string) {
  const asked: string[] = [];
  const { url } = await serveRaw((socket, first) => {
    asked.push(first);
    socket.end(`HTTP/1.1 ${answer}\r\ncontent-length: 0\r\n\r\n`);
  });
  return { url, asked };
}

describe('a proxy of the environment', () => {
  it('is asked for a tunnel to the API, and sees no header of the request', async () => {
    const { url, asked } = await proxy('403 Forbidden');
    for (const name of ['HTTPS_PROXY', 'https_proxy', 'HTTP_PROXY']) {
      const { http } = client(
        'https://api.example.com',
        { headers: { 'x-api-key': 'hunter2' } },
        { environment: { [name]: url } },
      );
      await expect(http.request(get), name).rejects.toMatchObject({ kind: 'config', code: 'ERR_PROXY' });
    }
    expect(asked).toHaveLength(3);
    expect(asked[0]).toMatch(/^CONNECT api\.example\.com:443 HTTP\/1\.1\r\n/);
    expect(asked.join()).not.toContain('hunter2');
  });

  it('that wants credentials is said to want them', async () => {
    const { url } = await proxy('407 Proxy Authentication Required');
    const { http } = client('https://api.example.com', {}, { environment: { HTTPS_PROXY: url } });
    await expect(http.request(get)).rejects.toMatchObject({ kind: 'config', code: 'ERR_PROXY_AUTH' });
  });

  it('is not used for a host that NO_PROXY names', async () => {
    const { url, asked } = await proxy('403 Forbidden');
    const environment = { HTTPS_PROXY: url, NO_PROXY: 'example.com,127.0.0.1' };
    const { http } = client('https://127.0.0.1:9', {}, { environment });
    await expect(http.request(get)).rejects.toMatchObject({ code: 'ERR_NOT_SENT' });
    expect(asked).toHaveLength(0);
  });

  it.each(['::hunter2', 'hunter2.example.com:3128', 'socks5://hunter2'])(
    'that is none (%s) is an error of the configuration that does not repeat it',
    async (name) => {
      const { http } = client('https://api.example.com', {}, { environment: { HTTPS_PROXY: name } });
      await expect(http.request(get)).rejects.toMatchObject({
        kind: 'config',
        code: 'ERR_PROXY',
        message: expect.not.stringContaining('hunter2'),
      });
    },
  );
});
