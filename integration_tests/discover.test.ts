import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { destinationOperations } from '../src/cli/discover.ts';
import { readConfig } from '../src/config/read.ts';
import type { AnyDestination } from '../src/define/destination.ts';
import type { SharedConfig } from '../src/define/shared-config.ts';
import { plansOf } from '../src/engine/plan.ts';
import { needsKey, parseCatalog } from '../src/protocol/catalog.ts';
import { testContext } from '../src/testing/test-context.ts';
import { emulatorOf } from './emulators/registry.ts';

/** Settings under which connectors offer more, or other fields. */
const SETTINGS: Readonly<Record<string, readonly object[]>> = {
  'destination-tidepool-so': [{}],
  'destination-tidepool-data': [
    {},
    { device_id: '' },
    { allow_replace: true },
    { session_type: 'continuous' },
    { user_id_field: 'patient' },
  ],
  'destination-tidepool-metrics': [{}],
  'destination-mediarithmics': [{}, { allow_deletions: true }, { segment_format: 'CSV' }],
  'destination-watershed': [
    {},
    { statement_id_column: '' },
    { allow_void: true, statement_id_column: 'Id' },
    { statement_id_column: '', field_mappings: [{ source_field: 'mail', destination_field: 'Email' }] },
  ],
};

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'discover-'));
});
afterAll(() => rm(folder, { recursive: true }));

async function discovered(name: string, settings: object) {
  const { default: definition } = (await import(`../connectors/${name}/index.ts`)) as {
    default: AnyDestination;
  };
  const file = join(folder, 'config.json');
  const base = emulatorOf(name).config('http://127.0.0.1:9');
  await writeFile(file, JSON.stringify({ ...base, ...settings }));
  const config = await readConfig<SharedConfig>(file, definition.spec);
  return {
    definition,
    config,
    operations: destinationOperations(definition.operations(config, testContext().context)),
  };
}

type Schema = Readonly<Record<string, unknown>>;

/** The paths of all properties, at any depth, that have no type. */
function untyped(schema: Schema, path: string): readonly string[] {
  const properties = Object.entries((schema.properties ?? {}) as Record<string, Schema>);
  const items = schema.items ? [['[]', schema.items as Schema] as const] : [];
  const options = ((schema.anyOf ?? []) as readonly Schema[]).map((each, n) => [`(${n})`, each] as const);
  return [...properties, ...items, ...options].flatMap(([name, each]) => [
    ...(each.type === undefined ? [`${path}.${name}`] : []),
    ...untyped(each, `${path}.${name}`),
  ]);
}

const CASES = Object.entries(SETTINGS).flatMap(([name, all]) =>
  all.map((settings) => [name, JSON.stringify(settings), settings] as const),
);

describe.each(CASES)('the catalog that discover returns for %s with %s', (name, _text, settings) => {
  it('has a type for each property, and includes required fields and keys in its properties', async () => {
    const { operations } = await discovered(name, settings);
    expect(operations.length).toBeGreaterThan(0);
    for (const { json_schema, matching_keys, object_name } of operations) {
      const { properties = {}, required = [] } = json_schema as {
        properties?: Schema;
        required?: readonly string[];
      };
      expect(untyped(json_schema, object_name)).toEqual([]);
      for (const field of [...required, ...(matching_keys ?? []).flat()])
        expect(properties).toHaveProperty([field]);
    }
  });

  it('has keys in each mode that needs one, and write accepts a catalog with any of them', async () => {
    const { config, definition, operations } = await discovered(name, settings);
    for (const { matching_keys, object_name, sync_mode } of operations) {
      expect((matching_keys?.length ?? 0) > 0).toBe(needsKey(sync_mode));
      for (const key of matching_keys ?? [[]]) {
        const stream = {
          stream: { name: 's' },
          destination_sync_mode: sync_mode,
          destination_object_name: object_name,
          primary_key: key.map((field) => [field]),
        };
        expect(
          plansOf(definition, config, parseCatalog({ streams: [stream] }), testContext().context),
        ).toHaveLength(1);
      }
    }
  });
});
