import type { Context } from '../define/context.ts';
import type { AnyDestination } from '../define/destination.ts';
import type { AnyOperation } from '../define/operation.ts';
import type { SharedConfig } from '../define/shared-config.ts';
import type { StreamRun } from '../define/stream.ts';
import type { ConnectorError, StreamDescriptor } from '../errors.ts';
import { createRowPreparer, type RowPreparer } from '../mapping/prepare.ts';
import { declaredNames } from '../mapping/schema/declared-names.ts';
import type { FieldMapping } from '../mapping/streams/rename.ts';
import { routeStreams } from '../mapping/streams/route.ts';
import { streamRunOf } from '../mapping/streams/stream-run.ts';
import { type ConfiguredStream, streamKey } from '../protocol/catalog.ts';
import { identityOf, type StreamIdentity } from '../rejects/identity.ts';
import { createMeter } from '../retry/wait-meter.ts';
import { StreamReport } from './settlement/stream-report.ts';
import { globalIdWarner } from './warnings/global-ids.ts';
import { unknownFieldWarner } from './warnings/unknown-fields.ts';

/** Everything that is known of a stream before its first record. */
export interface StreamPlan {
  readonly stream: ConfiguredStream;
  readonly run: StreamRun;
  readonly operation: AnyOperation;
  /** Kept with its rejected records. */
  readonly identity: StreamIdentity;
  /** Thrown at the first record, if one comes. */
  readonly refusal: ConnectorError | undefined;
  readonly prepare: RowPreparer;
  readonly report: StreamReport;
  /** The field mappings whose columns its records had. */
  readonly usedMappings: ReadonlySet<FieldMapping>;
  /** The names of columns and fields that are no content of a record. */
  readonly names: () => ReadonlySet<string>;
  /** Whether the client sends COMPLETE: one that numbers generations does, except PyAirbyte, which only passes on the source's own. */
  readonly completeStatus: 'expected' | 'possible' | 'none';
  /** The source said that the stream is complete. */
  complete: boolean;
  /** The source said that it is not. */
  incomplete: boolean;
}

/** One plan per stream of the catalog. Throws a config error for a catalog that the connector can't do. */
export function plansOf(
  definition: AnyDestination,
  config: SharedConfig,
  streams: readonly ConfiguredStream[],
  context: Context,
): readonly StreamPlan[] {
  const found = routeStreams(streams, definition.operations(config, context), config, {
    defaultObject: definition.defaultObject?.(config),
    operationsFor:
      definition.operationsFor && ((object) => definition.operationsFor!(object, config, context)),
    modeHint: (mode, object) => definition.syncModeHint?.(mode, object),
  });
  const feedings = streams.map((stream, index) => ({
    run: streamRunOf(stream, config, found[index]!.operation),
    operation: found[index]!.operation,
  }));
  const tellGlobalId = globalIdWarner(feedings, context.log);
  return streams.map((stream, index) => {
    const { operation, refusal } = found[index]!;
    const report = new StreamReport(stream.descriptor, createMeter());
    const feeding = feedings[index]!;
    const { run } = feeding;
    const usedMappings = new Set<FieldMapping>();
    let declared: ReadonlySet<string> | undefined;
    const names = (): ReadonlySet<string> => {
      declared ??= declaredNames(operation, stream, config);
      return declared;
    };
    const unknown = unknownFieldWarner(
      stream,
      { object: operation.object, columns: run.columns, names },
      context.log,
    );
    return {
      stream,
      run,
      operation,
      identity: identityOf(stream, operation, definition, config),
      refusal,
      prepare: createRowPreparer(stream, operation, config, {
        unknown,
        used: (mapping) => usedMappings.add(mapping),
        bringsGlobalId: (isMapped) => tellGlobalId(feeding, isMapped),
      }),
      usedMappings,
      names,
      report,
      completeStatus:
        stream.generation === undefined ? 'none' : stream.hasPlaceholderNumbers ? 'possible' : 'expected',
      complete: false,
      incomplete: false,
    };
  });
}

/**
 * Finds what belongs to a stream by the name in a message. Names are matched with their namespace; one that is null
 * or absent on one side and empty on the other still finds its stream where there is no better match.
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
