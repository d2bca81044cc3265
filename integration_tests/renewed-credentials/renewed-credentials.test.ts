import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { catalog, configuredStream, lines, record, streamState } from '@airbyte-ts/cdk/testing';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { isConfigUpdate } from '../../src/testing/acceptance/config-update.ts';
import { shapeProblem } from '../../src/testing/acceptance/output-shape.ts';
import { type Finished, runConnector, startConnector } from '../../src/testing/process.ts';
import { type RotatingApi, startRotatingApi } from './rotating-api.ts';

const COMMAND = [
  process.execPath,
  '--conditions=@airbyte-ts/source',
  fileURLToPath(new URL('./connector.ts', import.meta.url)),
];
const ENV = { LOG_LEVEL: 'DEBUG' };
const ROWS = { name: 'rows' };
const INPUT = lines(record(ROWS, { id: 1 }), streamState(ROWS, { at: 1 }, { id: 1 }));

let folder = '';
let api: RotatingApi;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'renewed-credentials-'));
  api = await startRotatingApi();
});
afterEach(async () => {
  await api.close();
  await rm(folder, { recursive: true });
});

/** The configuration as a platform sends it: with white space, digits and a member that JavaScript would change. */
const stored = (refreshToken: string): string =>
  `{ "base_url": "${api.url}", "workspace": 9007199254740993,
     "credentials": { "type": "oauth", "client_id": "us", "client_secret": "s3cr3t-of-us", "refresh_token": "${refreshToken}" } }`;

async function files(config: string): Promise<readonly string[]> {
  const [configPath, catalogPath] = [join(folder, 'config.json'), join(folder, 'catalog.json')];
  await writeFile(configPath, config);
  await writeFile(catalogPath, catalog([configuredStream('rows', { id: { type: 'integer' } })]));
  return ['write', '--config', configPath, '--catalog', catalogPath];
}

/** Returns the text of the configuration that the connector sent. Fails if other output has a secret. */
function sentBy({ lines: output, stderr }: Finished): string | undefined {
  const others = output.filter((line) => !isConfigUpdate(line));
  expect(`${others.join('\n')}${stderr}`).not.toMatch(/refresh-token-|access-|s3cr3t-of-us/);
  expect(output.map(shapeProblem).filter(Boolean)).toEqual([]);
  const [sent] = output.filter(isConfigUpdate);
  return sent && /"config":(\{.*\})\}\}\}$/.exec(sent)?.[1];
}

test('write sends the replaced refresh token before it uses the new token, and the next write works with it', async () => {
  const running = startConnector(COMMAND, await files(stored('refresh-token-1')), { env: ENV, stdin: INPUT });
  // If the connector sent the configuration only after this response, the test would time out.
  api.beforeAnswer = () => running.waitFor(({ type }) => type === 'CONTROL');
  const first = await running.finished;
  expect(first.exitCode).toBe(0);
  const sent = sentBy(first);
  expect(sent).toBe(
    `{"base_url":"${api.url}","workspace":9007199254740993,"credentials":{"type":"oauth","client_id":"us","client_secret":"s3cr3t-of-us","refresh_token":"refresh-token-2"}}`,
  );
  const types = first.messages.map(({ type }) => type);
  expect(types.indexOf('STATE')).toBeGreaterThan(types.indexOf('CONTROL'));

  api.beforeAnswer = () => Promise.resolve();
  const second = await runConnector(COMMAND, await files(sent!), { env: ENV, stdin: INPUT });
  expect(second.exitCode).toBe(0);
  expect(JSON.parse(sentBy(second)!).credentials.refresh_token).toBe('refresh-token-3');
});

test('check sends the replaced refresh token', async () => {
  const [, ...args] = await files(stored('refresh-token-1'));
  const checked = await runConnector(COMMAND, ['check', ...args.slice(0, 2)], { env: ENV });
  expect(checked.messages.at(-1)?.connectionStatus?.status).toBe('SUCCEEDED');
  expect(JSON.parse(sentBy(checked)!).credentials.refresh_token).toBe('refresh-token-2');
});

test('a refresh token that another connection has used fails the sync with a config_error that names the other connection', async () => {
  const ended = await runConnector(COMMAND, await files(stored('refresh-token-0')), {
    env: ENV,
    stdin: INPUT,
  });
  expect(ended.exitCode).toBe(1);
  expect(sentBy(ended)).toBeUndefined();
  const error = ended.messages.find(({ trace }) => trace?.type === 'ERROR')?.trace?.error;
  expect(error).toMatchObject({
    failure_type: 'config_error',
    message: expect.stringContaining('once another connection has used it'),
  });
  expect(error?.message).toContain('Refresh Token (credentials.refresh_token)');
});
