import assert from 'node:assert/strict';
import type { DiscoveredOperation } from '../output-message.ts';
import type { Finished } from '../process.ts';
import type { Case, Tools } from './case.ts';
import { assertFailed, assertSucceeded, ofType } from './expect.ts';

const DISCOVER =
  'airbyte-platform DestinationDiscoverService.kt, ConnectionsHandler.kt; bulk CDK DiscoverIntegrationTest';

/** Sync modes that find objects by a key. */
const KEYED: readonly string[] = ['append_dedup', 'update', 'soft_delete'];

/** `discover`: one DESTINATION_CATALOG for the mapping form. */
export const discoverCases: readonly Case[] = [
  {
    id: 'discover.one-catalog',
    title: 'discover writes one DESTINATION_CATALOG with at least one operation, and no CONTROL.',
    why: 'The platform would apply the CONTROL to a source.',
    reference: DISCOVER,
    needs: ['working-config', 'discover'],
    async run(_subject, tools) {
      const end = await tools.discover();
      assertSucceeded(end);
      assert.equal(ofType(end, 'DESTINATION_CATALOG').length, 1, 'not exactly one DESTINATION_CATALOG');
      assert.ok(operationsIn(end).length > 0, 'the catalog offers no operation');
      assert.deepEqual(tools.probe.arrived(), [], 'discover left something at the provider');
    },
  },
  {
    id: 'discover.deterministic',
    title: 'The same configuration gives the same catalog.',
    why: 'The platform caches it by the hash of the configuration.',
    reference: DISCOVER,
    needs: ['working-config', 'discover'],
    async run(_subject, tools) {
      const again = offeredOperations(await tools.discover());
      await judgeOperations(tools, (operations) => assert.deepEqual(operations, again));
    },
  },
  operationsCase({
    id: 'discover.unique',
    title: 'Each pair of object and sync mode is offered once.',
    why: 'The form uses the first match; later ones cannot be selected.',
    reference: 'airbyte-webapp area/dataActivation',
    judge(operations) {
      const names = operations.map((each) => `${each.object_name} ${each.sync_mode}`);
      assert.deepEqual(names, [...new Set(names)]);
    },
  }),
  {
    id: 'discover.modes',
    title: 'discover offers only sync modes of the specification, and every object of the subject.',
    why: 'The form does not offer a mode that the specification does not list.',
    reference: DISCOVER,
    needs: ['working-config', 'discover'],
    async run(subject, tools) {
      const [spec] = ofType(await tools.run(['spec']), 'SPEC');
      const supported = spec?.spec?.supported_destination_sync_modes ?? [];
      await judgeOperations(tools, (operations) => {
        for (const { object_name, sync_mode } of operations)
          assert.ok(
            supported.includes(sync_mode),
            `${object_name}: ${sync_mode} is not in the specification`,
          );
        for (const { name } of subject.objects)
          assert.ok(
            operations.some((each) => each.object_name === name),
            `${name} is not offered`,
          );
      });
    },
  },
  operationsCase({
    id: 'discover.schemas',
    title: 'Schemas are objects with properties; required fields and matching keys are among them.',
    why: 'The form lists properties; a key that is not one cannot be mapped.',
    reference: DISCOVER,
    judge(operations) {
      for (const { object_name, json_schema, matching_keys } of operations) {
        const { properties = {}, required = [], additionalProperties } = json_schema;
        // An object that accepts any column may have no properties.
        const hasColumns = Object.keys(properties).length > 0 || additionalProperties === true;
        assert.ok(hasColumns, `${object_name} has no properties`);
        for (const field of [...required, ...(matching_keys ?? []).flat()])
          assert.ok(Object.hasOwn(properties, field), `${object_name}: ${field} is not a property`);
      }
    },
  }),
  operationsCase({
    id: 'discover.required',
    title: 'No field of a matching key is required in a sync mode that finds objects by a key.',
    why: 'The form requires the fields of the chosen key; it would demand those of the other keys too.',
    reference: 'airbyte-webapp area/dataActivation; destination-salesforce discover',
    judge(operations) {
      for (const { object_name, sync_mode, json_schema, matching_keys } of operations) {
        if (!KEYED.includes(sync_mode)) continue;
        const keys = (matching_keys ?? []).flat();
        const demanded = (json_schema.required ?? []).filter((field) => keys.includes(field));
        assert.deepEqual(demanded, [], `${object_name}: ${sync_mode} requires fields of matching keys`);
      }
    },
  }),
  operationsCase({
    id: 'discover.types',
    title: 'Each property of a schema has a type, also inside objects and lists.',
    why: 'The form and the validation of the platform read only the type.',
    reference: DISCOVER,
    judge(operations) {
      for (const { object_name, json_schema } of operations)
        assert.deepEqual(untyped(json_schema as Schema, object_name), [], 'properties without a type');
    },
  }),
  operationsCase({
    id: 'discover.keys',
    title: 'A sync mode that finds objects by a key is offered with the possible keys.',
    why: 'Without them the platform sends an empty primary key, and each sync fails.',
    reference: 'airbyte-webapp area/dataActivation; airbyte-platform ConnectionsHandler.kt',
    judge(operations) {
      for (const { object_name, sync_mode, matching_keys = [] } of operations) {
        if (!KEYED.includes(sync_mode)) continue;
        const isThere = matching_keys.length > 0 && matching_keys.every((key) => key.length > 0);
        assert.ok(isThere, `${object_name}: ${sync_mode} is offered without a key`);
      }
    },
  }),
  {
    id: 'discover.rejected',
    title: 'discover fails with a TRACE if the provider rejects its requests.',
    why: 'An empty catalog without an error leaves the mapping form empty without a reason.',
    reference: 'airbytehq/airbyte pull request 63756; airbyte-platform ConnectorMessageProcessor.kt',
    needs: ['provider', 'discover'],
    async run(_subject, tools) {
      tools.probe.fault({ kind: 'status', status: 403 });
      const end = await tools.discover();
      if (end.exitCode !== 0) assertFailed(end, { type: 'config_error' });
      else {
        assert.ok(
          operationsIn(end).length > 0,
          'the catalog is empty although the provider rejected the request',
        );
        // It may need no request; then nothing was rejected.
        tools.probe.fault({ kind: 'none' });
      }
    },
  },
  {
    id: 'discover.config-error',
    title: 'discover with a broken configuration fails with a TRACE config_error.',
    why: 'A silent failure leaves the mapping form empty.',
    reference: 'airbytehq/airbyte pull request 63756',
    needs: ['broken:schema', 'discover'],
    async run(subject, tools) {
      const { config, expects } = subject.broken.find(({ kind }) => kind === 'schema')!;
      const end = await tools.discover(config);
      assertFailed(end, { type: 'config_error', says: expects });
      assert.equal(ofType(end, 'DESTINATION_CATALOG').length, 0);
    },
  },
];

type JudgeOperations = (operations: readonly DiscoveredOperation[]) => void;

/** Returns a case that judges the operations of a valid configuration. */
function operationsCase({
  judge,
  ...texts
}: Omit<Case, 'needs' | 'run'> & { readonly judge: JudgeOperations }): Case {
  return {
    ...texts,
    needs: ['working-config', 'discover'],
    run: (_subject, tools) => judgeOperations(tools, judge),
  };
}

/** Judges the operations of a valid configuration. */
const judgeOperations = (tools: Tools, judge: JudgeOperations): Promise<void> =>
  tools.judgeShared({
    name: 'discover',
    together: () => tools.discover(),
    judge: (end) => judge(offeredOperations(end)),
  });

/** Returns the offered operations. Fails if there are none, since then a case has nothing to check. */
function offeredOperations(end: Finished): readonly DiscoveredOperation[] {
  assertSucceeded(end);
  const operations = operationsIn(end);
  assert.ok(operations.length > 0, 'the catalog offers no operation');
  return operations;
}

const operationsIn = (end: Finished) =>
  ofType(end, 'DESTINATION_CATALOG')[0]?.destination_catalog?.operations ?? [];

interface Schema {
  readonly type?: unknown;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly items?: Schema;
}

/** Returns the paths of a schema's properties without a type. */
function untyped({ properties = {}, items }: Schema, path: string): readonly string[] {
  const inner = Object.entries(properties).flatMap(([name, each]) => [
    ...(each.type === undefined ? [`${path}.${name}`] : []),
    ...untyped(each, `${path}.${name}`),
  ]);
  return items ? [...inner, ...untyped(items, `${path}[]`)] : inner;
}
