import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { catalog, lines, record, streamState } from '@airbyte-ts/cdk/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { tidepoolSo } from '../connectors/destination-tidepool-so/emulator/tidepool-so.ts';
import { startEmulator } from '../src/emulator/server.ts';
import { runConnector, startConnector } from '../src/testing/process.ts';
import { emulatorOf } from './emulators/registry.ts';
import { FAST } from './faults/fast.ts';

const program = fileURLToPath(new URL('../dist/destination-tidepool-so.js', import.meta.url));
const command = [process.execPath, program];
const stream = { name: 'chats' };

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'unresponsive-'));
});
afterAll(() => rm(folder, { recursive: true }));

async function file(name: string, content: string): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, content);
  return path;
}

const catalogFile = () =>
  file(
    'catalog.json',
    catalog([
      { stream: { ...stream, json_schema: {} }, sync_mode: 'incremental', destination_sync_mode: 'append' },
    ]),
  );

/** Starts a storage that accepts connections and never responds, or none at the port 1, and a working provider. */
async function hangingStorage({ isThere = true } = {}) {
  const server = createServer((socket) => socket.on('error', () => undefined).resume()).listen(
    0,
    '127.0.0.1',
  );
  await once(server, 'listening');
  const { port } = isThere ? (server.address() as { readonly port: number }) : { port: 1 };
  const emulator = await startEmulator(tidepoolSo());
  const config = {
    ...emulatorOf('destination-tidepool-so').config(emulator.url),
    max_rejected_percent: 100,
    object_storage_config: {
      storage_type: 'S3',
      s3_bucket_name: 'rejected',
      s3_bucket_region: 'eu-west-3',
      bucket_path: 'dlq',
      s3_endpoint: `http://127.0.0.1:${port}`,
      access_key_id: 'id',
      secret_access_key: 'secret',
    },
  };
  return {
    config: await file('s3.json', JSON.stringify(config)),
    async close() {
      server.close();
      await emulator.close();
    },
  };
}

describe('a bucket that accepts connections and never responds', () => {
  it('fails the check with a message that names the storage and the setting with its address', async () => {
    const { config, close } = await hangingStorage();
    const end = await runConnector(command, ['check', '--config', config], { env: FAST });
    await close();
    expect(end.exitCode).toBe(0);
    expect(end.messages.filter(({ type }) => type === 'CONNECTION_STATUS')).toMatchObject([
      {
        connectionStatus: {
          status: 'FAILED',
          message: expect.stringMatching(
            /rejected records .* Endpoint \(object_storage_config\.s3_endpoint\)/,
          ),
        },
      },
    ]);
  });

  it('does not delay the end of a sync after SIGTERM', async () => {
    const { config, close } = await hangingStorage();
    const args = ['write', '--config', config, '--catalog', await catalogFile()];
    const running = startConnector(command, args, { env: { ...FAST, LOG_LEVEL: 'DEBUG' } });
    await running.send(record(stream, { text: 'no timestamp' }), streamState(stream, { n: 1 }, { id: 1 }));
    running.kill('SIGTERM');
    const end = await running.finished;
    await close();
    expect(end).toMatchObject({ signal: 'SIGTERM', timedOut: false });
    expect(end.messages.filter(({ type }) => type === 'STATE')).toEqual([]);
  });
});

describe('a bucket that refuses connections', () => {
  it('is tried again by the check for as long as a provider, with a message that names the setting', async () => {
    const { config, close } = await hangingStorage({ isThere: false });
    // In real time: the attempts of a fast clock would take most of the 3 seconds that the deadline of the check leaves.
    const end = await runConnector(command, ['check', '--config', config]);
    await close();
    expect(end.messages.filter(({ type }) => type === 'CONNECTION_STATUS')).toMatchObject([
      {
        connectionStatus: {
          status: 'FAILED',
          message: expect.stringMatching(
            /Check Endpoint \(object_storage_config\.s3_endpoint\).* It was tried again for 12 seconds, without success\.$/,
          ),
        },
      },
    ]);
  });
});

describe('a reader that does not read stdout', () => {
  it('does not delay the end of a sync after SIGTERM', async () => {
    const config = await file(
      'config.json',
      JSON.stringify({ api_key: 'k', base_url: 'http://127.0.0.1:1' }),
    );
    const args = [program, 'write', '--config', config, '--catalog', await catalogFile()];
    const child = spawn(process.execPath, args, {
      stdio: ['pipe', 'pipe', 'ignore'],
      env: { ...process.env, ...FAST },
    });
    child.stdin.on('error', () => undefined);
    // More than pipes hold: the connector can say no more, and reads no more.
    const state = streamState(stream, { blob: 'x'.repeat(10_000) }, { id: 1 });
    child.stdin.write(lines(...Array.from({ length: 300 }, () => state)));
    await once(child.stdout, 'readable');
    child.kill('SIGTERM');
    expect(await once(child, 'exit')).toEqual([null, 'SIGTERM']);
  });
});
