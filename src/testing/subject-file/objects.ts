import type { SubjectObject } from '../subject.ts';
import type { ObjectDescription } from './schema.ts';
import { columnsOf, fillIn } from './template.ts';

type Data = Readonly<Record<string, unknown>>;

/** Creates an object from its description. `modes` are those of the specification, used if the description has none. */
export function describedObject(described: ObjectDescription, modes: readonly string[]): SubjectObject {
  const { name, stream, record, changed, invalid, without_key: withoutKey, columns = {} } = described;
  const first = Object.keys(record)[0];
  const primaryKey = described.primary_key ?? (first === undefined ? [] : [[first]]);
  const key = described.key ?? primaryKey[0]?.[0] ?? '';
  const filled = (template: Data) => (i: number) => fillIn(template, 'i', i) as Data;
  return {
    name,
    ...(stream !== undefined && { stream }),
    modes: described.modes ?? modes,
    properties: { ...columnsOf(record), ...columns } as Readonly<Record<string, object>>,
    primaryKey,
    record(i) {
      const data = filled(record)(i);
      const value = data[key];
      return { data, key: typeof value === 'string' ? value : (JSON.stringify(value) ?? '') };
    },
    ...(changed && { changed: filled(changed) }),
    ...(invalid && { invalid: filled(invalid) }),
    ...(withoutKey && { withoutKey: filled(withoutKey) }),
    ...(described.open_columns && { openColumns: true }),
    ...(described.records_per_request && { recordsPerRequest: described.records_per_request }),
  };
}
