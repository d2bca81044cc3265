import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { catalog, lines, record, streamState } from '@airbyte-ts/cdk/testing';
import { expect, it } from 'vitest';
import { startEmulator } from '../src/emulator/server.ts';
import { runConnector } from '../src/testing/process.ts';
import { connectorCommand } from './connector-command.ts';
import { emulatorOf } from './emulators/registry.ts';

const chats = { name: 'chats' };
const command = connectorCommand('destination-tidepool-so');

it('a sync waits for a long Retry-After and reports the stream as rate limited to the platform', async () => {
  const { create, config } = emulatorOf('destination-tidepool-so');
  const emulator = await startEmulator(create(), {
    faults: [{ nth: 2, action: { type: 'status', status: 429, retryAfter: 6 } }],
  });
  const folder = await mkdtemp(join(tmpdir(), 'rate-limit-'));
  try {
    const [configFile, catalogFile] = [join(folder, 'config.json'), join(folder, 'catalog.json')];
    await writeFile(configFile, JSON.stringify(config(emulator.url)));
    await writeFile(
      catalogFile,
      catalog([
        { stream: { ...chats, json_schema: {} }, sync_mode: 'incremental', destination_sync_mode: 'append' },
      ]),
    );
    const event = { id: 'e-1', timestamp: '2026-01-01T00:00:00Z', text: 'Hello' };
    const run = await runConnector(command, ['write', '--config', configFile, '--catalog', catalogFile], {
      stdin: lines(record(chats, event), streamState(chats, { cursor: 1 })),
    });
    expect(run.exitCode).toBe(0);
    const types = run.messages.map(({ type }) => type);
    expect(types.slice(0, 5)).toEqual(['LOG', 'TRACE', 'LOG', 'STATE', 'LOG']);
    expect(new Set(types.slice(5))).toEqual(new Set(['LOG']));
    expect(run.messages[1]).toMatchObject({
      trace: {
        type: 'STREAM_STATUS',
        stream_status: {
          stream_descriptor: { name: 'chats' },
          status: 'RUNNING',
          reasons: [{ type: 'RATE_LIMITED', rate_limited: { quota_reset: expect.any(Number) } }],
        },
      },
    });
    const [, rejected, next] = emulator.requests;
    expect((next?.at ?? 0) - (rejected?.at ?? 0)).toBeGreaterThanOrEqual(6_000);
    expect(emulator.provider.stored).toBe(1);
  } finally {
    await emulator.close();
    await rm(folder, { recursive: true });
  }
});
