import { destination, ndjson, operation, type Source } from '#cdk';
import spec from '../../spec/destination-mediarithmics.json' with { type: 'json' };
import type { DestinationMediarithmicsConfig as Config } from '../../spec/types/destination-mediarithmics.ts';
import { check } from './check.ts';
import {
  DOCUMENT_TYPES,
  identityOf,
  type Making,
  TYPE_NAMES,
  type TypeName,
} from './documents/document-type.ts';
import { emailsWith } from './documents/emails.ts';
import type { Line } from './documents/line.ts';
import { isMarkedDeleted } from './documents/operations.ts';
import { csvRow, segmentCsv } from './documents/segment-csv.ts';
import { Documents } from './imports/documents.ts';
import { kindOf } from './kind.ts';

export default destination<Config, Documents>({
  name: 'destination-mediarithmics',
  title: 'mediarithmics',
  spec,
  // Documents under way at once. Each is a job in a queue, and is held until that is over.
  concurrency: 4,
  connect: (config, context) => new Documents(config, context),
  check: ({ api }, config, context) => check(api, config, context),
  modeHint: (mode, object) =>
    mode !== 'overwrite' && DOCUMENT_TYPES[object as TypeName].destroys
      ? 'switch on Allow Deletions (allow_deletions) in the settings of this destination'
      : undefined,
  defaultObject: (config) => config.default_document_type,
  operations: (config) =>
    TYPE_NAMES.flatMap((type) =>
      DOCUMENT_TYPES[type].destroys && !config.allow_deletions
        ? [{ ...operationFor(type, 'append', config), modes: [] }]
        : [operationFor(type, 'append', config), operationFor(type, 'append_dedup', config)],
    ),
});

function operationFor(type: TypeName, mode: Making['mode'], config: Config) {
  const document = DOCUMENT_TYPES[type];
  const kind = kindOf(type, config);
  const isCsv = kind.mimeType === 'TEXT_CSV';
  const allowsDeletions = config.allow_deletions;
  /** What the source deleted becomes lines that delete, or is passed over. */
  const deletes = document.deletes === true && allowsDeletions;
  const making: Making = { emails: emailsWith(config.email_hash_function), allowsDeletions, mode };
  const isDedup = mode === 'append_dedup';
  return operation<Line, Documents>({
    object: type,
    modes: [mode],
    matchingKeys: document.matchingKeys,
    fields: document.fields,
    otherColumns: document.otherColumns,
    ...(document.globalId && { globalId: document.globalId }),
    ...(document.fill && { fill: document.fill }),
    arrange: (row, source) => document.arrange(row, source, making),
    ...(isDedup && {
      // Executions have no order among themselves, so documents of one stream follow one another.
      key: (_row: Line, { stream }: Source) => stream.key,
      // What is passed over does not stand for what came before it.
      identity: (row: Line, source: Source) =>
        !deletes && isMarkedDeleted(source) ? `deleted ${source.id()}` : identityOf(document, row),
      repeats: 'last' as const,
    }),
    deletes: deletes ? 'rows' : true,
    limits: { rows: config.document_max_records, bytes: config.document_max_bytes },
    framing: isCsv ? segmentCsv : ndjson,
    ...(isCsv && { encode: csvRow }),
    // A document that is refused at once has no execution: nothing of it is read.
    refuses: 'whole',
    deliver: (batch, documents) => documents.deliver(batch, { ...kind, isOrdered: isDedup }),
  });
}
