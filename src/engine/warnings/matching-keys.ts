import type { Log } from '../../define/log.ts';
import type { AnyOperation } from '../../define/operation.ts';
import { type ConfiguredStream, nameOf, needsKey } from '../../protocol/catalog.ts';
import { formatList } from '../../text/format-list.ts';

/**
 * Warns of a stream whose key is not one of the operation's `matchingKeys`. The platform's form offers only those; a catalog
 * that was made without it may have another one. Streams that were mapped without the form keep the key of their source, which
 * need not be a key at the provider, so they cause no warning.
 */
export function warnOfOtherKey(
  { descriptor, syncMode, objectName, primaryKey }: ConfiguredStream,
  { object, matchingKeys }: Pick<AnyOperation, 'object' | 'matchingKeys'>,
  log: Pick<Log, 'warn'>,
): void {
  if (objectName === undefined || matchingKeys === undefined || !needsKey(syncMode)) return;
  const fields = primaryKey.map((path) => path.join('.'));
  if (matchingKeys.some((key) => isSameSet(key, fields))) return;
  log.warn(
    `The stream ${nameOf(descriptor)} has the key ${quoted(fields)}, but the provider finds an object "${object}" by ` +
      `${formatList(matchingKeys.map(quoted))}. Records that differ in the stream's key may change the same object. Choose one of ` +
      'these as the matching key in the connection.',
  );
}

const quoted = (fields: readonly string[]): string =>
  formatList(
    fields.map((name) => `"${name}"`),
    'and',
  );

const isSameSet = (one: readonly string[], other: readonly string[]): boolean =>
  one.length === other.length && one.every((name) => other.includes(name));
