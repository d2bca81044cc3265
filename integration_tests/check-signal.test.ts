import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { startEmulator } from '../src/emulator/server.ts';
import { startConnector } from '../src/testing/process.ts';
import { emulatorOf } from './emulators/registry.ts';

const program = fileURLToPath(new URL('../dist/destination-tidepool-data.js', import.meta.url));

it('a check that is stopped by a signal ends its session at the provider, prints no result and ends by the signal', async () => {
  const subject = emulatorOf('destination-tidepool-data');
  const emulator = await startEmulator(subject.create());
  const folder = await mkdtemp(join(tmpdir(), 'check-signal-'));
  try {
    emulator.faults.set([{ match: { method: 'GET' }, nth: 1, action: { type: 'hang', when: 'before' } }]);
    const config = join(folder, 'config.json');
    await writeFile(config, JSON.stringify(subject.config(emulator.url)));
    const running = startConnector([process.execPath, program], ['check', '--config', config]);
    await expect.poll(() => emulator.requests.some(({ method }) => method === 'GET')).toBe(true);
    running.kill('SIGTERM');
    const end = await running.finished;
    expect(end).toMatchObject({ signal: 'SIGTERM', timedOut: false });
    expect(end.messages.filter(({ type }) => type === 'CONNECTION_STATUS')).toEqual([]);
    expect(emulator.requests.map(({ method, path }) => `${method} ${path}`)).toEqual([
      'POST /auth/login',
      'GET /auth/user',
      'POST /auth/logout',
    ]);
  } finally {
    await emulator.close();
    await rm(folder, { recursive: true });
  }
});
