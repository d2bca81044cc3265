import type { Log } from '../../define/log.ts';
import type { AnyOperation } from '../../define/operation.ts';
import type { StreamRun } from '../../define/stream.ts';
import { type ConfiguredStream, nameOf } from '../../protocol/catalog.ts';

/** Streams may have any number of columns; the log must not grow with them. */
const MOST = 50;

/** As programs name fields: a key of a record that is a name, an address or a date of birth hardly ever looks like this. */
const IDENTIFIER = /^[a-z_$][A-Za-z0-9_$]{0,63}$/;

/**
 * Warns of fields that are not sent, once each. Said are names that the catalog declares, and others that look like a
 * misspelt field: what else a record has for keys may be somebody's data.
 */
export function unknownFieldWarner(
  { descriptor }: Pick<ConfiguredStream, 'descriptor'>,
  { columns }: StreamRun,
  { object }: AnyOperation,
  log: Pick<Log, 'warn'>,
): (field: string) => void {
  const declared = new Set(columns);
  const told = new Set<string>();
  return (field) => {
    if (told.size >= MOST) return;
    const [what, advice] = said(field, declared, object);
    if (told.has(what)) return;
    told.add(what);
    const last = told.size === MOST ? ' More such columns are not named.' : '';
    log.warn(`Stream ${nameOf(descriptor)}: ${what}. ${advice}${last}`);
  };
}

function said(field: string, declared: ReadonlySet<string>, object: string): readonly [string, string] {
  if (declared.has(field) || field.split('.').every((part) => IDENTIFIER.test(part)))
    return [
      `the column "${field}" is not a field of ${object}, so it is not sent`,
      'If the field has another name there, map the column to it under Field Mappings (field_mappings).',
    ];
  const parts = field.split('.').slice(0, -1);
  const column = parts.map((_, at) => parts.slice(0, at + 1).join('.')).find((each) => declared.has(each));
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
