import type { AnyOperation } from '../../define/operation.ts';
import type { SharedConfig } from '../../define/shared-config.ts';
import { memberNames } from '../../member-names.ts';
import type { ConfiguredStream } from '../../protocol/catalog.ts';
import { fieldPath } from '../streams/field-path.ts';
import { mappingsOfStream } from '../streams/rename.ts';

/**
 * Returns every name that the operation's schema declares on any level, and the names of columns in the field mappings and the
 * catalog. Other names in a record are content.
 */
export function declaredNames(
  { schema, consumedColumns = [] }: Pick<AnyOperation, 'schema' | 'consumedColumns'>,
  { descriptor, columns }: Pick<ConfiguredStream, 'descriptor' | 'columns'>,
  config: Pick<SharedConfig, 'field_mappings'>,
): ReadonlySet<string> {
  const names = new Set([...columns, ...consumedColumns, ...memberNames(schema)]);
  for (const { source_field, destination_field } of mappingsOfStream(
    config.field_mappings ?? [],
    descriptor.name,
  ))
    for (const path of [source_field, destination_field])
      for (const name of [path, ...path.split('.'), ...fieldPath(path)]) names.add(name);
  return names;
}
