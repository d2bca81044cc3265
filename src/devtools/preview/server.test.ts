import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import { mkdtemp, readdir, rm, utimes, writeFile } from 'node:fs/promises';
import { type ClientRequest, type IncomingMessage, request } from 'node:http';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { until } from '../../emulator/testing/notes.ts';
import { TOKEN_HEADER } from './description.ts';
import { type RunningPreview, startPreview } from './server.ts';

let folder: string;
let specification: string;
let command: string;
let running: RunningPreview;

const own = {
  type: 'object',
  properties: { api_key: { title: 'API Key', type: 'string', airbyte_secret: true } },
};

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'preview-server-'));
  // Where the configuration is written during a check.
  vi.stubEnv('TMPDIR', folder);
  specification = join(folder, 'destination-x.json');
  command = join(folder, 'destination-x.mjs');
  await writeFile(specification, JSON.stringify({ connectionSpecification: own }));
  await writeFile(join(folder, 'main.js'), 'page()');
  await writeFile(join(folder, 'page.css'), 'body{}');
  const connector = { name: 'destination-x', folder, specification };
  running = await startPreview({ connector, command, page: folder, port: 0 });
});
afterEach(async () => {
  await running.close();
  vi.unstubAllEnvs();
  await rm(folder, { recursive: true });
});

interface Call {
  readonly path?: string;
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** Sends a request as the page does; `headers` replace those of the page, and an empty one is left out. */
async function call({ path = '/specification', method = 'GET', headers = {}, body }: Call) {
  const { origin, searchParams } = new URL(running.url);
  const all = {
    [TOKEN_HEADER]: searchParams.get('token')!,
    'sec-fetch-site': 'same-origin',
    ...(method === 'POST' && { origin, 'content-type': 'application/json' }),
    ...headers,
  };
  const sent = Object.fromEntries(Object.entries(all).filter(([, value]) => value !== ''));
  const response = await new Promise<IncomingMessage>((resolve, reject) => {
    request(new URL(path, origin), { method, headers: sent, agent: false }, resolve)
      .once('error', reject)
      .end(body);
  });
  return { status: response.statusCode, headers: response.headers, body: await text(response) };
}

const check = async (configuration: unknown = {}, script = '') => {
  await writeFile(command, script);
  const { body } = await call({ path: '/check', method: 'POST', body: JSON.stringify({ configuration }) });
  return JSON.parse(body);
};

const printing = (...messages: object[]) =>
  messages.map((message) => `console.log(${JSON.stringify(JSON.stringify(message))});`).join('\n');

const configurationFiles = async () =>
  (await readdir(folder)).filter((name) => name.startsWith('airbyte-preview-'));

describe('access', () => {
  it.each<[string, Call, number]>([
    ['the page with the token in its address', { path: 'TOKEN', headers: { [TOKEN_HEADER]: '' } }, 200],
    [
      'an address that the user typed',
      { path: 'TOKEN', headers: { [TOKEN_HEADER]: '', 'sec-fetch-site': 'none' } },
      200,
    ],
    ['the page without the token', { path: '/', headers: { [TOKEN_HEADER]: '' } }, 403],
    ['the page with a wrong token', { path: '/?token=x', headers: { [TOKEN_HEADER]: '' } }, 403],
    ['the script of the page without the token', { path: '/main.js', headers: { [TOKEN_HEADER]: '' } }, 200],
    ['the style of the page without the token', { path: '/page.css', headers: { [TOKEN_HEADER]: '' } }, 200],
    ['the specification with the token', {}, 200],
    ['the specification without the token', { headers: { [TOKEN_HEADER]: '' } }, 403],
    [
      'the specification with the token in its address',
      { path: '/specification?TOKEN', headers: { [TOKEN_HEADER]: '' } },
      403,
    ],
    ['another name for this machine', { headers: { host: 'attacker.example:PORT' } }, 403],
    ['the right name with another port', { headers: { host: '127.0.0.1:1' } }, 403],
    ['the name localhost', { headers: { host: 'localhost:PORT' } }, 200],
    ['the script under another name', { path: '/main.js', headers: { host: 'attacker.example:PORT' } }, 403],
    ['a request of another site', { headers: { 'sec-fetch-site': 'cross-site' } }, 403],
    ['a request of another port of this machine', { headers: { 'sec-fetch-site': 'same-site' } }, 403],
    ['a request of a browser without Sec-Fetch-Site', { headers: { 'sec-fetch-site': '' } }, 200],
    [
      'a check with another origin',
      { path: '/check', method: 'POST', headers: { origin: 'https://attacker.example' } },
      403,
    ],
    ['a check without an origin', { path: '/check', method: 'POST', headers: { origin: '' } }, 403],
    [
      'a check that is a form',
      { path: '/check', method: 'POST', headers: { 'content-type': 'text/plain' } },
      415,
    ],
    ['a check without the token', { path: '/check', method: 'POST', headers: { [TOKEN_HEADER]: '' } }, 403],
    ['a check by GET', { path: '/check' }, 404],
    ['another file', { path: '/destination-x.json' }, 404],
  ])('%s gets the expected status', async (_, { headers = {}, path, ...rest }, status) => {
    const { search, port } = new URL(running.url);
    const named = Object.entries(headers).map(([name, value]) => [name, value.replace('PORT', port)]);
    const address = path?.replace(/^TOKEN$/, `/${search}`).replace('?TOKEN', search);
    const response = await call({
      ...rest,
      headers: Object.fromEntries(named),
      ...(address && { path: address }),
    });
    expect(response.status).toBe(status);
    expect(response.body.includes('API Key')).toBe(
      status === 200 && (path ?? '/specification') === '/specification',
    );
  });

  it('listens on 127.0.0.1 only, with a token of 192 bits', async () => {
    const { hostname, port, searchParams } = new URL(running.url);
    expect(hostname).toBe('127.0.0.1');
    expect(Buffer.from(searchParams.get('token')!, 'base64url')).toHaveLength(24);
    // A server on all addresses would accept this one too.
    const socket = connect(Number(port), '127.0.0.2');
    await expect(once(socket, 'connect').finally(() => socket.destroy())).rejects.toThrow();
  });

  it('the page loads nothing from elsewhere, is in no frame and does not pass its address on', async () => {
    const { headers } = await call({ path: `/${new URL(running.url).search}` });
    expect(headers['content-security-policy']).toContain("default-src 'none'");
    expect(headers['content-security-policy']).toContain("frame-ancestors 'none'");
    expect(headers).toMatchObject({ 'referrer-policy': 'no-referrer', 'cache-control': 'no-store' });
  });
});

describe('the description', () => {
  const described = async () => JSON.parse((await call({})).body);

  it('is the complete specification, read again by each request, with the rules that it breaks', async () => {
    const { connector, schema, violations } = await described();
    expect(connector).toBe('destination-x');
    expect(Object.keys(schema.properties)).toEqual(expect.arrayContaining(['api_key', 'field_mappings']));
    expect(violations.join('\n')).toContain('/connectionSpecification');
    await writeFile(
      specification,
      JSON.stringify({ connectionSpecification: { ...own, properties: { other: {} } } }),
    );
    expect((await described()).schema.properties).toHaveProperty('other');
  });

  it('tells whether the connector is built, and before or after the last change of the specification', async () => {
    expect((await described()).command).toBe('missing');
    await writeFile(command, '');
    await utimes(command, 1_000, 1_000);
    expect((await described()).command).toBe('stale');
    await utimes(specification, 999, 999);
    expect((await described()).command).toBe('ready');
  });

  it.each(['{', 'null', '{}'])('names the file that is no specification: %s', async (content) => {
    await writeFile(specification, content);
    const { status, body } = await call({});
    expect(status).toBe(500);
    expect(JSON.parse(body).error).toContain(specification);
  });
});

describe('a check', () => {
  const status = (value: string, message?: string) => ({
    ...{ type: 'CONNECTION_STATUS' },
    connectionStatus: { status: value, ...(message !== undefined && { message }) },
  });

  it('returns the status and message of the connector', async () => {
    const log = { type: 'LOG', log: { level: 'INFO', message: 'x' } };
    expect(await check({}, `console.log('no JSON');${printing(log, status('FAILED', 'wrong key'))}`)).toEqual(
      {
        ...{ status: 'FAILED', message: 'wrong key' },
      },
    );
    expect(await check({}, printing(status('SUCCEEDED')))).toEqual({ status: 'SUCCEEDED', message: '' });
  });

  it('returns the last configuration that the connector sent in place of its own', async () => {
    const update = (api_key: string) => ({
      type: 'CONTROL',
      control: { type: 'CONNECTOR_CONFIG', connectorConfig: { config: { api_key } } },
    });
    const sent = { configuration: { api_key: 'k3' } };
    expect(await check({}, printing(update('k2'), update('k3'), status('SUCCEEDED')))).toEqual({
      ...{ status: 'SUCCEEDED', message: '', ...sent },
    });
    expect(await check({}, printing(update('k3')))).toMatchObject({ status: 'NONE', ...sent });
  });

  it('returns the error of a connector that ended without a status', async () => {
    const trace = { type: 'TRACE', trace: { type: 'ERROR', error: { message: 'broken' } } };
    const message = 'check ended with exit code 3 and without a CONNECTION_STATUS';
    expect(await check({}, 'process.exit(3)')).toEqual({ status: 'NONE', message: `${message}.` });
    expect(await check({}, `${printing(trace)}process.exitCode = 3`)).toEqual({
      ...{ status: 'NONE', message: `${message}: broken` },
    });
  });

  it('of a connector that is not built is rejected with the remedy', async () => {
    const response = await call({ path: '/check', method: 'POST', body: '{"configuration":{}}' });
    expect(response.status).toBe(409);
    expect(JSON.parse(response.body).error).toContain('npm run build');
  });

  it('hands over the configuration in a file of its owner alone, and removes it', async () => {
    const script = `
      import { readFileSync, statSync } from 'node:fs';
      import { dirname } from 'node:path';
      const [name, flag, file] = process.argv.slice(2);
      const mode = (path) => (statSync(path).mode & 0o777).toString(8);
      const message = [name, flag, mode(file), mode(dirname(file)), readFileSync(file, 'utf8')].join(' ');
      console.log(JSON.stringify({ type: 'CONNECTION_STATUS', connectionStatus: { status: 'SUCCEEDED', message } }));`;
    const { message } = await check({ api_key: 's3cret' }, script);
    expect(message).toBe('check --config 600 700 {"api_key":"s3cret"}');
    expect(await configurationFiles()).toEqual([]);
    expect(await check({}, 'throw 1')).toMatchObject({ status: 'NONE' });
    expect(await configurationFiles()).toEqual([]);
  });

  it.each([
    ['no JSON', '{"configuration": "s3cret'],
    ['no configuration', '{"api_key": "s3cret"}'],
    ['too large', JSON.stringify({ configuration: { api_key: 's3cret'.repeat(1_500_000) } })],
  ])('rejects a body that is %s, without quoting it', async (_, body) => {
    await writeFile(command, '');
    const response = await call({ path: '/check', method: 'POST', body });
    expect(response.status).toBe(500);
    expect(response.body).not.toContain('s3cret');
  });

  it.each([
    ['the preview ends', () => running.close()],
    ['the page is left', async (sent: ClientRequest) => void sent.destroy()],
  ])('ends, and its file is removed, when %s', async (_, end) => {
    await writeFile(
      command,
      `import { writeFileSync } from 'node:fs';
      writeFileSync(${JSON.stringify(join(folder, 'started'))}, ''); setInterval(() => {}, 1000);`,
    );
    const { origin, searchParams } = new URL(running.url);
    const headers = {
      [TOKEN_HEADER]: searchParams.get('token')!,
      origin,
      'content-type': 'application/json',
    };
    const sent = request(new URL('/check', origin), { method: 'POST', headers, agent: false });
    sent.once('error', () => {});
    sent.end('{"configuration":{"api_key":"s3cret"}}');
    await until(() => readdirSync(folder).includes('started'));
    expect(await configurationFiles()).toHaveLength(1);
    await end(sent);
    await until(() => !readdirSync(folder).some((name) => name.startsWith('airbyte-preview-')));
  });
});

it('rejects with EADDRINUSE where the port is taken', async () => {
  const connector = { name: 'destination-x', folder, specification };
  const port = Number(new URL(running.url).port);
  await expect(startPreview({ connector, command, page: folder, port })).rejects.toMatchObject({
    code: 'EADDRINUSE',
  });
});
