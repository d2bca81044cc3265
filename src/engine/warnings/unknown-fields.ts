import type { Log } from '../../define/log.ts';
import type { AnyOperation } from '../../define/operation.ts';
import type { StreamRun } from '../../define/stream.ts';
import { type ConfiguredStream, nameOf } from '../../protocol/catalog.ts';

/** Bounds the log: a stream may have any number of columns. */
const MAX_WARNINGS = 50;

/** Field names of programs. A key of a record that is personal data, such as a name or an address, rarely has this form. */
const IDENTIFIER = /^[a-z_$][A-Za-z0-9_$]{0,63}$/;

/**
 * Returns a function that warns of a field that is not sent, once for each. The warning names fields that the catalog
 * declares or that look like identifiers, because any other key of a record may be personal data.
 */
export function unknownFieldWarner(
  { descriptor }: Pick<ConfiguredStream, 'descriptor'>,
  { columns }: StreamRun,
  { object }: AnyOperation,
  log: Pick<Log, 'warn'>,
): (field: string) => void {
  const declared = new Set(columns);
  const warned = new Set<string>();
  return (field) => {
    if (warned.size >= MAX_WARNINGS) return;
    const [what, advice] = describeField(field, declared, object);
    if (warned.has(what)) return;
    warned.add(what);
    const last = warned.size === MAX_WARNINGS ? ' More such columns are not named.' : '';
    log.warn(`Stream ${nameOf(descriptor)}: ${what}. ${advice}${last}`);
  };
}

function describeField(
  field: string,
  declared: ReadonlySet<string>,
  object: string,
): readonly [string, string] {
  if (declared.has(field) || field.split('.').every((part) => IDENTIFIER.test(part)))
    return [
      `the column "${field}" is not a field of ${object}, so it is not sent`,
      'If it is only named differently there, rename it under Field Mappings.',
    ];
  const parts = field.split('.').slice(0, -1);
  const column = parts.map((_, at) => parts.slice(0, at + 1).join('.')).find((each) => declared.has(each));
  if (column !== undefined)
    return [
      `the column "${column}" holds fields that ${object} does not have, so they are not sent`,
      'If they are only named differently there, rename them under Field Mappings.',
    ];
  return [
    `it has columns that the catalog does not declare and that are no fields of ${object}, so they are not sent`,
    "Refresh the source's schema to see which.",
  ];
}
