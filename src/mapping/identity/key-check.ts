import { type ConfiguredStream, needsKey } from '../../protocol/catalog.ts';
import { valueAt } from './ids.ts';

type Data = Readonly<Record<string, unknown>>;

/**
 * Returns a function that returns why a record has no id in a mode that finds objects by their key: a part of the key is
 * missing. Its id would be derived from its whole content, and its next version would be another object. Undefined for
 * streams whose mode needs no key. Called when an id is requested: an operation that identifies objects by other fields needs
 * none.
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

/** The reason contains names of the catalog, and the record's own name for a column only if it differs in case alone. */
function reason(data: Data, path: readonly string[]): string {
  const [column = '', ...deeper] = path;
  const other = Object.hasOwn(data, column)
    ? undefined
    : Object.keys(data).find((name) => name.toLowerCase() === column.toLowerCase());
  const hint = other === undefined ? '' : ` (the record calls it "${other}")`;
  return `the primary key column "${[column, ...deeper].join('.')}" is missing or null${hint}`;
}
