import net from 'node:net';
import { describe, expect, it, vi } from 'vitest';
import { client, serve, serveRaw, until } from '../testing/loopback.ts';

const get = { method: 'GET', path: '/' } as const;
const API = 'https://api.example.com';

async function proxy(response: string | undefined) {
  const asked: string[] = [];
  const { url } = await serveRaw((socket, first) => {
    asked.push(first);
    if (response === undefined) socket.destroy();
    else socket.end(`HTTP/1.1 ${response}\r\ncontent-length: 0\r\n\r\n`);
  });
  return { url, name: new URL(url).host, asked };
}

describe('a proxy of the environment', () => {
  it('opens a tunnel to the API and gets no header of the request', async () => {
    const { url, asked } = await proxy('403 Forbidden');
    for (const name of ['HTTPS_PROXY', 'https_proxy', 'HTTP_PROXY']) {
      const { http } = client(API, { headers: { 'x-api-key': 'hunter2' } }, { environment: { [name]: url } });
      await expect(http.request(get), name).rejects.toMatchObject({
        kind: 'transient',
        code: 'ERR_PROXY',
      });
    }
    expect(asked).toHaveLength(3);
    expect(asked[0]).toMatch(/^CONNECT api\.example\.com:443 HTTP\/1\.1\r\n/);
    expect(asked.join()).not.toContain('hunter2');
  });

  it('gets the credentials of its URL, which are in no message', async () => {
    const { url, asked, name } = await proxy('407 Proxy Authentication Required');
    const environment = { HTTPS_PROXY: url.replace('http://', 'http://me:hunter%40@') };
    const error = await client(API, {}, { environment })
      .http.request(get)
      .catch((thrown: Error) => thrown);
    expect(error).toMatchObject({ kind: 'transient', code: 'ERR_PROXY_AUTH' });
    expect((error as Error).message).toContain(name);
    expect((error as Error).message).not.toContain('hunter');
    const basic = Buffer.from('me:hunter@').toString('base64');
    expect(asked[0]?.toLowerCase()).toContain(`proxy-authorization: basic ${basic.toLowerCase()}`);
  });

  it('that opens a tunnel carries TLS with the name of the API', async () => {
    const hello = new Promise<Buffer>((resolve) => {
      void serveRaw((socket) => {
        socket.once('data', resolve);
        socket.write('HTTP/1.1 200 Connection established\r\n\r\n');
      }).then(({ url }) => {
        const { http } = client(API, {}, { environment: { HTTPS_PROXY: url } });
        http.request(get).catch(() => undefined);
      });
    });
    const bytes = await hello;
    expect([bytes[0], bytes[1]]).toEqual([0x16, 0x03]); // a TLS handshake
    expect(bytes.toString('latin1')).toContain('api.example.com');
  });

  it('carries HTTP/1.1: TLS offers no HTTP/2, which the handling of responses does not support', async () => {
    const hello = new Promise<string>((resolve) => {
      void serveRaw((socket) => {
        socket.once('data', (bytes) => resolve(bytes.toString('latin1')));
        socket.write('HTTP/1.1 200 Connection established\r\n\r\n');
      }).then(({ url }) => {
        const { http } = client(API, {}, { environment: { HTTPS_PROXY: url } });
        http.request(get).catch(() => undefined);
      });
    });
    const offered = await hello;
    expect(offered).toContain('\x08http/1.1');
    expect(offered).not.toContain('\x02h2');
  });

  it.each([
    ['closes the connection when it is asked', undefined],
    ['opens a tunnel that breaks at once', '200 OK'],
    ['cannot reach the API', '502 Bad Gateway'],
  ])('that %s is asked once per attempt and named in the error', async (_, response) => {
    const { url, name, asked } = await proxy(response);
    const { http } = client(API, {}, { environment: { HTTPS_PROXY: url } });
    for (let attempt = 1; attempt <= 3; attempt++) {
      const error = await http.request(get).catch((thrown: Error) => thrown);
      expect(error).toMatchObject({ kind: 'transient', code: 'ERR_NOT_SENT' });
      expect((error as Error).message).toMatch(/^The proxy /);
      expect((error as Error).message).toContain(name);
      expect(asked).toHaveLength(attempt);
    }
  });

  it('that fails is asked again after the usual pauses by an idempotent request', async () => {
    const { url, asked } = await proxy(undefined);
    const { http, clock } = client(API, {}, { environment: { HTTPS_PROXY: url }, random: () => 0.999 });
    const request = http.request({ ...get, idempotent: true }).catch((thrown: Error) => thrown);
    await until(() => asked.length === 1 && clock.pending > 0);
    await clock.advance(400);
    expect(asked).toHaveLength(1);
    let isOver = false;
    void request.then(() => {
      isOver = true;
    });
    await until(() => {
      if (!isOver) void clock.advance(1_000);
      return isOver;
    });
    // In 15 minutes, with pauses of half a minute in the end.
    expect(asked.length).toBeLessThan(60);
  });

  it('that is down is named in the error, not the host of the API', async () => {
    const { url, name } = await proxy('200 OK');
    const down = url.replace(/\d+$/, '9');
    const { http } = client(API, {}, { environment: { HTTPS_PROXY: down } });
    const error = await http.request(get).catch((thrown: Error) => thrown);
    expect(error).toMatchObject({ kind: 'transient', code: 'ERR_NOT_SENT' });
    expect((error as Error).message).toContain('The proxy 127.0.0.1:9 refused the connection');
    expect((error as Error).message).not.toContain(name);
  });

  it.each(['example.com,127.0.0.1', '127.0.0.1:9', '*', 'other.example.com 127.0.0.1'])(
    'is not used for a host in NO_PROXY (%s), even if the proxy is not a URL',
    async (exempt) => {
      const { url, asked } = await proxy('403 Forbidden');
      for (const name of [url, 'not a url']) {
        const environment = { HTTPS_PROXY: name, NO_PROXY: exempt };
        const { http } = client('https://127.0.0.1:9', {}, { environment });
        await expect(http.request(get)).rejects.toMatchObject({
          code: 'ERR_NOT_SENT',
          message: expect.stringContaining('The host 127.0.0.1:9 refused'),
        });
      }
      expect(asked).toHaveLength(0);
    },
  );

  it.each([
    ['example.com', true],
    ['.example.com', true],
    ['*.example.com', true],
    ['API.EXAMPLE.COM:443', true],
    ['api.example.com:8443', false],
    ['ample.com', false],
    ['', false],
  ])('NO_PROXY=%s exempts api.example.com: %s', async (exempt, isExempt) => {
    const { url, asked } = await proxy('403 Forbidden');
    const connect = vi.spyOn(net, 'connect').mockImplementation(() => {
      throw Object.assign(new Error('no network'), { code: 'ENETUNREACH' });
    });
    const { http } = client(API, {}, { environment: { HTTPS_PROXY: url, NO_PROXY: exempt } });
    await http.request(get).catch(() => undefined);
    connect.mockRestore();
    expect(asked.length === 0).toBe(isExempt);
  });

  it.each(['::hunter2', 'hunter2.example.com:3128', 'socks5://hunter2'])(
    'that is invalid (%s) is a config error that does not repeat it',
    async (name) => {
      const { http } = client(API, {}, { environment: { HTTPS_PROXY: name } });
      await expect(http.request(get)).rejects.toMatchObject({
        kind: 'config',
        code: 'ERR_PROXY',
        message: expect.not.stringContaining('hunter2'),
      });
    },
  );
});

describe('interim responses that no request asked for', () => {
  const OK = 'HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok';
  const CONTINUE = 'HTTP/1.1 100 Continue\r\n\r\n';
  const PROCESSING = 'HTTP/1.1 102 Processing\r\nx: y\r\n\r\n';
  const HINTS = 'HTTP/1.1 103 Early Hints\r\nlink: </a>; rel=preload\r\n\r\n';
  it.each([
    ['100', [CONTINUE]],
    ['102', [PROCESSING]],
    ['103', [HINTS]],
    ['many', [CONTINUE, HINTS, CONTINUE, PROCESSING, CONTINUE]],
  ])('(%s) are ignored, in one chunk and byte by byte, on a reused connection', async (_, interim) => {
    let requests = 0;
    let connections = 0;
    const { url } = await serveRaw((socket, first) => {
      connections++;
      const response = async (): Promise<void> => {
        requests++;
        const text = interim.join('') + OK;
        const size = requests === 1 ? text.length : 1;
        for (let at = 0; at < text.length; at += size) {
          socket.write(text.slice(at, at + size));
          await new Promise((resolve) => setImmediate(resolve));
        }
      };
      expect(first).toContain('POST');
      void response();
      socket.on('data', () => void response());
    });
    const { http } = client(url);
    for (let n = 0; n < 3; n++)
      expect(await http.request({ method: 'POST', path: '/', body: '{}' })).toMatchObject({ data: 'ok' });
    expect(requests).toBe(3);
    expect(connections).toBeLessThan(3);
  });

  it('do not include a body that looks like one: it is not changed', async () => {
    const { url } = await serveRaw((socket) => {
      const response = (): void => {
        socket.write(`${CONTINUE}HTTP/1.1 200 OK\r\ncontent-length: ${2 * CONTINUE.length}\r\n\r\n`);
        socket.write(CONTINUE + CONTINUE);
      };
      response();
      socket.on('data', response);
    });
    const { http } = client(url);
    for (let n = 0; n < 3; n++)
      expect(await http.request({ method: 'POST', path: '/' })).toMatchObject({ data: CONTINUE + CONTINUE });
  });
});

it('a host with several addresses: a slow address gets the time of a long round trip', async () => {
  const connect = vi.spyOn(net, 'connect');
  const { url } = await serve((_, response) => response.end());
  await client(url).http.request(get);
  const [{ autoSelectFamilyAttemptTimeout }] = connect.mock.calls[0] as never as [net.TcpNetConnectOpts];
  connect.mockRestore();
  expect(autoSelectFamilyAttemptTimeout).toBeGreaterThanOrEqual(2_000);
  expect(autoSelectFamilyAttemptTimeout).toBeLessThan(5_000);
});
