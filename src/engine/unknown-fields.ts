import type { Log } from '../define/log.ts';
import type { AnyOperation } from '../define/operation.ts';
import { type ConfiguredStream, nameOf } from '../protocol/catalog.ts';

/** Records may have any number of fields; what is remembered of them must not grow with the stream. */
const MOST = 50;

/** Warns of each field that is not sent, once. */
export function unknownFieldTeller(
  { descriptor }: ConfiguredStream,
  { object }: AnyOperation,
  log: Log,
): (field: string) => void {
  const told = new Set<string>();
  return (field) => {
    if (told.size >= MOST || told.has(field)) return;
    told.add(field);
    const last = told.size === MOST ? ' More such columns are not named.' : '';
    log.warn(
      `Stream ${nameOf(descriptor)}: the column "${field}" is not a field of ${object}, so it is not sent. If it is only named ` +
        `differently there, rename it under Field Mappings.${last}`,
    );
  };
}
