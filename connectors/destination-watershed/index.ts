import {
  type AnyOperation,
  type Context,
  destination,
  operation,
  type RecordContext,
  reject,
  type StreamRun,
  stableId,
} from '@airbyte-ts/cdk';
import { z } from 'zod';
import spec from '../../spec/destination-watershed.json' with { type: 'json' };
import type { DestinationWatershedConfig as Config } from '../../spec/types/destination-watershed.ts';
import { check } from './check.ts';
import { Columns } from './csv/columns.ts';
import { csvRows } from './csv/file.ts';
import { csvLine } from './csv/rows.ts';
import { ownStatementId } from './csv/statement-id.ts';
import { Imports } from './imports/imports.ts';
import { generationOf, type Label, labelOf } from './imports/names.ts';
import type { Mode } from './imports/task.ts';

type Row = Record<string, unknown>;

/** Concurrent imports. Each is expensive for Watershed and holds megabytes of memory here. */
const CONCURRENCY = 4;
/** Below 10 Mb: the provider documents other rules for larger files. */
const MAX_FILE_BYTES = 9_000_000;

/** How to enable a sync mode that the configuration disables. */
const SYNC_MODE_HINTS: Readonly<Record<string, string>> = {
  overwrite: 'turn on Allow Voiding (allow_void) and fill in Statement ID Column (statement_id_column)',
};

export default destination<Config, Imports>({
  name: 'destination-watershed',
  displayName: 'Watershed',
  spec,
  identitySettings: ['statement_id_column'],
  maxConcurrency: CONCURRENCY,
  connect: (config, context) => new Imports(config, context),
  check: ({ api }, config, { log }) => check(api, templatesOf(config), config.statement_id_column, log),
  operations: (config, context) =>
    templatesOf(config).flatMap((template) => operationsOf(template, config, context)),
  operationsFor: operationsOf,
  defaultObject: ({ default_template }) => default_template,
  syncModeHint: (mode) => SYNC_MODE_HINTS[mode],
});

/** The templates that the configuration names. */
function templatesOf({ default_template, stream_mappings }: Config): readonly string[] {
  const names = [default_template, ...stream_mappings.map(({ object }) => object)];
  return [...new Set(names.filter((name) => name !== ''))];
}

/** What the operations of a template share. */
interface Shared {
  readonly template: string;
  readonly config: Config;
  readonly columns: Columns;
  readonly fields: z.ZodObject;
  readonly labelFor: (stream: StreamRun) => Label;
  readonly generationFor: (stream: StreamRun) => string;
}

/** Operations of a template, one per sync mode. */
function operationsOf(
  template: string,
  config: Config,
  { clock, log }: Context,
): readonly AnyOperation<Imports>[] {
  const { statement_id_column: idColumn, allow_void } = config;
  const startedAt = clock.wall();
  const labelFor = (stream: StreamRun): Label => labelOf(stream, startedAt);
  const shared = {
    ...{ template, config, labelFor },
    columns: new Columns(idColumn, log),
    fields: fieldsOf(config),
    generationFor: generations(template, config, labelFor),
  };
  // An overwrite relies on statement ids of the connector: without them it could void the new statements too.
  const canOverwrite = allow_void && idColumn !== '';
  return [
    operationFor('append', shared),
    operationFor('append_dedup', shared),
    ...(canOverwrite ? [operationFor('overwrite', shared)] : []),
  ];
}

function operationFor(
  mode: Mode,
  { template, config, columns, fields, labelFor, generationFor }: Shared,
): AnyOperation<Imports> {
  const { statement_id_column: idColumn, rows_per_file } = config;
  const configuredTemplates = templatesOf(config);
  /** A voided id can't be used again, so an overwrite derives a new id per generation, also for rows with a statement id. */
  const idOf = (row: Row, context: RecordContext): string =>
    mode === 'overwrite'
      ? stableId(context.id(), generationFor(context.stream))
      : (ownStatementId(row, idColumn) ?? context.id());
  return operation<Row, Imports>({
    object: template,
    syncModes: [mode],
    schema: fields,
    flat: true,
    unmappedColumns: 'keep',
    transform: (row, { stream }) => {
      const reason = columns.admit(row, stream);
      return reason === undefined ? row : reject(reason);
    },
    serialize: (row, context) =>
      csvLine(
        columns
          .current(context.stream)
          .map((name) =>
            name === idColumn ? idOf(row, context) : Object.hasOwn(row, name) ? row[name] : null,
          ),
      ),
    batchKey: (_row, { stream }) => columns.layout(stream),
    ...((idColumn !== '' || mode === 'append_dedup') && {
      dedupKey: (row: Row, context: RecordContext) => idOf(row, context).toLowerCase(),
      onDuplicate: 'keep-last' as const,
    }),
    // Versions of a person have to be imported in order. Files of statements need no order.
    ...(mode === 'append_dedup' && { orderingKey: (_row: Row, context: RecordContext) => context.id() }),
    limits: { maxRows: rows_per_file, maxBytes: MAX_FILE_BYTES },
    framing: csvRows,
    deliver: (batch, imports) =>
      imports.deliver(batch, {
        template,
        mode,
        configuredTemplates,
        columns: columns.header(batch.batchKey!, batch.stream),
        label: labelFor(batch.stream),
      }),
    ...(mode === 'overwrite' && {
      commit: (stream: StreamRun, imports: Imports) =>
        imports.voidReplaced(stream, { template, label: labelFor(stream) }),
    }),
  });
}

/**
 * The API does not list the columns of a template. `discover` offers these, which the user has named, for the key; statement
 * ids first.
 */
function fieldsOf({ statement_id_column: idColumn, field_mappings }: Config): z.ZodObject {
  const mapped = field_mappings.map(({ destination_field }) => destination_field);
  const names = [...new Set([...(idColumn === '' ? [] : [idColumn]), ...mapped])];
  return z.looseObject(Object.fromEntries(names.map((name) => [name, z.unknown().optional()])));
}

/** Returns the generation of a stream, which is derived once. */
function generations(
  template: string,
  { organization_id: organization, file_name_prefix: prefix }: Config,
  labelFor: (stream: StreamRun) => Label,
): (stream: StreamRun) => string {
  const byStream = new Map<string, string>();
  return (stream) => {
    const generation =
      byStream.get(stream.key) ?? generationOf({ prefix, organization, template, stream }, labelFor(stream));
    byStream.set(stream.key, generation);
    return generation;
  };
}
