import type { Log } from '../../define/log.ts';
import { type ConfiguredStream, nameOf } from '../../protocol/catalog.ts';
import { likelyTypo } from '../../text/closest-match.ts';

/** Streams may have any number of columns; the log must not grow with them. */
const MOST = 50;

/** What is known of a stream and the object it feeds. */
export interface Declared {
  readonly object: string;
  /** The columns of the stream. */
  readonly columns: readonly string[];
  /** All names that are no content (`declaredNames`). */
  readonly names: () => ReadonlySet<string>;
}

/**
 * Warns of fields that are not sent, once each. A name that only the records have is not said, since it may be somebody's data: said is
 * the declared name that it resembles, if there is one.
 */
export function unknownFieldWarner(
  { descriptor }: Pick<ConfiguredStream, 'descriptor'>,
  declared: Declared,
  log: Pick<Log, 'warn'>,
): (field: string) => void {
  const columns = new Set(declared.columns);
  const told = new Set<string>();
  return (field) => {
    if (told.size >= MOST) return;
    const [what, advice] = said(field, columns, declared);
    if (told.has(what)) return;
    told.add(what);
    const last = told.size === MOST ? ' More such columns are not named.' : '';
    log.warn(`Stream ${nameOf(descriptor)}: ${what}. ${advice}${last}`);
  };
}

const RENAME = 'rename it under Field Mappings (field_mappings).';

function said(
  field: string,
  columns: ReadonlySet<string>,
  { object, names }: Declared,
): readonly [string, string] {
  if (columns.has(field))
    return [
      `the column "${field}" is not a field of ${object}, so it is not sent`,
      `If it is only named differently there, ${RENAME}`,
    ];
  const parts = field.split('.');
  const meant = likelyTypo(parts.at(-1)!, names());
  if (meant !== undefined)
    return [
      `it has a column whose name resembles "${meant}" and that is not a field of ${object}, so it is not sent`,
      `If it is meant to be "${meant}", ${RENAME}`,
    ];
  const column = parts.map((_, at) => parts.slice(0, at + 1).join('.')).find((each) => columns.has(each));
  if (column !== undefined)
    return [
      `the column "${column}" holds fields that ${object} does not have, so they are not sent`,
      'If they are only named differently there, rename them under Field Mappings (field_mappings).',
    ];
  return [
    `it has columns that the catalog does not declare and that are no fields of ${object}, so they are not sent`,
    "Refresh the source's schema to see which.",
  ];
}
