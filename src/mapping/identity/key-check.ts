import { type ConfiguredStream, needsKey } from '../../protocol/catalog.ts';
import { valueAt } from './ids.ts';

type Data = Readonly<Record<string, unknown>>;

/**
 * Why a record has no id in a mode that finds objects by their key: it lacks a part of the key. Its whole content would be its
 * identity then, and its next version would be another object. Undefined for streams whose mode needs no key. Asked with the id:
 * an operation that knows its objects by fields of their own does without.
 */
export function createKeyCheck({
  primaryKey,
  syncMode,
}: ConfiguredStream): ((data: Data) => string | undefined) | undefined {
  if (!needsKey(syncMode)) return undefined;
  return (data) => {
    for (const path of primaryKey) {
      const value = valueAt(data, path);
      if (value === undefined || value === null) return reason(data, path);
    }
    return undefined;
  };
}

/** Said are names of the catalog, and the record's own where it is one of them but for its case. */
function reason(data: Data, path: readonly string[]): string {
  const column = path[0]!;
  const other = Object.hasOwn(data, column)
    ? undefined
    : Object.keys(data).find((name) => name.toLowerCase() === column.toLowerCase());
  const hint = other === undefined ? '' : ` (the record calls it "${other}")`;
  return `the primary key column "${path.join('.')}" is missing or null${hint}`;
}
