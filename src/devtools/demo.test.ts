import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { demo } from './demo.ts';

let root = '';
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'demo-'));
});
afterEach(async () => {
  vi.restoreAllMocks();
  await rm(root, { recursive: true });
});

it('write gets the configuration that check sent, as from the platform', async () => {
  const file = async (path: string, content: string): Promise<void> => {
    await mkdir(join(root, path, '..'), { recursive: true });
    await writeFile(join(root, path), content);
  };
  // Accepts a refresh token once, as its provider does.
  await file(
    'dist/destination-x.js',
    `const { readFileSync } = require('node:fs');
    const [, , command, , path] = process.argv;
    const config = JSON.parse(readFileSync(path, 'utf8'));
    const next = { ...config, token: config.token + 1 };
    console.log(JSON.stringify({ type: 'LOG', log: { level: 'INFO', message: command + ' with ' + config.token } }));
    console.log(JSON.stringify({ type: 'CONTROL', control: { type: 'CONNECTOR_CONFIG', connectorConfig: { config: next } } }));`,
  );
  await file(
    'connectors/destination-x/emulator/index.ts',
    'export default { config: () => ({ token: 1 }) };',
  );
  await file(
    'connectors/destination-x/integration_tests/demo.ts',
    `export default {
      what: 'nothing', trouble: 'none', catalog: { streams: [] }, faults: [], messages: () => [],
      provider: () => ({ name: 'x', stored: 0, handle: () => ({ status: 200 }) }), arrived: () => [],
    };`,
  );
  const said: string[] = [];
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => said.push(String(text)) > 0);
  const connector = {
    ...{ name: 'destination-x', folder: join(root, 'connectors/destination-x') },
    specification: join(root, 'spec/destination-x.json'),
  };
  await demo({ root, connectors: [connector], examples: [] }, undefined);
  expect(said.join('')).toContain('check with 1');
  expect(said.join('')).toContain('write with 2');
});
