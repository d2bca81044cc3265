import * as fs from 'node:fs';
import * as http from 'node:http';
import type { AddressInfo } from 'node:net';
import * as path from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { killGroups } from '../../src/testing/process-group.ts';
import { type PlatformJob, start } from '../platform/wrapper.ts';
import { assemble, type Image, removeFolders } from './image.ts';
import { argumentsFor, jobIn, names, read, shells, until } from './subjects.ts';

afterEach(killGroups);
afterAll(removeFolders);

describe.each(names)('the image of %s', (name) => {
  let image: Image;
  beforeAll(() => {
    image = assemble(argumentsFor(name));
  });

  test.each(shells)('prints only one SPEC in %s', async (shell) => {
    const job = jobIn(image, { shell, operation: 'spec' });
    const running = start(job);
    expect(await running.ended).toBe(0);
    expect(running.stderr()).toBe('');
    const lines = running.stdout().trimEnd().split('\n');
    expect(lines.map((line) => (JSON.parse(line) as { type: string }).type)).toEqual(['SPEC']);
    expect(read(path.join(job.folder, 'exitCode.txt')).trim()).toBe('0');
  });

  test('runs a check without a configuration with one FAILED and the exit code 0', async () => {
    const job = jobIn(image, { shell: shells[0]!, operation: 'check' });
    const running = start(job);
    expect(await running.ended).toBe(0);
    const messages = running
      .stdout()
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>);
    const statuses = messages.filter((message) => message.type === 'CONNECTION_STATUS');
    expect(statuses).toMatchObject([{ connectionStatus: { status: 'FAILED' } }]);
  });

  test('fails a write without a configuration with a TRACE and the exit code 1', async () => {
    const job = jobIn(image, { shell: shells[0]!, operation: 'write' });
    const running = start(job);
    running.endInput();
    expect(await running.ended).toBe(1);
    expect(running.stdout()).toContain('"type":"TRACE"');
    expect(read(path.join(job.folder, 'exitCode.txt')).trim()).toBe('1');
  });
});

describe.runIf(names.includes('destination-tidepool-so'))(
  'a sync in the image of destination-tidepool-so',
  () => {
    const name = 'destination-tidepool-so';
    let image: Image;
    let provider: http.Server | undefined;
    beforeAll(async () => {
      image = assemble(argumentsFor(name));
      const server = http.createServer((request, response) => {
        request
          .resume()
          .on('end', () => response.writeHead(request.url?.endsWith('/track') ? 201 : 200).end('{}'));
      });
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
      provider = server;
    });
    afterAll(() => new Promise((resolve) => (provider ? provider.close(resolve) : resolve(undefined))));

    const prepared = (shell: string): PlatformJob => {
      const job = jobIn(image, { shell, operation: 'write' });
      const { port } = provider!.address() as AddressInfo;
      const write = (file: string, value: unknown): void =>
        fs.writeFileSync(path.join(job.folder, file), JSON.stringify(value), { mode: 0o644 });
      write('connectorConfig.json', { api_key: 'a-key-of-a-test', base_url: `http://127.0.0.1:${port}` });
      write('catalog.json', {
        streams: [
          {
            stream: {
              name: 'chats',
              json_schema: { type: 'object' },
              supported_sync_modes: ['full_refresh'],
            },
            sync_mode: 'full_refresh',
            destination_sync_mode: 'append',
          },
        ],
      });
      return job;
    };
    const recordOf = (text: string): string =>
      JSON.stringify({
        type: 'RECORD',
        record: { stream: 'chats', emitted_at: 1, data: { text, timestamp: '2026-01-01T00:00:00Z' } },
      });
    const record = recordOf('hello');
    const state = JSON.stringify({
      type: 'STATE',
      state: {
        type: 'STREAM',
        stream: { stream_descriptor: { name: 'chats' }, stream_state: { cursor: 1 } },
        id: 1,
      },
    });

    test.each(shells)('delivers, emits its state and leaves 0 in %s', async (shell) => {
      const job = prepared(shell);
      const running = start(job);
      running.send(record);
      running.send(state);
      running.endInput();
      expect(await running.ended, running.stdout()).toBe(0);
      expect(running.stderr()).toBe('');
      expect(
        running
          .stdout()
          .split('\n')
          .filter((line) => line.includes('"type":"STATE"')),
      ).toHaveLength(1);
      expect(read(path.join(job.folder, 'exitCode.txt')).trim()).toBe('0');
    });

    test.each(shells)(
      'emits states of delivered records and ends by the signal of a cancel in %s',
      async (shell) => {
        const job = prepared(shell);
        const running = start(job);
        for (let count = 0; count < 100; count++) running.send(recordOf(`hello ${count}`));
        running.send(state);
        await until(() => running.stdout().includes('"type":"STATE"'), 'the state after a full batch');
        const asked = performance.now();
        running.terminate();
        expect(await running.ended).toBe(143);
        expect(performance.now() - asked).toBeLessThan(10_000);
        expect(read(path.join(job.folder, 'exitCode.txt')).trim()).toBe('143');
      },
    );
  },
);
