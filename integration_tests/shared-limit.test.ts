import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { builtConnector } from '@airbyte-ts/cdk/acceptance';
import { catalog, lines, record, streamState } from '@airbyte-ts/cdk/testing';
import { expect, it } from 'vitest';
import { startEmulator } from '../src/emulator/server.ts';
import { runConnector } from '../src/testing/process.ts';
import { emulatorOf } from './emulators/registry.ts';

const NAME = 'destination-tidepool-so';
const LIMIT = 20;
const BURST = 5;
const RECORDS = 4_000;
/** Each process alone would send more than the limit. */
const UNPACED = { max_requests_per_second: 100 };

it('two processes under one API key keep its rate limit, and both deliver everything without delaying each other much', async () => {
  const { create, config } = emulatorOf(NAME);
  const rateLimit = { requestsPerSecond: LIMIT, burst: BURST };
  const emulator = await startEmulator(create({ rateLimit } as never));
  const folder = await mkdtemp(join(tmpdir(), 'shared-limit-'));
  try {
    await writeFile(join(folder, 'config.json'), JSON.stringify({ ...config(emulator.url), ...UNPACED }));
    const run = async (name: string) => {
      const stream = { name };
      const file = `${name}.json`;
      await writeFile(
        join(folder, file),
        catalog([{ stream: { name, json_schema: {} }, destination_sync_mode: 'append' } as never]),
      );
      const records = Array.from({ length: RECORDS }, (_, index) =>
        record(stream, { timestamp: '2026-01-01T00:00:00Z', text: `${name} ${index}` }),
      );
      return runConnector(
        builtConnector(NAME).command,
        ['write', '--config', 'config.json', '--catalog', file],
        {
          cwd: folder,
          stdin: lines(...records, streamState(stream, { cursor: RECORDS })),
        },
      );
    };
    const ends = await Promise.all([run('one'), run('two')]);
    for (const { exitCode, messages } of ends) {
      expect(exitCode).toBe(0);
      expect(messages.filter(({ type }) => type === 'STATE')).toHaveLength(1);
    }
    expect(emulator.provider.stored).toBe(2 * RECORDS);
    // Neither starves: with equal work, both end at about the same time.
    const [one, two] = ends.map(({ durationMs }) => durationMs);
    expect(Math.max(one!, two!) / Math.min(one!, two!)).toBeLessThan(2);
    // The provider admits no more than its limit; few requests are rejected, because each process slows down.
    const taken = emulator.requests.filter(({ status }) => status === 201);
    const seconds = (taken.at(-1)!.at - taken[0]!.at) / 1000;
    expect(taken.length).toBeLessThanOrEqual(BURST + LIMIT * seconds + 1);
    const rejected = emulator.requests.filter(({ status }) => status === 429);
    expect(rejected.length).toBeLessThan(taken.length / 2);
  } finally {
    await emulator.close();
    await rm(folder, { recursive: true });
  }
});
