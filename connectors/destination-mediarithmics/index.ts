import { destination, ndjson, operation, type RecordContext } from '#cdk';
import spec from '../../spec/destination-mediarithmics.json' with { type: 'json' };
import type { DestinationMediarithmicsConfig as Config } from '../../spec/types/destination-mediarithmics.ts';
import { check } from './check.ts';
import { DOCUMENT_TYPES, identityOf, TYPE_NAMES, type TypeName } from './documents/document-type.ts';
import { emailsWith } from './documents/emails.ts';
import type { Line } from './documents/line.ts';
import type { LineOptions } from './documents/line-options.ts';
import { isMarkedDeleted } from './documents/operations.ts';
import { csvRow, segmentCsv } from './documents/segment-csv.ts';
import { Documents } from './imports/documents.ts';
import { kindOf } from './kind.ts';

export default destination<Config, Documents>({
  name: 'destination-mediarithmics',
  displayName: 'mediarithmics',
  spec,
  // Documents under way at once. Each is a job in a queue, and is held until that is over.
  maxConcurrency: 4,
  connect: (config, context) => new Documents(config, context),
  check: ({ api }, config, context) => check(api, config, context),
  syncModeHint: (mode, object) =>
    mode !== 'overwrite' && DOCUMENT_TYPES[object as TypeName].destroys
      ? 'switch on Allow Deletions (allow_deletions) in the settings of this destination'
      : undefined,
  defaultObject: (config) => config.default_document_type,
  operations: (config) =>
    TYPE_NAMES.flatMap((type) =>
      DOCUMENT_TYPES[type].destroys && !config.allow_deletions
        ? [{ ...operationFor(type, 'append', config), syncModes: [] }]
        : [operationFor(type, 'append', config), operationFor(type, 'append_dedup', config)],
    ),
});

function operationFor(type: TypeName, mode: LineOptions['mode'], config: Config) {
  const document = DOCUMENT_TYPES[type];
  const kind = kindOf(type, config);
  const isCsv = kind.mimeType === 'TEXT_CSV';
  const allowsDeletions = config.allow_deletions;
  /** What the source deleted becomes lines that delete, or is passed over. */
  const deletes = document.deletes === true && allowsDeletions;
  const making: LineOptions = { emails: emailsWith(config.email_hash_function), allowsDeletions, mode };
  const isDedup = mode === 'append_dedup';
  return operation<Line, Documents>({
    object: type,
    syncModes: [mode],
    matchingKeys: document.matchingKeys,
    schema: document.fields,
    unmappedColumns: document.otherColumns,
    ...(document.globalId && { globalId: document.globalId }),
    ...(document.fill && { defaults: document.fill }),
    transform: (row, context) => document.arrange(row, context, making),
    ...(isDedup && {
      // Executions have no order among themselves, so documents of one stream follow one another.
      orderingKey: (_row: Line, { stream }: RecordContext) => stream.key,
      // What is passed over does not stand for what came before it.
      dedupKey: (row: Line, context: RecordContext) =>
        !deletes && isMarkedDeleted(context) ? `deleted ${context.id()}` : identityOf(document, row),
      onDuplicate: 'keep-last' as const,
    }),
    acceptsDeletes: deletes ? 'rows' : true,
    limits: { maxRows: config.document_max_records, maxBytes: config.document_max_bytes },
    framing: isCsv ? segmentCsv : ndjson,
    ...(isCsv && { serialize: csvRow }),
    // A document that is refused at once has no execution: nothing of it is read.
    batchSemantics: 'all-or-nothing',
    deliver: (batch, documents) => documents.deliver(batch, { ...kind, isOrdered: isDedup }),
  });
}
