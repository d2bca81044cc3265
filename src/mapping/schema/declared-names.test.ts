import { expect, it } from 'vitest';
import { z } from 'zod';
import type { SharedConfig } from '../../define/shared-config.ts';
import { parseCatalog } from '../../protocol/catalog.ts';
import { declaredNames } from './declared-names.ts';

const schema = z.object({ id: z.string(), place: z.object({ zip: z.string().optional() }).optional() });

const namesOf = (
  config: Pick<SharedConfig, 'field_mappings'> = {},
  consumedColumns: readonly string[] | undefined = undefined,
  columns: readonly string[] = [],
): readonly string[] => {
  const json_schema = { properties: Object.fromEntries(columns.map((column) => [column, {}])) };
  const [stream] = parseCatalog({
    streams: [{ stream: { name: 'people', json_schema }, destination_sync_mode: 'append' }],
  });
  return [...declaredNames({ schema, ...(consumedColumns && { consumedColumns }) }, stream!, config)].sort();
};

it("the declared names are those of the schema's fields on every level", () => {
  expect(namesOf()).toEqual(['id', 'place', 'zip']);
});

it('columns that the catalog or the operation names are declared', () => {
  expect(namesOf({}, ['patient'], ['town', 'id'])).toEqual(['id', 'patient', 'place', 'town', 'zip']);
});

it('columns and fields of Field Mappings are declared, whole and by the parts of their paths', () => {
  const names = namesOf({
    field_mappings: [
      { source_field: 'address.code', destination_field: 'place.zip.first' },
      { source_field: 'uid', destination_field: 'id' },
    ],
  });
  expect(names).toEqual(
    ['id', 'place', 'zip', 'address.code', 'address', 'code', 'place.zip.first', 'first', 'uid'].sort(),
  );
});

it('names of mappings for another stream are not declared', () => {
  const other = { stream_name: 'orders', source_field: 'owner', destination_field: 'person' };
  expect(namesOf({ field_mappings: [other] })).toEqual(['id', 'place', 'zip']);
  expect(namesOf({ field_mappings: [{ ...other, stream_name: 'people' }] })).toContain('owner');
});
