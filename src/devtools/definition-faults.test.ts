import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { definitionFaults } from './definition-faults.ts';
import type { ConnectorFolder } from './project.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'definition-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const moduleOf = (path: string): string =>
  JSON.stringify(pathToFileURL(join(import.meta.dirname, path)).href);

/** Writes a connector whose operation has this schema, and with it the emulator unless it has none. */
function connectorWith(schema: string, { hasEmulator = true } = {}): ConnectorFolder {
  const zod = JSON.stringify(import.meta.resolve('zod'));
  writeFileSync(
    join(folder, 'index.ts'),
    `import { z } from ${zod};
import { operation } from ${moduleOf('../define/operation.ts')};
const spec = { supported_destination_sync_modes: ['append'], connectionSpecification: { type: 'object', required: ['account'], properties: { account: { type: 'string' } } } };
const of = (object) => operation({ object, syncModes: ['append'], schema: ${schema}, limits: { maxRows: 1 } });
export default { name: 'destination-notes', spec, operations: ({ account }) => [of(account)] };
`,
  );
  mkdirSync(join(folder, 'emulator'));
  if (hasEmulator)
    writeFileSync(
      join(folder, 'emulator/index.ts'),
      "export default { summary: 'notes', create() {}, config: () => ({ account: 'note' }), invalidConfig() {} };\n",
    );
  return { name: 'destination-notes', folder, specification: '' };
}

it.each([
  ['z.object({ a: z.number() }).catchall(z.string())', 'has a catchall'],
  ['z.strictObject({ a: z.number() })', 'is strict'],
  ['z.object({ a: z.number().default(1) })', 'sets a default'],
])('the schema %s is a fault of a definition, which names the object', async (schema, says) => {
  const faults = await definitionFaults(connectorWith(schema));
  expect(faults).toEqual([
    {
      file: join(folder, 'index.ts'),
      rule: 'schema',
      path: 'operations',
      message: expect.stringMatching(new RegExp(`"note".*${says}`)),
    },
  ]);
});

it('a definition whose schemas are honoured has no fault, and neither has one without an emulator', async () => {
  expect(await definitionFaults(connectorWith('z.object({ a: z.number() })'))).toEqual([]);
  rmSync(join(folder, 'emulator'), { recursive: true });
  expect(await definitionFaults(connectorWith('z.strictObject({})', { hasEmulator: false }))).toEqual([]);
});

it('a connector whose definition does not exist has no fault', async () => {
  expect(await definitionFaults({ name: 'destination-none', folder, specification: '' })).toEqual([]);
});

it.each([
  ['no default export', 'export const x = 1;', 'default', 'is missing: export default destination({ … })'],
  [
    'another name',
    "export default { name: 'destination-bills' };",
    'name',
    'the folder is destination-notes',
  ],
])('a definition with %s is a fault', async (_, content, path, message) => {
  writeFileSync(join(folder, 'index.ts'), content);
  expect(await definitionFaults({ name: 'destination-notes', folder, specification: '' })).toEqual([
    { file: join(folder, 'index.ts'), rule: 'definition', path, message: expect.stringContaining(message) },
  ]);
});

it('an operation whose members contradict one another is a fault of a definition', async () => {
  const connector = connectorWith("z.object({ a: z.number() }), onDuplicate: 'keep-last'");
  expect(await definitionFaults(connector)).toMatchObject([{ rule: 'definition', path: 'default' }]);
});

it.each([
  ['no default export', 'export const x = 1;', 'default', 'export default emulator({ … })'],
  [
    'a misspelt member',
    "export default { summary: 's', create() {}, cofnig() {}, invalidConfig() {} };",
    'config',
    'is missing; "cofnig" is no member',
  ],
  [
    'a configuration that the specification rejects',
    "export default { summary: 's', create() {}, config: () => ({}), invalidConfig() {} };",
    'config',
    'fits the specification: account (account) is required',
  ],
  ['an error', "throw new Error('no such port');", 'default', 'no such port (index.ts:1)'],
])('an emulator with %s is a fault, which names its file', async (_, content, path, message) => {
  const connector = connectorWith('z.object({ a: z.number() })');
  const file = join(folder, 'emulator/index.ts');
  writeFileSync(file, content);
  expect(await definitionFaults(connector)).toEqual([
    { file, rule: 'emulator', path, message: expect.stringContaining(message) },
  ]);
});

it('operations that fail are a fault of the definition, with the line of the connector', async () => {
  expect(await definitionFaults(connectorWith('z.object({ a: missing })'))).toEqual([
    {
      ...{ file: join(folder, 'index.ts'), rule: 'definition', path: 'operations' },
      message: expect.stringMatching(/missing is not defined \(index\.ts:\d+\)/),
    },
  ]);
});
