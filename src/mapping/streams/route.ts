import type { AnyOperation } from '../../define/operation.ts';
import type { SharedConfig } from '../../define/shared-config.ts';
import type { SyncMode } from '../../define/sync-mode.ts';
import { type ConnectorError, configError, type StreamDescriptor } from '../../errors.ts';
import { type ConfiguredStream, nameOf, needsKey } from '../../protocol/catalog.ts';
import { STREAM_DIFFERENCES, similarStream } from '../../protocol/similar-stream.ts';
import { formatChoices } from '../../text/format-list.ts';

/**
 * The operation of a stream, or the error with which the first record of the sync ends it. A sync without records needs no
 * operation: a clear job sends none, and requests `overwrite` also from a connector that lacks it.
 */
export type Route =
  | { readonly operation: AnyOperation; readonly rejection: undefined }
  | { readonly operation: undefined; readonly rejection: ConnectorError };

/** The members of a definition that routing needs. */
export interface Routing {
  readonly defaultObject?: string | undefined;
  /** Present where objects have any name. */
  readonly operationsFor?: ((object: string) => readonly AnyOperation[]) | undefined;
  /** Returns how the settings allow a sync mode of an object; undefined if they can't. */
  readonly modeHint?: (mode: SyncMode, object: string) => string | undefined;
}

/**
 * Determines the object of each stream, in this order: the object in the catalog, the configuration's stream_mappings, an
 * object with the stream's name, the connector's default object, and where objects have any name the stream's name. Throws the
 * config error of a stream without a route before anything is sent, unless the catalog may be that of a clear job.
 */
export function routeStreams(
  streams: readonly ConfiguredStream[],
  operations: readonly AnyOperation[],
  config: SharedConfig,
  definition: Routing = {},
): readonly Route[] {
  const found = streams.map((stream) => route(stream, operations, config, definition));
  const failed = found.find((each) => each.rejection);
  if (failed?.rejection && !mayBeClearJob(streams)) throw failed.rejection;
  return found;
}

/**
 * A clear job has no records. Its catalog looks like that of a sync that replaces the cleared streams: in the mode `overwrite`, or
 * with no earlier generation to keep. Streams that are not cleared are in it too, in another mode.
 */
export function mayBeClearJob(streams: readonly ConfiguredStream[]): boolean {
  return streams.some(({ syncMode, generation }) => {
    if (syncMode === 'overwrite') return true;
    return generation !== undefined && generation.minimum > 0 && generation.minimum === generation.id;
  });
}

function route(
  stream: ConfiguredStream,
  operations: readonly AnyOperation[],
  config: SharedConfig,
  routing: Routing,
): Route {
  const { modeHint, operationsFor } = routing;
  const object = objectOf(stream, operations, config, routing);
  if (typeof object !== 'string') return rejected(object);
  const named = operations.filter((each) => each.object === object);
  const candidates = named.length === 0 && operationsFor ? operationsFor(object) : named;
  const operation = candidates.find((each) => each.syncModes.includes(stream.syncMode));
  if (operation) {
    if (needsKey(stream.syncMode) && stream.primaryKey.length === 0) return rejected(noKey(stream));
    return { operation, rejection: undefined };
  }
  const modes = [...new Set(candidates.flatMap((each) => each.syncModes))];
  const hints = [modeHint?.(stream.syncMode, object), strategyHint(stream, modes)];
  return rejected(noSuchMode(stream, object, modes, hints));
}

const rejected = (rejection: ConnectorError): Route => ({ operation: undefined, rejection });

/** Returns the object of a stream, or the error of its records. */
function objectOf(
  stream: ConfiguredStream,
  operations: readonly AnyOperation[],
  config: SharedConfig,
  { defaultObject, operationsFor }: Routing,
): string | ConnectorError {
  const objects = [...new Set(operations.map((each) => each.object))];
  if (objects.length === 0 && !operationsFor)
    return configError(
      `This destination has no objects with its settings, so the stream ${nameOf(stream.descriptor)} can't be delivered. Check the settings of the destination.`,
      { code: 'ERR_NO_ROUTE', stream: stream.descriptor },
    );
  const at = stream.objectName === undefined ? mappingOf(stream, config) : -1;
  const requested = stream.objectName ?? config.stream_mappings?.[at]?.object;
  if (requested !== undefined) {
    if (operationsFor || objects.includes(requested)) return requested;
    return configError(
      `The stream ${nameOf(stream.descriptor)} is mapped to the object "${requested}", which this destination does not ` +
        `have. Choose ${formatChoices(objects)}${at === -1 ? '' : ` under Stream Mappings (stream_mappings[${at}].object)`}.`,
      { code: 'ERR_NO_SUCH_OBJECT', stream: stream.descriptor },
    );
  }
  const own = objects.find((each) => each === stream.descriptor.name);
  const only = objects.length === 1 ? objects[0] : undefined;
  const last = operationsFor ? defaultObject || stream.descriptor.name : only;
  const object = own ?? (defaultObject && objects.includes(defaultObject) ? defaultObject : last);
  if (object !== undefined) return object;
  const similar = similarStream(stream.descriptor, mappedStreams(config));
  const hint = similar
    ? ` Stream Mappings (stream_mappings) name ${nameOf(similar.stream)}: ${STREAM_DIFFERENCES[similar.differsBy]}.`
    : '';
  return configError(
    `No object is assigned to the stream ${nameOf(stream.descriptor)}.${hint} Add it under Stream Mappings (stream_mappings) with one of the ` +
      `objects ${formatChoices(objects)}, or name the stream like an object.`,
    { code: 'ERR_NO_ROUTE', stream: stream.descriptor },
  );
}

function mappedStreams({ stream_mappings = [] }: SharedConfig): readonly StreamDescriptor[] {
  return stream_mappings.map(({ stream_name, stream_namespace }) => ({
    name: stream_name,
    ...(stream_namespace && { namespace: stream_namespace }),
  }));
}

/** Index of a stream's mapping, -1 without one. One with the stream's namespace takes precedence over one without a namespace. */
function mappingOf({ descriptor }: ConfiguredStream, config: SharedConfig): number {
  const all = config.stream_mappings ?? [];
  const find = (hasNamespace: (namespace: string | undefined) => boolean): number =>
    all.findIndex(
      (each) => each.stream_name === descriptor.name && hasNamespace(each.stream_namespace || undefined),
    );
  const named = find((namespace) => namespace === descriptor.namespace);
  return named === -1 ? find((namespace) => namespace === undefined) : named;
}

function noSuchMode(
  stream: ConfiguredStream,
  object: string,
  modes: readonly SyncMode[],
  [hint, strategy = '']: readonly (string | undefined)[],
): ConnectorError {
  const name = nameOf(stream.descriptor);
  const options = { code: 'ERR_SYNC_MODE', stream: stream.descriptor } as const;
  if (modes.length === 0)
    return configError(
      `The stream ${name} is mapped to the object "${object}", which the settings of this destination do not allow. ` +
        `Map it to another object${hint ? `, or ${hint}` : ''}.`,
      options,
    );
  return configError(
    `The stream ${name} is set to the sync mode "${stream.syncMode}", which the object "${object}" does not support. ` +
      `Set it to ${formatChoices(modes)} in the connection${hint ? `, or ${hint}` : ''}.${strategy}`,
    options,
  );
}

function noKey(stream: ConfiguredStream): ConnectorError {
  return configError(
    `The stream ${nameOf(stream.descriptor)} is set to the sync mode "${stream.syncMode}", which needs a primary key, and ` +
      'has none. Choose one in the connection, or set the sync mode to "append".',
    { code: 'ERR_NO_PRIMARY_KEY', stream: stream.descriptor },
  );
}

/** PyAirbyte's names of the sync modes. A user can't choose them by the platform's names. */
const STRATEGIES: Readonly<Partial<Record<SyncMode, string>>> = {
  append: 'append',
  append_dedup: 'merge',
  overwrite: 'replace',
};

/** PyAirbyte selects a sync mode by the source, not by the destination; it has no connection in which to set it. */
function strategyHint(
  { hasPlaceholderNumbers }: ConfiguredStream,
  modes: readonly SyncMode[],
): string | undefined {
  if (!hasPlaceholderNumbers) return undefined;
  const strategies = modes.flatMap((mode) => STRATEGIES[mode] ?? []);
  if (strategies.length === 0) return undefined;
  const others = strategies.length > 1 ? ` (or ${formatChoices(strategies.slice(1))})` : '';
  return ` With PyAirbyte: destination.write(…, cache=False, write_strategy="${strategies[0]}"${others}).`;
}
