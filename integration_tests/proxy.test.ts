import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { serveRaw } from '../src/http/testing/loopback.ts';

const program = fileURLToPath(new URL('../dist/destination-tidepool-so.js', import.meta.url));
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'proxy-'));
});
afterAll(() => rm(folder, { recursive: true }));

/** Runs a check with a proxy that sends this response; returns the message and the requests to the proxy. */
async function check(response: string) {
  const asked: string[] = [];
  const { url } = await serveRaw((socket, first) => {
    asked.push(first);
    socket.end(`HTTP/1.1 ${response}\r\ncontent-length: 0\r\n\r\n`);
  });
  const file = join(folder, 'config.json');
  await writeFile(file, JSON.stringify({ api_key: 'k', base_url: 'https://api.example.com' }));
  const env = { ...process.env, HTTPS_PROXY: url.replace('http://', 'http://me:pass@'), NO_PROXY: '' };
  const { stdout } = await promisify(execFile)(program, ['check', '--config', file], { env });
  const { connectionStatus } = JSON.parse(stdout.trim().split('\n').at(-1)!) as {
    connectionStatus: { message: string };
  };
  return { message: connectionStatus.message, asked };
}

describe('the built command behind a proxy', () => {
  test('requests a tunnel with the credentials of the proxy URL', async () => {
    const { asked } = await check('403 Forbidden');
    expect(asked[0]).toMatch(/^CONNECT api\.example\.com:443 HTTP\/1\.1\r\n/);
    expect(asked[0]!.toLowerCase()).toContain('proxy-authorization: basic');
  });

  test('reports that the proxy requires credentials', async () => {
    const { message } = await check('407 Proxy Authentication Required');
    expect(message).toContain('proxy asks for credentials');
  });
});
