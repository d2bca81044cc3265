import type { AnyDestination } from '../define/destination.ts';
import type { AnyOperation } from '../define/operation.ts';
import type { SharedConfig } from '../define/shared-config.ts';
import type { SyncMode } from '../define/sync-mode.ts';
import { stableId } from '../mapping/identity/ids.ts';
import { mappingsOfStream } from '../mapping/streams/rename.ts';
import type { ConfiguredStream } from '../protocol/catalog.ts';

/** Parameters of a stream's record ids. They are kept with rejected records, so that `replay` derives the same ids. */
export interface StreamIdentity {
  readonly primaryKey: readonly (readonly string[])[];
  readonly syncMode: SyncMode;
  /** The object that the catalog maps the stream to; undefined if it names none. */
  readonly object: string | undefined;
  /** A fingerprint of the settings that ids depend on. No secret is among them. */
  readonly settings: string;
}

export function identityOf(
  stream: Pick<ConfiguredStream, 'descriptor' | 'primaryKey' | 'syncMode' | 'objectName'>,
  { globalId }: Pick<AnyOperation, 'globalId'>,
  { identitySettings = [] }: Pick<AnyDestination, 'identitySettings'>,
  config: SharedConfig,
): StreamIdentity {
  const values = config as Readonly<Record<string, unknown>>;
  const columns = mappingsOfStream(config.field_mappings ?? [], stream.descriptor.name)
    .filter((each) => each.destination_field === globalId?.field)
    .map((each) => each.source_field);
  return {
    primaryKey: stream.primaryKey,
    syncMode: stream.syncMode,
    object: stream.objectName,
    settings: stableId(
      'settings',
      JSON.stringify([identitySettings.map((name) => [name, values[name] ?? null]), columns]),
    ),
  };
}
