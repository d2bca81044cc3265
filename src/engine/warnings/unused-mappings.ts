import type { Log } from '../../define/log.ts';
import type { SharedConfig } from '../../define/shared-config.ts';
import type { StreamDescriptor } from '../../errors.ts';
import { mappingsOfStream } from '../../mapping/streams/rename.ts';
import { nameOf } from '../../protocol/catalog.ts';
import { STREAM_DIFFERENCES, similarStream } from '../../protocol/similar-stream.ts';
import { closestMatch } from '../../text/closest-match.ts';
import type { StreamPlan } from '../plan.ts';

/** Bounds the log: a configuration may have any number of mappings. */
const MAX_NAMED = 8;

type Plan = Pick<StreamPlan, 'stream' | 'report' | 'usedMappings'>;
type Mappings = Pick<SharedConfig, 'field_mappings' | 'stream_mappings'>;

/**
 * Warns once of mappings that matched nothing in a sync with records: streams that are not in the catalog, and columns that
 * no record had. Such a name is misspelt, or meant for another connection.
 */
export function warnOfUnusedMappings(plans: readonly Plan[], config: Mappings, log: Pick<Log, 'warn'>): void {
  if (plans.every(({ report }) => report.received === 0)) return;
  const unused = [...unusedStreams(plans, config), ...unusedFields(plans, config)];
  if (unused.length === 0) return;
  const more = unused.length > MAX_NAMED ? `; and ${unused.length - MAX_NAMED} more` : '';
  log.warn(
    `Mappings that matched nothing in this sync: ${unused.slice(0, MAX_NAMED).join('; ')}${more}. ` +
      'Correct the names, unless they are meant for another connection.',
  );
}

function unusedStreams(plans: readonly Plan[], { stream_mappings = [] }: Mappings): readonly string[] {
  return stream_mappings.flatMap(({ stream_name, stream_namespace }, at) => {
    const isNamed = plans.some(
      ({ stream: { descriptor } }) =>
        descriptor.name === stream_name && (!stream_namespace || descriptor.namespace === stream_namespace),
    );
    if (isNamed) return [];
    const wanted = { name: stream_name, ...(stream_namespace && { namespace: stream_namespace }) };
    return [
      `Stream Mappings > Stream Name (stream_mappings[${at}].stream_name) names the stream ${describeUnknownStream(wanted, plans)}`,
    ];
  });
}

function unusedFields(plans: readonly Plan[], { field_mappings = [] }: Mappings): readonly string[] {
  return field_mappings.flatMap((mapping, at) => {
    const { source_field, stream_name } = mapping;
    if (stream_name && plans.every(({ stream }) => stream.descriptor.name !== stream_name))
      return [
        `Field Mappings > Stream Name (field_mappings[${at}].stream_name) names the stream ${describeUnknownStream({ name: stream_name }, plans)}`,
      ];
    const candidates = plans.filter(
      ({ report, stream }) =>
        report.received > 0 && mappingsOfStream(field_mappings, stream.descriptor.name).includes(mapping),
    );
    if (candidates.length === 0 || candidates.some(({ usedMappings }) => usedMappings.has(mapping)))
      return [];
    const columns = candidates.flatMap(({ stream }) => stream.columns);
    const isInside = columns.some((column) => source_field.startsWith(`${column}.`));
    const close =
      isInside || columns.includes(source_field) ? undefined : closestMatch(source_field, columns);
    const hint = close === undefined ? '' : ` (the schema declares "${close}")`;
    const whose = stream_name ? `of the stream "${stream_name}"` : 'of any stream';
    return [
      `Field Mappings > Source Field (field_mappings[${at}].source_field) names the column "${source_field}" ${whose}, which no record had${hint}`,
    ];
  });
}

function describeUnknownStream(wanted: StreamDescriptor, plans: readonly Plan[]): string {
  const similar = similarStream(
    wanted,
    plans.map(({ stream }) => stream.descriptor),
  );
  const hint = similar ? ` (it has ${nameOf(similar.stream)}: ${STREAM_DIFFERENCES[similar.differsBy]})` : '';
  return `${nameOf(wanted)}, which the catalog does not have${hint}`;
}
