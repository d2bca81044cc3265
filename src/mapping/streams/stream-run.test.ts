import { expect, it } from 'vitest';
import { type ConfiguredStream, parseCatalog } from '../../protocol/catalog.ts';
import { streamRunOf } from './stream-run.ts';

const stream = (rest: object = {}, more: object = {}): ConfiguredStream =>
  parseCatalog({
    streams: [
      {
        stream: { name: 'users', json_schema: { properties: { id: {}, zip: {} } }, ...more },
        destination_sync_mode: 'append',
        ...rest,
      },
    ],
  })[0]!;

it('operations see the sync mode, the key and the schema of a stream as the catalog has them', () => {
  const keyed = { destination_sync_mode: 'append_dedup', primary_key: [['id'], ['place', 'zip']] };
  const config = { field_mappings: [{ source_field: 'id', destination_field: 'external_id' }] };
  expect(streamRunOf(stream(keyed), config)).toMatchObject({
    syncMode: 'append_dedup',
    primaryKey: [['id'], ['place', 'zip']],
    jsonSchema: { properties: { id: {}, zip: {} } },
  });
  expect(streamRunOf(stream({}, { json_schema: null }), {})).toMatchObject({
    primaryKey: [],
    jsonSchema: {},
  });
});

it('operations see the name, namespace and numbers of a stream', () => {
  const numbers = { generation_id: 7, minimum_generation_id: 0, sync_id: 9 };
  const run = streamRunOf(stream(numbers, { namespace: 'crm' }), {});
  expect(run).toMatchObject({ name: 'users', namespace: 'crm', generationId: 7, syncId: 9 });
  expect(streamRunOf(stream(), {})).toMatchObject({ namespace: null, generationId: undefined });
  expect(run.key).not.toBe(streamRunOf(stream(), {}).key);
});

it('numbers that a client sets to 1 in every sync are not seen', () => {
  const run = streamRunOf(stream({ generation_id: 1, minimum_generation_id: 1, sync_id: 1 }), {});
  expect([run.generationId, run.syncId]).toEqual([undefined, undefined]);
});

it('the columns of a stream are those after renaming; in flat objects a dot belongs to the name', () => {
  const config = { field_mappings: [{ source_field: 'zip', destination_field: 'place.zip' }] };
  for (const operation of [undefined, {}, { flat: false }])
    expect(streamRunOf(stream(), config, operation).columns).toEqual(['id', 'place']);
  expect(streamRunOf(stream(), config, { flat: true }).columns).toEqual(['id', 'place.zip']);
});
