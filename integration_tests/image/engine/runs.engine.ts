import { execFile, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { startEmulator } from '../../../src/emulator/server.ts';
import { killGroups } from '../../../src/testing/process-group.ts';
import { emulatorOf } from '../../emulators/registry.ts';
import { start } from '../../platform/wrapper.ts';
import { folder, removeFolders } from '../image.ts';
import { names, read, until } from '../subjects.ts';
import { buildImage, findEngine, POD, run } from './engine.ts';

const NAME = 'destination-tidepool-so';
const found = names.includes(NAME) ? findEngine() : { missing: `there is no ${NAME}` };
const engine = 'engine' in found ? found.engine : '';

afterEach(killGroups);
afterAll(removeFolders);

const stream = { name: 'chats', json_schema: { type: 'object' }, supported_sync_modes: ['full_refresh'] };
const catalog = { streams: [{ stream, sync_mode: 'full_refresh', destination_sync_mode: 'append' }] };
const record = (text: string): string =>
  JSON.stringify({
    type: 'RECORD',
    record: { stream: 'chats', emitted_at: 1, data: { text, timestamp: '2026-01-01T00:00:00Z' } },
  });
const state = JSON.stringify({
  type: 'STATE',
  state: { type: 'STREAM', stream: { stream_descriptor: { name: 'chats' }, stream_state: {} }, id: 1 },
});
const hundred = Array.from({ length: 100 }, (_, i) => record(`hello ${i}`));

/** Runs a program while the emulator in this process continues to respond. */
const aside = (program: string, args: readonly string[]): Promise<{ readonly stdout: string }> =>
  new Promise((resolve) => {
    execFile(program, args, { timeout: 120_000 }, (_, stdout) => resolve({ stdout }));
  });

describe.runIf(engine !== '')('a container', () => {
  let tag = '';
  let emulator: Awaited<ReturnType<typeof startEmulator>>;
  beforeAll(async () => {
    tag = buildImage(engine, NAME);
    emulator = await startEmulator(emulatorOf(NAME).create());
  }, 1_300_000);
  afterAll(() => emulator?.close());

  /** Returns a folder with the files of a job, under the platform's names. */
  function jobFolder(): string {
    const made = folder();
    fs.writeFileSync(
      path.join(made, 'connectorConfig.json'),
      JSON.stringify(emulatorOf(NAME).config(emulator.url)),
    );
    fs.writeFileSync(path.join(made, 'catalog.json'), JSON.stringify(catalog));
    return made;
  }

  test.each(['TERM', 'INT'])(
    'whose first process gets SIG%s emits the state of delivered records and ends',
    async (signal) => {
      const files = jobFolder();
      const container = `image-test-${randomUUID()}`;
      const child = spawn(engine, [
        ...[
          'run',
          '--rm',
          '-i',
          '--name',
          container,
          '--network',
          'host',
          ...POD,
          '-v',
          `${files}:${files}:ro`,
          tag,
        ],
        ...['write', '--config', `${files}/connectorConfig.json`, '--catalog', `${files}/catalog.json`],
      ]);
      let output = '';
      child.stdout.on('data', (data: Buffer) => {
        output += data.toString();
      });
      child.stdin.on('error', () => {});
      for (const line of [...hundred, state]) child.stdin.write(`${line}\n`);
      await until(() => output.includes('"type":"STATE"'), 'the state');
      const asked = performance.now();
      run(engine, ['kill', '--signal', signal, container]);
      const [code] = (await once(child, 'exit')) as [number];
      // 128 + n for the signal n.
      expect(code).toBe(signal === 'TERM' ? 143 : 130);
      expect(performance.now() - asked).toBeLessThan(10_000);
    },
  );

  test.each([
    ['inside the container is reported with a warning', [], 1],
    ['that is a volume is not warned about', ['-v', '{files}:/rejects'], 0],
  ])('with a Local Directory %s by check', async (_, options, warnings) => {
    const files = jobFolder();
    const config = { ...emulatorOf(NAME).config(emulator.url) };
    const directory = { object_storage_config: { storage_type: 'Local', directory: '/rejects' } };
    fs.writeFileSync(path.join(files, 'config.json'), JSON.stringify({ ...config, ...directory }));
    const mounts = ['-v', `${files}:/files:ro`, ...options.map((each) => each.replace('{files}', files))];
    // Its root is writable, but only for root.
    const args = ['run', '--rm', '--network', 'host', '--user', '0:0', ...mounts, tag];
    const ended = await aside(engine, [...args, 'check', '--config', '/files/config.json']);
    expect(ended.stdout).toContain('"status":"SUCCEEDED"');
    expect(ended.stdout.split('is on the file system of this container').length - 1).toBe(warnings);
  });

  describe('under the script of the platform', () => {
    /** A "shell" that runs in the image; programs that only write and read pipes run outside. */
    function shellIn(files: string): string {
      const shell = path.join(folder(), 'shell');
      const args = ['run', '--rm', '--network', 'host', ...POD, '-v', `${files}:${files}`, '-w', files];
      const text = [
        '#!/bin/sh',
        `case "$2" in 'exec cat'*) exec sh "$@" ;; esac`,
        `exec '${engine}' ${args.map((arg) => `'${arg}'`).join(' ')} --entrypoint sh '${tag}' "$@"`,
      ];
      fs.writeFileSync(shell, `${text.join('\n')}\n`, { mode: 0o755 });
      return shell;
    }
    const job = (files: string, operation: 'spec' | 'write') => ({
      ...{ folder: files, operation, shell: shellIn(files), pollSeconds: 0.2 },
      env: Object.fromEntries(
        Object.entries(process.env).filter((entry): entry is [string, string] => entry[1] !== undefined),
      ),
    });

    test('spec leaves one SPEC and the exit code 0 in the files of the job', async () => {
      const files = jobFolder();
      expect(await start(job(files, 'spec')).ended).toBe(0);
      expect(read(path.join(files, 'jobOutput.json'))).toMatch(/^\{"type":"SPEC"[^\n]*\}\n$/);
      expect(read(path.join(files, 'exitCode.txt')).trim()).toBe('0');
    });

    test('write delivers, emits its state and leaves the exit code 0', async () => {
      const files = jobFolder();
      const running = start(job(files, 'write'));
      for (const line of [...hundred, state]) running.send(line);
      running.endInput();
      expect(await running.ended, running.stdout()).toBe(0);
      expect(running.stderr()).toBe('');
      expect(running.stdout().split('"type":"STATE"')).toHaveLength(2);
      expect(read(path.join(files, 'exitCode.txt')).trim()).toBe('0');
    });

    test('a cancel ends the connector by SIGTERM after the state of delivered records', async () => {
      const files = jobFolder();
      const running = start(job(files, 'write'));
      for (const line of [...hundred, state]) running.send(line);
      await until(() => running.stdout().includes('"type":"STATE"'), 'the state');
      running.terminate();
      expect(await running.ended).toBe(143);
      expect(read(path.join(files, 'exitCode.txt')).trim()).toBe('143');
    });
  });

  test.runIf(engine.endsWith('podman'))(
    'of a pod manifest delivers, emits its state and ends with 0',
    async () => {
      const files = jobFolder();
      fs.writeFileSync(path.join(files, 'messages.jsonl'), `${[...hundred, state].join('\n')}\n`);
      const pod = `image-test-${randomUUID()}`;
      const manifest = {
        ...{ apiVersion: 'v1', kind: 'Pod', metadata: { name: pod } },
        spec: {
          ...{ restartPolicy: 'Never', hostNetwork: true },
          containers: [
            {
              ...{ name: 'connector', image: tag, imagePullPolicy: 'Never', workingDir: '/config' },
              command: ['sh', '-c'],
              args: [
                'eval "$AIRBYTE_ENTRYPOINT write --config connectorConfig.json --catalog catalog.json" < messages.jsonl > out.jsonl',
              ],
              resources: { limits: { memory: '350Mi' } },
              securityContext: {
                ...{ runAsUser: 1000, runAsGroup: 1000, readOnlyRootFilesystem: true },
                ...{ allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] } },
              },
              volumeMounts: [{ name: 'config', mountPath: '/config' }],
            },
          ],
          volumes: [{ name: 'config', hostPath: { path: files, type: 'Directory' } }],
        },
      };
      const file = path.join(files, 'pod.json');
      fs.writeFileSync(file, JSON.stringify(manifest));
      try {
        const played = run(engine, ['play', 'kube', file]);
        expect(played.status, played.stderr).toBe(0);
        const ended = await aside(engine, ['wait', `${pod}-connector`]);
        expect(ended.stdout.trim(), run(engine, ['logs', `${pod}-connector`]).stderr).toBe('0');
        expect(read(path.join(files, 'out.jsonl')).split('"type":"STATE"')).toHaveLength(2);
      } finally {
        run(engine, ['pod', 'rm', '-f', pod]);
      }
    },
  );
});
