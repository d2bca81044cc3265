import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { catalog, lines, record, runConnector } from '../src/testing/index.ts';
import { EMULATORS } from './emulators/registry.ts';
import { type RunningEmulator, startEmulator } from './emulators/server.ts';
import { type TidepoolSo, tidepoolSo } from './emulators/tidepool-so.ts';

const command = fileURLToPath(new URL('../dist/destination-tidepool-so.js', import.meta.url));
const run = (args: readonly string[], stdin = '') =>
  runConnector([process.execPath, command], args, { stdin });
const BIG = '12345678901234567890';

let folder = '';
let emulator: RunningEmulator<TidepoolSo>;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'replay-'));
  emulator = await startEmulator(tidepoolSo());
});
afterAll(async () => {
  await emulator.close();
  await rm(folder, { recursive: true });
});

async function configured(more: object): Promise<string> {
  const file = join(folder, `config-${JSON.stringify(more).length}.json`);
  const object_storage_config = { storage_type: 'Local', directory: join(folder, 'rejected') };
  const config = EMULATORS['destination-tidepool-so'].config(emulator.url);
  await writeFile(
    file,
    JSON.stringify({ ...config, object_storage_config, max_rejected_percent: 100, ...more }),
  );
  return file;
}

const kept = async (): Promise<string[]> => {
  const entries = await readdir(join(folder, 'rejected'), { recursive: true, withFileTypes: true });
  return entries.filter((each) => each.isFile()).map((each) => join(each.parentPath, each.name));
};

describe('rejected records', () => {
  it('are delivered by `replay` once their cause is mended, as their source sent them', async () => {
    const streams = ['chats', 'mails'].map((name) => ({ name, namespace: 'eu' }));
    const file = join(folder, 'catalog.json');
    await writeFile(
      file,
      catalog(
        streams.map((stream) => ({
          stream: { ...stream, json_schema: {} },
          sync_mode: 'incremental',
          destination_sync_mode: 'append',
        })),
      ),
    );
    const messages = streams.map((stream, n) =>
      record(stream, {
        id: `e-${n}`,
        timestamp: '2026-01-01T00:00:00Z',
        body: ',"record":{',
        big: 0,
      }).replace('"big":0', `"big":${BIG}`),
    );
    const first = await run(
      ['write', '--config', await configured({}), '--catalog', file],
      lines(...messages),
    );
    expect(first.exitCode).toBe(0);
    expect(emulator.provider.stored).toBe(0);
    const files = await kept();
    expect(files).toHaveLength(2);

    const mended = await configured({
      field_mappings: [{ source_field: 'body', destination_field: 'text' }],
    });
    const again = await run(['replay', ...files, '--config', mended]);
    expect(again.exitCode).toBe(0);
    expect(emulator.provider.events.map(({ id }) => id).sort()).toEqual(['e-0', 'e-1']);
    for (const { text } of emulator.provider.events) expect(text).toContain(`"big":${BIG}`);
    expect(again.messages.at(-1)).toMatchObject({ log: { message: expect.stringContaining('delivered 1') } });
  });

  it('that are rejected again are kept again', async () => {
    const before = await kept();
    const again = await run(['replay', before[0]!, '--config', await configured({ validation: 'never' })]);
    expect(again.exitCode).toBe(0);
    const after = (await kept()).filter((file) => !before.includes(file));
    expect(after).toHaveLength(1);
    expect(await readFile(after[0]!, 'utf8')).toContain(BIG);
  });

  it('in a file that no sync has written stop the command before anything is sent', async () => {
    const file = join(folder, 'other.jsonl');
    await writeFile(file, '\n{"id":"canary"}\n');
    const sent = emulator.requests.length;
    const end = await run(['replay', file, '--config', await configured({})]);
    expect(end.exitCode).toBe(1);
    expect(end.messages.at(-1)).toMatchObject({
      trace: {
        error: { message: expect.stringContaining(`Line 2 of ${file}`), failure_type: 'config_error' },
      },
    });
    expect(JSON.stringify(end.messages)).not.toContain('canary');
    expect(emulator.requests).toHaveLength(sent);
  });

  it('are delivered from a folder, without the last line of a file that was not written whole', async () => {
    const torn = join(folder, 'torn');
    await mkdir(torn);
    const whole =
      '{"stream":"chats","namespace":null,"reason":"r","provider":null,"record":{"id":"torn-1","text":"t"}}';
    const timed = whole.replace('"text"', '"timestamp":"2026-01-01T00:00:00Z","text"');
    await writeFile(join(torn, 'chats.jsonl'), `${timed}\n${timed.slice(0, 70)}`);
    const end = await run(['replay', torn, '--config', await configured({})]);
    expect(end.exitCode).toBe(0);
    expect(emulator.provider.events.map(({ id }) => id)).toContain('torn-1');
    expect(JSON.stringify(end.messages)).toContain('is incomplete and is skipped');
  });

  it('in a file that is not there are not found', async () => {
    const end = await run(['replay', join(folder, 'none.jsonl'), '--config', await configured({})]);
    expect(end.messages.at(-1)).toMatchObject({
      trace: { error: { message: expect.stringContaining('ENOENT') } },
    });
  });
});
