import { z } from 'zod';
import {
  type AnyOperation,
  type Context,
  destination,
  operation,
  type RecordContext,
  reject,
  type StreamRun,
  stableId,
} from '#cdk';
import spec from '../../spec/destination-watershed.json' with { type: 'json' };
import type { DestinationWatershedConfig as Config } from '../../spec/types/destination-watershed.ts';
import { check } from './check.ts';
import { Columns } from './csv/columns.ts';
import { csvRows } from './csv/file.ts';
import { cellOf, csvLine } from './csv/rows.ts';
import { ownStatementId } from './csv/statement-id.ts';
import { Imports } from './imports/imports.ts';
import { generationOf, type Label, labelOf } from './imports/names.ts';
import type { Mode } from './imports/task.ts';

type Row = Record<string, unknown>;

/** An import is work for Watershed, and a batch of it is megabytes here: a few at a time. */
const CONCURRENCY = 4;
/** Below the 10 Mb from which on the provider speaks of other rules. */
const MAX_FILE_BYTES = 9_000_000;

/** What lets a template take a sync mode. */
const HINTS: Readonly<Record<string, string>> = {
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
  syncModeHint: (mode) => HINTS[mode],
});

/** The templates that the configuration names. */
function templatesOf({ default_template, stream_mappings }: Config): readonly string[] {
  const names = [default_template, ...stream_mappings.map(({ object }) => object)];
  return [...new Set(names.filter((name) => name !== ''))];
}

/** What can be done with a template: one operation for each sync mode. */
function operationsOf(
  template: string,
  config: Config,
  { clock }: Context,
): readonly AnyOperation<Imports>[] {
  const { statement_id_column: idColumn, allow_void, rows_per_file, field_mappings } = config;
  const known = templatesOf(config);
  const columns = new Columns(idColumn);
  const startedAt = clock.wall();
  const labelFor = (stream: StreamRun): Label => labelOf(stream, startedAt);
  const eras = new Map<string, string>();
  const eraFor = (stream: StreamRun): string => {
    const { organization_id: organization, file_name_prefix: prefix } = config;
    const era =
      eras.get(stream.key) ?? generationOf({ prefix, organization, template, stream }, labelFor(stream));
    eras.set(stream.key, era);
    return era;
  };
  /** Only the template knows its columns; these the user has named. `discover` offers each of them for the key, ids of statements first. */
  const named = field_mappings.map(({ destination_field }) => destination_field);
  const knownColumns = [...new Set([...(idColumn === '' ? [] : [idColumn]), ...named])];
  const fields = z.looseObject(
    Object.fromEntries(knownColumns.map((name) => [name, z.unknown().optional()])),
  );

  const one = (mode: Mode): AnyOperation<Imports> => {
    /** A voided id never comes back, so rows that replace others need new ones, whatever id they bring. */
    const idOf = (row: Row, context: RecordContext): string =>
      mode === 'overwrite'
        ? stableId(context.id(), eraFor(context.stream))
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
            .sofar(context.stream)
            .map((name) =>
              name === idColumn ? idOf(row, context) : cellOf(Object.hasOwn(row, name) ? row[name] : null),
            ),
        ),
      batchKey: (_row, { stream }) => columns.era(stream),
      ...((idColumn !== '' || mode === 'append_dedup') && {
        dedupKey: (row: Row, context: RecordContext) => idOf(row, context).toLowerCase(),
        onDuplicate: 'keep-last' as const,
      }),
      // Later versions of a person come after earlier ones. Files of statements need no order.
      ...(mode === 'append_dedup' && { orderingKey: (_row: Row, context: RecordContext) => context.id() }),
      limits: { maxRows: rows_per_file, maxBytes: MAX_FILE_BYTES },
      framing: csvRows,
      deliver: (batch, imports) =>
        imports.deliver(batch, {
          template,
          mode,
          known,
          columns: columns.header(batch.batchKey!, batch.stream),
          label: labelFor(batch.stream),
        }),
      ...(mode === 'overwrite' && {
        commit: (stream: StreamRun, imports: Imports) =>
          imports.finish(stream, { template, label: labelFor(stream) }),
      }),
    });
  };

  // What replaces others needs ids of its own; without them nobody could tell that it does.
  const replaces = allow_void && idColumn !== '';
  return [one('append'), one('append_dedup'), ...(replaces ? [one('overwrite')] : [])];
}
