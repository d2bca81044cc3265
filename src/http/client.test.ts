import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { ConnectorError } from '../errors.ts';
import { createMeter, withMeter } from '../observer/meter.ts';
import { client, serve, until } from './testing/loopback.ts';

describe('a request', () => {
  it('goes to its path below the base URL with its query, headers and body', async () => {
    const { url, seen } = await serve((_, response) => response.writeHead(201, { 'x-a': 'b' }).end('made'));
    const { http } = client(`${url}/api/v1/`, { headers: { 'X-Api-Key': 'k', 'User-Agent': 'me' } });
    const response = await http.request({
      method: 'POST',
      path: '/users/a%2Fb/../x',
      query: { dry: true, none: undefined },
      headers: { 'x-session': 's' },
      json: { a: 1 },
    });
    expect(response).toMatchObject({ status: 201, data: 'made', headers: { 'x-a': 'b' } });
    expect(seen[0]).toMatchObject({
      method: 'POST',
      url: '/api/v1/users/a%2Fb/../x?dry=true',
      body: '{"a":1}',
      headers: {
        'x-api-key': 'k',
        'user-agent': 'me',
        'x-session': 's',
        'content-type': 'application/json',
        'content-length': '7',
        'accept-encoding': 'identity',
      },
    });
    expect(seen[0]?.headers.cookie).toBeUndefined();
  });

  it('sends a short and a long list of bytes with the exact length', async () => {
    const { url, seen } = await serve((_, response) => response.end());
    const { http } = client(url);
    for (const rows of [3, 60_000]) {
      const list = Array.from({ length: rows }, (_, i) => Buffer.from(`{"row":${i},"text":"ä"}\n`));
      await http.request({ method: 'POST', path: '/', body: list });
      const whole = Buffer.concat(list);
      const one = seen.at(-1);
      expect(one?.body === whole.toString()).toBe(true);
      expect(one?.headers['content-length']).toBe(String(whole.byteLength));
      expect(one?.headers['transfer-encoding']).toBeUndefined();
    }
  });

  it('accepts only the statuses that it expects as a success', async () => {
    const { url } = await serve((seen, response) => response.writeHead(Number(seen.url.slice(1))).end('{}'));
    const { http } = client(url);
    const ask = (status: number, expected?: number[]) =>
      http.request({ method: 'GET', path: `/${status}`, ...(expected && { expect: expected }) });
    expect((await ask(202)).status).toBe(202);
    expect((await ask(404, [200, 404])).status).toBe(404);
    await expect(ask(200, [201])).rejects.toMatchObject({ code: 'ERR_UNEXPECTED_STATUS', kind: 'transient' });
    const { http: other } = client(url);
    await expect(other.request({ method: 'GET', path: '/404' })).rejects.toMatchObject({
      code: 'ERR_NOT_FOUND',
      kind: 'config',
    });
  });

  it('returns the data parsed by the schema', async () => {
    const { url, seen } = await serve((_, response) => response.end('{"id":"7","more":1}'));
    const { data } = await client(url).http.request({
      method: 'GET',
      path: '/',
      responseSchema: z.object({ id: z.coerce.number() }),
    });
    expect(data).toEqual({ id: 7 });
    expect(seen[0]?.headers.accept).toBe('application/json');
  });

  it('fails if the response is not JSON, is cut or has another form; the error names paths, not values', async () => {
    const bodies = ['', 'John Doe', '{"id":"John', '{"items":[{"id":"John Doe"}]}'];
    const { url } = await serve((_, response, n) => response.end(bodies[n]));
    const { http } = client(url);
    const errors: ConnectorError[] = [];
    for (const _ of bodies) {
      const responseSchema = z.object({ items: z.array(z.object({ id: z.number() })) });
      errors.push(
        await http
          .request({ method: 'GET', path: '/', responseSchema })
          .then(undefined as never, (error) => error),
      );
    }
    for (const error of errors) {
      expect(error).toMatchObject({ kind: 'transient', code: 'ERR_UNREADABLE_RESPONSE', status: 200 });
      expect(error.message + error.detail).not.toContain('John');
    }
    expect(errors[3]?.detail).toContain('/items/0/id invalid_type');
  });

  it('lets the connector interpret an error response, and completes its error', async () => {
    const { url } = await serve((_, response) => response.writeHead(409, { 'retry-after': '3' }).end('busy'));
    const { http } = client(url, {
      classify: ({ status }) => (status === 409 ? new ConnectorError('rate_limit', 'Busy.') : undefined),
    });
    await expect(http.request({ method: 'PUT', path: '/x', route: '/{id}' })).rejects.toMatchObject({
      kind: 'rate_limit',
      message: 'Busy.',
      status: 409,
      retryAfterMs: 3000,
      providerMessage: 'busy',
      detail: expect.stringContaining('PUT /{id} at 127.0.0.1'),
    });
  });

  it('never shows a header value or an id of the path in errors and logs', async () => {
    const { url } = await serve((_, response) => response.writeHead(500).end('hunter2'));
    const { http, lines } = client(url, { headers: { authorization: 'hunter2' } });
    const failed = http.request({
      method: 'GET',
      path: '/users/hunter2',
      route: '/users/{id}',
      query: { q: 'hunter2' },
    });
    const error = await failed.then(
      () => Promise.reject(new Error('it succeeded')),
      (thrown: ConnectorError) => thrown,
    );
    expect(error.code).toBe('ERR_SERVER');
    expect(JSON.stringify([error, error.message, error.detail, error.stack, lines])).not.toContain('hunter2');
    expect(lines.join()).toContain('GET /users/{id}');
  });

  it('fails before it is sent if a header is invalid, without its value in the error', async () => {
    expect(() => client('https://api.example.com', { headers: { authorization: 'hunter2\n' } })).toThrow(
      expect.objectContaining({ kind: 'config', message: expect.not.stringContaining('hunter2') }),
    );
    const { url, seen } = await serve((_, response) => response.end());
    const headers = { 'x-token': 'hunter2\0' };
    await expect(client(url).http.request({ method: 'GET', path: '/', headers })).rejects.toMatchObject({
      code: 'ERR_HEADER_VALUE',
    });
    expect(seen).toHaveLength(0);
  });

  it('adds its waits to the wait meter of its caller', async () => {
    const { url } = await serve((_, response, n) => response.writeHead(n === 0 ? 503 : 200).end());
    const { http, clock } = client(url, {}, { random: () => 0.5 });
    const meter = createMeter(clock);
    const request = withMeter(meter, () => http.request({ method: 'GET', path: '/', idempotent: true }));
    await until(() => clock.pending === 1 && meter.retries === 1);
    await clock.advance(250);
    await request;
    expect(meter).toMatchObject({ requests: 2, retries: 1 });
    expect(meter.waits.totals()).toEqual([{ purpose: 'before repetitions', ms: 250 }]);
  });

  it('reports to its meter that it waits for the pace', async () => {
    const { url } = await serve((_, response) => response.end());
    const { http, clock } = client(url, { requestsPerSecond: 5 });
    const meter = createMeter(clock);
    const requests = [1, 2].map(() => withMeter(meter, () => http.request({ method: 'GET', path: '/' })));
    await until(() => meter.waits.now().length > 0);
    expect(meter.waits.now()).toEqual(['paced to 5 requests a second']);
    await clock.advance(200);
    await Promise.all(requests);
    expect(meter.waits.totals()).toEqual([{ purpose: 'for the pace', ms: 200 }]);
  });
});

describe('the client', () => {
  it('keeps the configured rate', async () => {
    const { url, seen } = await serve((_, response) => response.end());
    const { http, clock } = client(url, { requestsPerSecond: 5 });
    const all = Promise.all([1, 2, 3].map(() => http.request({ method: 'GET', path: '/' })));
    await until(() => seen.length === 1);
    await clock.advance(199);
    expect(seen).toHaveLength(1);
    await clock.advance(1);
    await until(() => seen.length === 2);
    await clock.advance(200);
    await all;
    expect(seen).toHaveLength(3);
  });

  it('rejects an invalid base URL', () => {
    expect(() => client('http://api.example.com')).toThrow(expect.objectContaining({ code: 'ERR_BASE_URL' }));
  });

  it('never uses a proxy for the loopback address', async () => {
    const proxy = await serve((_, response) => response.writeHead(502).end());
    const { url } = await serve((_, response) => response.end('direct'));
    const environment = { HTTP_PROXY: proxy.url, HTTPS_PROXY: proxy.url };
    const { http } = client(url, {}, { environment });
    expect((await http.request({ method: 'GET', path: '/' })).data).toBe('direct');
    expect(proxy.seen).toHaveLength(0);
  });

  it('closes its connections', async () => {
    const { url } = await serve((_, response) => response.end());
    const { http } = client(url);
    await http.request({ method: 'GET', path: '/' });
    await http.close();
    await expect(http.request({ method: 'GET', path: '/' })).rejects.toMatchObject({ kind: 'bug' });
    await client(url).http.close();
  });
});
