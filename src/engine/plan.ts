import { settingDefaults } from '../config/setting-defaults.ts';
import type { Context } from '../define/context.ts';
import type { AnyDestination } from '../define/destination.ts';
import { type AnyOperation, checkOperations } from '../define/operation.ts';
import type { SharedConfig } from '../define/shared-config.ts';
import type { StreamRun } from '../define/stream.ts';
import { checkSchema, checkUnreachedColumns } from '../define/unsupported-schema.ts';
import { asConnectorError, type ConnectorError, type StreamDescriptor } from '../errors.ts';
import { createRowPreparer, type RowPreparer } from '../mapping/prepare.ts';
import { declaredNames } from '../mapping/schema/declared-names.ts';
import type { FieldMapping } from '../mapping/streams/rename.ts';
import { mayBeClearJob, routeStreams } from '../mapping/streams/route.ts';
import { streamRunOf } from '../mapping/streams/stream-run.ts';
import { createMeter } from '../observer/meter.ts';
import { type ConfiguredStream, streamKey } from '../protocol/catalog.ts';
import { identityOf, type StreamIdentity } from '../rejects/identity.ts';
import type { DeclaredTexts } from './settlement/provider-message.ts';
import { StreamReport } from './settlement/stream-report.ts';
import { globalIdWarner } from './warnings/global-ids.ts';
import { warnOfOtherKey } from './warnings/matching-keys.ts';
import { replacedValueWarner } from './warnings/replaced-values.ts';
import { unknownFieldWarner } from './warnings/unknown-fields.ts';

/** A stream of the catalog, and its state during the sync. */
interface StreamInSync {
  readonly stream: ConfiguredStream;
  readonly report: StreamReport;
  /** Field mappings whose column occurred in a record. */
  readonly usedMappings: ReadonlySet<FieldMapping>;
  /**
   * Whether the client sends the status COMPLETE: a client with generations does, except PyAirbyte, which only forwards
   * statuses of the source.
   */
  readonly completeStatus: 'expected' | 'possible' | 'none';
  /** The status COMPLETE came. */
  isComplete: boolean;
  /** The status INCOMPLETE came. */
  isIncomplete: boolean;
  /** Records before the last state of the stream; undefined without a state. */
  receivedBeforeState: number | undefined;
}

/** How a stream of the catalog is delivered. */
export interface StreamPlan extends StreamInSync {
  readonly run: StreamRun;
  readonly operation: AnyOperation;
  /** Parameters of the stream's record ids; stored with its rejected records. */
  readonly identity: StreamIdentity;
  readonly prepare: RowPreparer;
  /** Returns the names of columns and fields, and the values, that are not content of a record. */
  readonly declared: () => DeclaredTexts;
}

/** A stream of a catalog that can't be delivered. It is no failure without records: a clear job sends none. */
export interface UndeliverableStream extends StreamInSync {
  readonly operation: undefined;
  /** The error of the catalog, thrown at the first record of any stream. */
  readonly routeError: ConnectorError;
}

export type PlannedStream = StreamPlan | UndeliverableStream;

export const isDeliverable = (plan: PlannedStream): plan is StreamPlan => plan.operation !== undefined;

/**
 * Returns a plan for each stream of the catalog. Throws a config error for a stream that the connector can't deliver, and for
 * streams that exclude each other, unless the catalog may be that of a clear job.
 */
export function plansOf(
  definition: AnyDestination,
  config: SharedConfig,
  streams: readonly ConfiguredStream[],
  context: Context,
): readonly PlannedStream[] {
  const operations = checkOperations(definition.operations(config, context));
  const routes = routeStreams(streams, operations, config, {
    defaultObject: definition.defaultObject?.(config),
    operationsFor:
      definition.operationsFor &&
      ((object) => checkOperations(definition.operationsFor!(object, config, context))),
    modeHint: (mode, object) => definition.syncModeHint?.(mode, object),
  });
  const routed = streams.map((stream, index) => {
    const { operation } = routes[index]!;
    return operation && { run: streamRunOf(stream, config, operation), operation };
  });
  const refusal = routes.find((each) => each.rejection)?.rejection ?? exclusionOf(routed, definition, config);
  if (refusal && !mayBeClearJob(streams)) throw refusal;
  const defaults = settingDefaults(definition.spec.connectionSpecification);
  const noteGlobalId = globalIdWarner(
    routed.filter((each) => each !== undefined),
    context.log,
  );
  return streams.map((stream, index) => {
    const usedMappings = new Set<FieldMapping>();
    const shared = {
      stream,
      report: new StreamReport(stream.descriptor, createMeter(context.clock)),
      usedMappings,
      completeStatus: completeStatusOf(stream),
      isComplete: false,
      isIncomplete: false,
      receivedBeforeState: undefined,
    };
    // If one stream can't be delivered, none is: the first record of any of them ends the sync.
    if (refusal) return { ...shared, operation: undefined, routeError: refusal };
    const streamOfObject = routed[index]!;
    const { run, operation } = streamOfObject;
    checkSchema(operation.object, operation.schema);
    checkUnreachedColumns(operation.object, operation.schema, operation.unmappedColumns);
    warnOfOtherKey(stream, operation, context.log);
    let declared: DeclaredTexts | undefined;
    const declaredOnce = (): DeclaredTexts => {
      declared ??= { names: declaredNames(operation, stream, config), values: defaults };
      return declared;
    };
    const warnOfUnknownField = unknownFieldWarner(
      stream,
      { object: operation.object, columns: run.columns, names: () => declaredOnce().names },
      context.log,
    );
    return {
      ...shared,
      run,
      operation,
      identity: identityOf(stream, operation, definition, config),
      prepare: createRowPreparer(stream, operation, config, {
        unknown: warnOfUnknownField,
        used: (mapping) => usedMappings.add(mapping),
        replaced: replacedValueWarner(stream, context.log),
        bringsGlobalId: (isMapped) => noteGlobalId(streamOfObject, isMapped),
      }),
      declared: declaredOnce,
    };
  });
}

/** Returns the error of streams that exclude each other. */
function exclusionOf(
  routed: readonly ({ readonly run: StreamRun; readonly operation: AnyOperation } | undefined)[],
  definition: AnyDestination,
  config: SharedConfig,
): ConnectorError | undefined {
  try {
    definition.validateStreams?.(
      routed.flatMap((each) => (each ? [{ ...each.run, object: each.operation.object }] : [])),
      config,
    );
    return undefined;
  } catch (thrown) {
    return asConnectorError(thrown);
  }
}

function completeStatusOf({
  generation,
  hasPlaceholderNumbers,
}: ConfiguredStream): StreamInSync['completeStatus'] {
  if (generation === undefined) return 'none';
  return hasPlaceholderNumbers ? 'possible' : 'expected';
}

/**
 * Returns a function that finds an item by the stream name and namespace in a message. An empty namespace also matches a null
 * or absent one, and the reverse, if there is no exact match.
 */
export function streamFinder<T>(
  all: readonly T[],
  descriptorOf: (each: T) => StreamDescriptor,
): (name: string, namespace: string | null | undefined) => T | undefined {
  const byKey = new Map(all.map((each) => [keyOf(descriptorOf(each)), each]));
  return (name, namespace) => {
    const exact = byKey.get(streamKey(name, namespace));
    if (exact !== undefined || namespace) return exact;
    return byKey.get(streamKey(name, namespace === '' ? null : ''));
  };
}

function keyOf({ name, namespace }: StreamDescriptor): string {
  return streamKey(name, namespace);
}
