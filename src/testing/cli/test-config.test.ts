import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { readTestConfig } from './test-config.ts';

/** Writes files into a new folder; returns the path of the first. */
function files(all: Readonly<Record<string, string>>): string {
  const folder = mkdtempSync(join(tmpdir(), 'test-config-'));
  for (const [name, content] of Object.entries(all)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), content);
  }
  return join(folder, Object.keys(all)[0]!);
}

const GOOD = '{"key":"good"}';

test("the platform's format gives an image, and configurations with the expected results of check", async () => {
  const path = files({
    'acceptance-test-config.yml': `
connector_image: example/x:dev
test_strictness_level: low
custom_environment_variables: {A: b}
acceptance_tests:
  spec: {tests: [{spec_path: spec.json, backward_compatibility_tests_config: {disable_for_version: 0.1.0}}]}
  connection:
    tests:
      - {config_path: secrets/bad.json, status: failed}
      - {config_path: secrets/good.json, status: succeed, timeout_seconds: 60}
      - {config_path: secrets/nobody-has-it.json}
  basic_read: {bypass_reason: it is a destination}
`,
    'spec.json': '{"documentationUrl":"x"}',
    'secrets/good.json': GOOD,
    'secrets/bad.json': '{"key":"bad"}',
  });
  expect(await readTestConfig(path)).toEqual({
    image: 'example/x:dev',
    config: { key: 'good' },
    configPath: 'secrets/good.json',
    expectedSpec: { documentationUrl: 'x' },
    checks: [
      { title: 'secrets/bad.json', config: { key: 'bad' }, status: 'failed' },
      { title: 'secrets/good.json', config: { key: 'good' }, status: 'succeed' },
    ],
    missing: ['secrets/nobody-has-it.json'],
  });
});

test('the older format is read, and a configuration that only spec names', async () => {
  const path = files({
    'acceptance-test-config.yml':
      'tests: {spec: [{config_path: c.json}], connection: [{config_path: b.json, status: exception}]}',
    'c.json': GOOD,
    'b.json': '{}',
  });
  expect(await readTestConfig(path)).toMatchObject({
    config: { key: 'good' },
    checks: [{ status: 'exception', config: {} }],
  });
});

test('a configuration alone counts as a valid one', async () => {
  expect(await readTestConfig(files({ 'config.json': GOOD }))).toMatchObject({
    config: { key: 'good' },
    checks: [],
  });
});

test.each([
  ['neither YAML nor JSON', '{"key": "CANARY'],
  ['neither test cases nor a configuration', '["CANARY"]'],
])('a file that is %s is named in the error and not quoted', async (words, content) => {
  const path = files({ 'c.yml': content });
  const error = await readTestConfig(path).catch((thrown: Error) => thrown.message);
  expect(error).toContain(words);
  expect(error).toContain(path);
  expect(error).not.toContain('CANARY');
});

test('a file that does not exist is named in the error', async () => {
  await expect(readTestConfig('/nowhere/c.yml')).rejects.toThrow("/nowhere/c.yml can't be read");
});
