import type { Log } from '../../define/log.ts';
import { type ConfiguredStream, nameOf } from '../../protocol/catalog.ts';
import { likelyTypo } from '../../text/closest-match.ts';

/** Bounds the log: a stream may have any number of columns. */
const MAX_WARNINGS = 50;
/** Bounds memory and time: records may have any number of names, and each is compared with all declared ones. */
const MAX_NAMES = 2_000;

/** Names that are known of a stream and the object that it feeds. */
export interface KnownNames {
  readonly object: string;
  /** Columns of the stream. */
  readonly columns: readonly string[];
  /** All names that are not content of a record (`declaredNames`). */
  readonly names: () => ReadonlySet<string>;
}

/**
 * Returns a function that warns of a field that is not sent, once for each. A name that only records have is not logged, because
 * it may be personal data; the warning names the declared field that it resembles, if there is one.
 */
export function unknownFieldWarner(
  { descriptor }: Pick<ConfiguredStream, 'descriptor'>,
  known: KnownNames,
  log: Pick<Log, 'warn'>,
): (field: string) => void {
  const columns = new Set(known.columns);
  const warned = new Set<string>();
  /** Fields that were described. Every record has the same ones, and describing a field takes longer than preparing a record. */
  const seen = new Set<string>();
  return (field) => {
    if (seen.has(field) || seen.size >= MAX_NAMES || warned.size >= MAX_WARNINGS) return;
    seen.add(field);
    const [what, advice] = describeField(field, columns, known);
    if (warned.has(what)) return;
    warned.add(what);
    const last = warned.size === MAX_WARNINGS ? ' More such columns are not named.' : '';
    log.warn(`Stream ${nameOf(descriptor)}: ${what}. ${advice}${last}`);
  };
}

const RENAME = 'map the column to it under Field Mappings (field_mappings).';

function describeField(
  field: string,
  columns: ReadonlySet<string>,
  { object, names }: KnownNames,
): readonly [string, string] {
  if (columns.has(field))
    return [
      `the column "${field}" is not a field of ${object}, so it is not sent`,
      `If the field has another name there, ${RENAME}`,
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
      `the column "${column}" contains fields that ${object} does not have, so they are not sent`,
      'If the fields have other names there, map them under Field Mappings (field_mappings).',
    ];
  return [
    `it has columns that the catalog does not declare and that are not fields of ${object}, so they are not sent`,
    "Refresh the source's schema to see which.",
  ];
}
