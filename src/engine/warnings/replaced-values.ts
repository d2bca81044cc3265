import type { Log } from '../../define/log.ts';
import type { FieldMapping } from '../../mapping/streams/rename.ts';
import { type ConfiguredStream, nameOf } from '../../protocol/catalog.ts';

/**
 * Returns a function that warns of a field that has values of several columns, once for each field. The configuration names the
 * field, so its name is not content of a record.
 */
export function replacedValueWarner(
  { descriptor }: Pick<ConfiguredStream, 'descriptor'>,
  log: Pick<Log, 'warn'>,
): (mapping: FieldMapping) => void {
  const warned = new Set<string>();
  return ({ destination_field: field }) => {
    if (warned.has(field)) return;
    warned.add(field);
    log.warn(
      `Stream ${nameOf(descriptor)}: several columns of a record have a value for the field "${field}". Only the value of the last one in Field Mappings ` +
        '(field_mappings) is sent. Keep one mapping to the field, and map a column of the same name to another field.',
    );
  };
}
