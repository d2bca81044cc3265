import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ConnectorError } from '../errors.ts';
import { readConfig, readJsonObject } from './read.ts';
import { example, minimalConfig } from './testing/example.ts';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'config-'));
});
afterAll(() => rm(folder, { recursive: true }));

async function file(content: string): Promise<string> {
  const path = join(folder, 'config.json');
  await writeFile(path, content);
  return path;
}

async function errorOf(path: string): Promise<ConnectorError> {
  const thrown = await readConfig(path, example).then(
    () => new Error('the file was accepted'),
    (error: unknown) => error,
  );
  expect(thrown).toBeInstanceOf(ConnectorError);
  expect(thrown).toMatchObject({ kind: 'config', failureType: 'config_error' });
  return thrown as ConnectorError;
}

describe('readConfig', () => {
  it('returns the configuration with its defaults', async () => {
    expect(await readConfig(await file(JSON.stringify(minimalConfig)), example)).toMatchObject({
      ...minimalConfig,
      retries: 0,
    });
  });

  it('accepts a byte order mark', async () => {
    expect(await readConfig(await file(`\uFEFF${JSON.stringify(minimalConfig)}`), example)).toMatchObject(
      minimalConfig,
    );
  });

  it('names wrong fields in the error', async () => {
    expect((await errorOf(await file('{"api_key":"k"}'))).message).toContain('Login (login) is required');
  });

  it('reports a file that does not exist', async () => {
    const path = join(folder, 'missing.json');
    expect((await errorOf(path)).message).toBe(
      `The configuration file "${path}" does not exist. Check the path.`,
    );
  });

  it('reports a path that leads through a file', async () => {
    expect((await errorOf(join(await file('{}'), 'x'))).message).toContain('does not exist');
  });

  it('reports a path that is a directory', async () => {
    expect((await errorOf(folder)).message).toContain('is a directory');
  });

  it.skipIf(process.getuid?.() === 0)('reports a file that the user may not read', async () => {
    const path = await file('{}');
    await chmod(path, 0);
    const { message } = await errorOf(path);
    await chmod(path, 0o600);
    expect(message).toContain('may not be read by this user');
  });

  it.each([
    ['', 'is empty'],
    [' \n', 'is empty'],
    ['{"api_key": SECRET-9f2c}', 'is not valid JSON'],
    ['{"api_key": "SECRET-9f2c"', 'is not valid JSON: see line 1, column 26. Give'],
    ['{\n  "api_key": "SECRET-9f2c",\n}', 'is not valid JSON: see line 3, column 1. Give'],
    ['{"api_key":', 'is not valid JSON: its end is missing. Give'],
    ['["SECRET-9f2c"]', 'must contain one JSON object'],
    ['"SECRET-9f2c"', 'must contain one JSON object'],
    ['null', 'must contain one JSON object'],
  ])('reports that %j %s, without quoting it', async (content, says) => {
    const path = await file(content);
    const error = await errorOf(path);
    expect(error.message).toContain(says);
    expect(error.message).toContain(path);
    expect(`${error.message} ${error.detail} ${error.stack} ${String(error.cause)}`).not.toContain(
      'SECRET-9f2c',
    );
  });

  it('names the role of another file in the error', async () => {
    const read = readJsonObject(join(folder, 'none.json'), {
      role: 'catalog',
      code: 'ERR_CATALOG_FILE',
    });
    await expect(read).rejects.toMatchObject({
      code: 'ERR_CATALOG_FILE',
      message: expect.stringMatching(/^The catalog file/),
    });
  });
});
