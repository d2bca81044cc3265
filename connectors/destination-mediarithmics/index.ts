import { destination, ndjson, operation, type RecordContext } from '@airbyte-ts/cdk';
import spec from '../../spec/destination-mediarithmics.json' with { type: 'json' };
import type { DestinationMediarithmicsConfig as Config } from '../../spec/types/destination-mediarithmics.ts';
import { check } from './check.ts';
import { formatOf } from './document-format.ts';
import { DOCUMENT_TYPES, identityOf, TYPE_NAMES, type TypeName } from './documents/document-type.ts';
import { emailsWith } from './documents/emails.ts';
import type { Line } from './documents/line.ts';
import type { LineOptions } from './documents/line-options.ts';
import { csvRow, segmentCsv } from './documents/segment-csv.ts';
import { Documents } from './imports/documents.ts';

export default destination<Config, Documents>({
  name: 'destination-mediarithmics',
  displayName: 'mediarithmics',
  spec,
  // Concurrent documents. Each is a queued job, and its rows stay in memory until the job has ended.
  maxConcurrency: 4,
  connect: (config, context) => new Documents(config, context),
  check: ({ api }, config, context) => check(api, config, context),
  syncModeHint: (mode, object) =>
    mode !== 'overwrite' && DOCUMENT_TYPES[object as TypeName].isDestructive
      ? 'switch on Allow Deletions (allow_deletions) in the settings of this destination'
      : undefined,
  defaultObject: (config) => config.default_document_type,
  operations: (config) =>
    TYPE_NAMES.flatMap((type) =>
      DOCUMENT_TYPES[type].isDestructive && !config.allow_deletions
        ? [{ ...operationFor(type, 'append', config), syncModes: [] }]
        : [operationFor(type, 'append', config), operationFor(type, 'append_dedup', config)],
    ),
});

function operationFor(type: TypeName, mode: LineOptions['mode'], config: Config) {
  const document = DOCUMENT_TYPES[type];
  const format = formatOf(type, config);
  const isCsv = format.mimeType === 'TEXT_CSV';
  const allowsDeletions = config.allow_deletions;
  /** Records that the source marks as deleted become deleting lines, or are skipped. */
  const sendsDeletions = document.supportsDelete === true && allowsDeletions;
  const options: LineOptions = { emails: emailsWith(config.email_hash_function), allowsDeletions, mode };
  const isOrdered = mode === 'append_dedup' || document.isState === true;
  return operation<Line, Documents>({
    object: type,
    syncModes: [mode],
    matchingKeys: document.matchingKeys,
    schema: document.fields,
    unmappedColumns: document.unmappedColumns,
    ...(document.globalId && { globalId: document.globalId }),
    ...(document.defaults && { defaults: document.defaults }),
    transform: (row, context) => document.transform(row, context, options),
    ...(isOrdered && {
      // mediarithmics does not order executions, so the documents of a stream are sent one after another.
      orderingKey: (_row: Line, { stream }: RecordContext) => stream.key,
      dedupKey: (row: Line) => identityOf(document, row),
      onDuplicate: 'keep-last' as const,
    }),
    acceptsDeletes: sendsDeletions ? 'rows' : false,
    ...(document.supportsDelete && { deletionHint: 'switch on Allow Deletions (allow_deletions)' }),
    limits: { maxRows: config.document_max_records, maxBytes: config.document_max_bytes },
    framing: isCsv ? segmentCsv : ndjson,
    ...(isCsv && { serialize: csvRow }),
    // A document that is rejected immediately has no execution: mediarithmics reads none of its lines.
    batchSemantics: 'all-or-nothing',
    deliver: (batch, documents) => documents.deliver(batch, { ...format, isOrdered }),
  });
}
