import type { AnyOperation } from '../../define/operation.ts';
import type { SharedConfig } from '../../define/shared-config.ts';
import type { StreamRun } from '../../define/stream.ts';
import { type ConfiguredStream, streamKey } from '../../protocol/catalog.ts';
import { fieldPath, flatPath } from './field-path.ts';
import { renamedColumns } from './rename.ts';

/** Properties of a stream that operations may read. */
export function streamRunOf(
  stream: ConfiguredStream,
  config: SharedConfig,
  { flat = false }: Pick<AnyOperation, 'flat'> = {},
): StreamRun {
  const { name, namespace = null } = stream.descriptor;
  return {
    name,
    namespace,
    key: streamKey(name, namespace),
    syncMode: stream.syncMode,
    primaryKey: stream.primaryKey,
    jsonSchema: stream.jsonSchema,
    columns: renamedColumns(config.field_mappings ?? [], name, stream.columns, flat ? flatPath : fieldPath),
    syncId: stream.syncId,
    generationId: stream.hasPlaceholderNumbers ? undefined : stream.generation?.id,
  };
}
