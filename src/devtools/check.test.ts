import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { checkConnectors } from './check.ts';

let root = '';
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'check-'));
  for (const folder of ['spec', 'destination-a/integration_tests', 'destination-b'])
    mkdirSync(join(root, folder), { recursive: true });
  write('spec/destination-a.json', JSON.stringify({ connectionSpecification: own }));
});
afterEach(() => rmSync(root, { recursive: true }));

const own = {
  ...{ type: 'object', required: ['account'] },
  properties: { account: { title: 'Account', type: 'string' } },
};

const write = (file: string, content: string): void => writeFileSync(join(root, file), content);
const check = async (...names: string[]): Promise<string[]> => {
  const lines: string[] = [];
  const connectors = names.map((name) => ({
    ...{ name, folder: join(root, name), specification: join(root, `spec/${name}.json`) },
  }));
  expect(await checkConnectors(connectors, (line) => lines.push(line))).toBe(1);
  return lines.map((line) => line.replace(`${root}/`, ''));
};

it('a specification that is not JSON is named with its line, and the other connectors are checked', async () => {
  write('spec/destination-b.json', '{\n  "documentationUrl": "x"\n  "protocol_version": "0.2.0"\n}');
  const lines = await check('destination-b', 'destination-a');
  expect(lines[0]).toMatch(/^spec\/destination-b\.json cannot be read: .*line 3.*\(rule specification\)$/);
  expect(lines.length).toBeGreaterThan(1);
});

it('an error of a file is reported beside all other violations', async () => {
  write('destination-a/index.ts', "throw new Error('no address');");
  const lines = await check('destination-a');
  expect(lines).toContainEqual(
    "destination-a/index.ts default: can't be loaded: no address (index.ts:1) (rule definition)",
  );
  expect(lines.some((line) => line.includes('documentation-url'))).toBe(true);
});

it.each([
  ['demo.ts', 'export const demo = {};', 'default: is missing: export default demo'],
  ['demo.ts', "export default { what: 'x' };", 'messages: is missing'],
  ['acceptance.ts', 'export const subjects = [];', 'default: is missing: export default subjects'],
  ['acceptance.ts', "export default [{ name: 'a' }];", 'command: is missing'],
  ['invalid_config.json', '{ "account": ', '/: is not JSON'],
])('%s with %s is a fault', async (file, content, message) => {
  write(`destination-a/integration_tests/${file}`, content);
  const path = `destination-a/integration_tests/${file} ${message}`;
  expect((await check('destination-a')).filter((line) => line.startsWith(path))).toHaveLength(1);
});

it.each(['{ "account": "wrong" }', '{ "api_key": "x" }'])(
  'a configuration of a failed check is no fault, whether it fits the specification or not: %s',
  async (text) => {
    write('destination-a/integration_tests/invalid_config.json', text);
    expect((await check('destination-a')).filter((line) => line.includes('invalid_config'))).toEqual([]);
  },
);
