import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { baseUrlSpec } from '../config/testing/base-url-spec.ts';
import { destination } from '../define/destination.ts';
import { fakeClock } from '../testing/fake-clock.ts';
import { insideHost } from '../testing/inside-host.ts';
import { createCommandRuntime } from './command-runtime.ts';
import { loadSyncSetup } from './sync-setup.ts';

it('a signal while write fetches operations ends the session before it aborts the requests', async () => {
  const steps: string[] = [];
  const stopping = new AbortController();
  const definition = destination<{ base_url: string }, object>({
    ...{ name: 'destination-slow', displayName: 'Slow', spec: baseUrlSpec(), operations: () => [] },
    connect: () => ({}),
    check: () => Promise.resolve(),
    fetchOperations: (_api, _config, { signal }) => {
      setImmediate(() => stopping.abort(new Error('stopped by SIGTERM')));
      return new Promise((_, reject) => {
        signal.addEventListener('abort', () => {
          steps.push('aborted');
          reject(signal.reason);
        });
      });
    },
    disconnect: async () => void steps.push('disconnected'),
  });
  const folder = await mkdtemp(join(tmpdir(), 'sync-setup-'));
  const configPath = join(folder, 'config.json');
  await writeFile(configPath, '{"base_url":"https://example.com"}');
  const connector = {
    ...{ name: 'destination-slow', version: '0.0.0', specification: baseUrlSpec() },
    load: async () => definition,
  };
  const runtime = createCommandRuntime({}, insideHost({ clock: fakeClock(), random: () => 0.5 }).host);
  const setup = { connector, configPath, readStreams: async () => [], terminate: stopping.signal };
  await expect(loadSyncSetup(setup, runtime)).rejects.toThrow('stopped by SIGTERM');
  expect(steps).toEqual(['disconnected', 'aborted']);
  await rm(folder, { recursive: true });
});
