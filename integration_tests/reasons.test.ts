import { readdirSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { resolveConfig } from '../src/config/resolve.ts';
import type { AnyDestination } from '../src/define/destination.ts';
import type { AnyOperation } from '../src/define/operation.ts';
import type { SharedConfig } from '../src/define/shared-config.ts';
import { createRowPreparer } from '../src/mapping/prepare.ts';
import { fieldSchema } from '../src/mapping/schema/field-schema.ts';
import { parseCatalog } from '../src/protocol/catalog.ts';
import { depth } from '../src/testing/depth.ts';
import { testContext } from '../src/testing/test-context.ts';
import { emulatorOf } from './emulators/registry.ts';

/** The marker. It occurs in no name of a field or rule, in any letter case. */
const MARKER = 'xqzjvw';
const RUNS = depth(150, 20_000);

const load = async (path: string): Promise<unknown> =>
  ((await import(path)) as { readonly default: unknown }).default;

const root = new URL('..', import.meta.url);
const names = readdirSync(new URL('connectors', root)).filter((name) => name.startsWith('destination-'));
const connectors = await Promise.all(
  names.map(async (name) => {
    const definition = (await load(`${root.href}connectors/${name}/index.ts`)) as AnyDestination;
    const config = resolveConfig<SharedConfig>(
      emulatorOf(name).config('http://127.0.0.1:1'),
      definition.spec,
    );
    const operations = definition.operations(config, testContext().context);
    const named =
      operations.length > 0
        ? operations
        : (definition.operationsFor?.('a template', config, testContext().context) ?? []);
    return {
      name,
      config,
      operations: named.flatMap((each) => each.syncModes.map((mode) => ({ ...each, mode }))),
    };
  }),
);

const text = fc.constantFrom(
  ...[
    MARKER,
    `${MARKER}@example.com`,
    ` ${MARKER} `,
    `{"${MARKER}":1}`,
    `["${MARKER}"]`,
    `2024-01-01T${MARKER}`,
  ],
  ...['2024-01-01T00:00:00Z', '1', '', 'USER_EMAIL', 'DELETE', 'normal'],
);
const value = fc.oneof(
  { depthSize: 'small' },
  text,
  fc.constantFrom(null, true, 0, -1, 1.5, 1e300, 1_700_000_000),
  fc.array(text, { maxLength: 2 }),
  fc.dictionary(fc.oneof(text, fc.constantFrom('$type', '$ts', 'value', 'units')), text, { maxKeys: 3 }),
);

/** Records with the columns of an operation, and one undeclared column. */
function recordsOf({ schema }: AnyOperation): fc.Arbitrary<Readonly<Record<string, unknown>>> {
  const columns = [...Object.keys(fieldSchema(schema).properties ?? {}), 'type', 'operation', `c_${MARKER}`];
  return fc.record(Object.fromEntries(columns.map((name) => [name, value])), { requiredKeys: [] });
}

describe.each(connectors)('$name', ({ operations, config }) => {
  test.each(operations.map((each) => [`${each.object} (${each.mode})`, each] as const))(
    '%s: a reason for a rejection contains no value and no undeclared column of the record',
    (_, operation) => {
      const streams = [
        { stream: { name: 's' }, destination_sync_mode: operation.mode, primary_key: [['id']] },
      ];
      const prepare = createRowPreparer(parseCatalog({ streams })[0]!, operation, config);
      fc.assert(
        fc.property(recordsOf(operation), (record) => {
          const prepared = prepare(JSON.stringify(record), structuredClone(record));
          if ('reason' in prepared) expect(prepared.reason.toLowerCase()).not.toContain(MARKER);
        }),
        { numRuns: RUNS },
      );
    },
  );
});
