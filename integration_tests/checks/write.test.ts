import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import definition from '../../connectors/destination-tidepool-data/index.ts';
import { write } from '../../src/cli/write.ts';
import { fakeClock } from '../../src/testing/fake-clock.ts';
import { insideHost } from '../../src/testing/inside-host.ts';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'write-'));
});
afterEach(() => rm(folder, { recursive: true }));

const working = {
  base_url: 'http://localhost:1',
  credentials: { auth_type: 'session_token', session_token: 'token-of-a-test' },
  user_id: 'abcdef0123',
};

/** Runs a sync without records, which sends no request. */
async function written(change: object) {
  const config = join(folder, 'config.json');
  const catalog = join(folder, 'catalog.json');
  await writeFile(config, JSON.stringify({ ...working, ...change }));
  const stream = { stream: { name: 'cbg', json_schema: {} }, destination_sync_mode: 'append' };
  await writeFile(catalog, JSON.stringify({ streams: [stream] }));
  const { host, stdin, output, hasFailed } = insideHost({ clock: fakeClock(), random: () => 0.5 });
  stdin.end();
  const connector = {
    name: definition.name,
    version: '0.0.0',
    specification: definition.spec,
    load: () => Promise.resolve(definition),
  };
  await write(connector, { config, catalog }, host);
  const { messages } = output;
  return {
    failed: hasFailed(),
    warnings: messages.flatMap(({ log }) => (log?.level === 'WARN' ? [String(log.message)] : [])),
    error: messages.find(({ type }) => type === 'TRACE')?.trace?.error,
  };
}

describe('a sync', () => {
  it('with contradictory mappings warns and continues, as before the check rejected them', async () => {
    const { failed, warnings } = await written({
      stream_mappings: [
        { stream_name: 'readings', object: 'cbg' },
        { stream_name: 'readings', object: 'smbg' },
      ],
    });
    expect(failed).toBe(false);
    expect(warnings).toEqual([expect.stringContaining('map the stream "readings" to two objects')]);
  });

  it('warns about an unknown key and continues', async () => {
    const { failed, warnings } = await written({ deviceId: 'd-1' });
    expect(failed).toBe(false);
    expect(warnings).toEqual([expect.stringContaining('Did you mean "device_id"?')]);
  });

  it.each([
    [{ user_id: '' }, 'User ID (user_id) is required, unless User ID Column (user_id_field)'],
    [{ field_mappings: [{ source_field: 'a' }] }, '(field_mappings[0].destination_field) is required'],
    [
      { credentials: { auth_type: 'password', username: 'a' } },
      'Credentials > Password (credentials.password) is required',
    ],
  ])('with %j fails with a config error that names the key', async (change, message) => {
    const { failed, error } = await written(change);
    expect([failed, error?.failure_type]).toEqual([true, 'config_error']);
    expect(error?.message).toContain(message);
  });
});
