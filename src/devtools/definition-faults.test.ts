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
const spec = { connectionSpecification: { type: 'object', required: ['account'], properties: { account: { type: 'string' } } } };
const of = (object) => operation({ object, syncModes: ['append'], schema: ${schema}, limits: { maxRows: 1 } });
export default { name: 'destination-notes', spec, operations: ({ account }) => [of(account)] };
`,
  );
  mkdirSync(join(folder, 'emulator'));
  if (hasEmulator)
    writeFileSync(
      join(folder, 'emulator/index.ts'),
      `export default { config: () => ({ account: 'note' }) };\n`,
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
  ['no default export', 'export const x = 1;', 'default', 'has no destination as default export'],
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
