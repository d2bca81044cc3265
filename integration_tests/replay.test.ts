import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { catalog, lines, record } from '@airbyte-ts/cdk/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type TidepoolSo, tidepoolSo } from '../connectors/destination-tidepool-so/emulator/tidepool-so.ts';
import { type RunningEmulator, startEmulator } from '../src/emulator/server.ts';
import { runConnector } from '../src/testing/process.ts';
import { connectorCommand } from './connector-command.ts';
import { emulatorOf } from './emulators/registry.ts';

const command = connectorCommand('destination-tidepool-so');
const run = (args: readonly string[], stdin = '') => runConnector(command, args, { stdin });
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
  const config = emulatorOf('destination-tidepool-so').config(emulator.url);
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
  it('are delivered by `replay` after their cause is fixed, with the text of their source', async () => {
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

  it('that are rejected again are stored again', async () => {
    const before = await kept();
    const again = await run(['replay', before[0]!, '--config', await configured({ validation: 'never' })]);
    expect(again.exitCode).toBe(0);
    const after = (await kept()).filter((file) => !before.includes(file));
    expect(after).toHaveLength(1);
    expect(await readFile(after[0]!, 'utf8')).toContain(BIG);
  });

  it('in a file that is not from a sync stop the command before anything is sent', async () => {
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

  it('are delivered from a folder, except an incomplete last line of a file', async () => {
    const torn = join(folder, 'torn');
    await mkdir(torn);
    const whole =
      '{"stream":"chats","namespace":null,"reason":"r","provider":null,"record":{"id":"torn-1","text":"t"}}';
    const timed = whole.replace('"text"', '"timestamp":"2026-01-01T00:00:00Z","text"');
    await writeFile(join(torn, 'chats.jsonl'), `${timed}\n${timed.slice(0, 70)}`);
    const catalogFile = join(folder, 'torn.json');
    const entry = { stream: { name: 'chats', json_schema: {} }, sync_mode: 'incremental' };
    await writeFile(catalogFile, catalog([{ ...entry, destination_sync_mode: 'append', generation_id: 2 }]));
    const config = ['--config', await configured({})];
    // Written by an earlier version, without the parameters of ids.
    const rejected = await run(['replay', torn, ...config]);
    expect(rejected.messages.at(-1)).toMatchObject({
      trace: {
        error: {
          message: expect.stringContaining('pass the configured catalog of the connection: --catalog'),
          failure_type: 'config_error',
        },
      },
    });
    expect(emulator.provider.events.map(({ id }) => id)).not.toContain('torn-1');
    const end = await run(['replay', torn, ...config, '--catalog', catalogFile]);
    expect(end.exitCode).toBe(0);
    expect(emulator.provider.events.map(({ id }) => id)).toContain('torn-1');
    expect(JSON.stringify(end.messages)).toContain('is incomplete and is skipped');
  });

  it('get the ids of the sync: a record that is replayed twice and synced again is stored once', async () => {
    const file = join(folder, 'keyed.json');
    const stream = { name: 'keyed', namespace: 'eu' };
    const entry = { stream: { ...stream, json_schema: {} }, sync_mode: 'incremental' };
    await writeFile(
      file,
      catalog([{ ...entry, destination_sync_mode: 'append', primary_key: [['number']], sync_id: 4711 }]),
    );
    const data = { number: 7, timestamp: '2026-01-01T00:00:00Z', body: 'b' };
    const write = async (config: string, more: object) =>
      run(['write', '--config', config, '--catalog', file], lines(record(stream, { ...data, ...more })));
    const before = emulator.provider.stored;
    expect((await write(await configured({}), {})).exitCode).toBe(0);
    const files = (await kept()).filter((path) => path.includes('4711'));
    expect(files).toHaveLength(1);
    const text = await readFile(files[0]!, 'utf8');
    expect(JSON.parse(text)).toMatchObject({ primary_key: [['number']], sync_mode: 'append', object: null });
    expect(text).not.toContain(emulatorOf('destination-tidepool-so').config('').api_key);

    const mended = await configured({
      field_mappings: [{ source_field: 'body', destination_field: 'text' }],
    });
    for (let times = 0; times < 2; times++)
      expect((await run(['replay', ...files, '--config', mended])).exitCode).toBe(0);
    // A later extraction differs in columns, and has the same key.
    expect((await write(mended, { seen: 2 })).exitCode).toBe(0);
    expect(emulator.provider.stored).toBe(before + 1);
  });

  it('stop the command if settings that ids depend on have changed', async () => {
    const files = (await kept()).filter((path) => path.includes('4711'));
    const sent = emulator.requests.length;
    const end = await run(['replay', ...files, '--config', await configured({ id_scope: 'stream' })]);
    expect(end.messages.at(-1)).toMatchObject({
      trace: {
        error: {
          message: expect.stringMatching(/Scope of Ids \(id_scope\).*--catalog/s),
          failure_type: 'config_error',
        },
      },
    });
    expect(emulator.requests).toHaveLength(sent);
  });

  it('in a missing file are reported as not found', async () => {
    const end = await run(['replay', join(folder, 'none.jsonl'), '--config', await configured({})]);
    expect(end.messages.at(-1)).toMatchObject({
      trace: { error: { message: expect.stringContaining('ENOENT') } },
    });
  });
});
