import type { AnyOperation } from '../define/operation.ts';
import { Reject } from '../define/reject.ts';
import type { SharedConfig } from '../define/shared-config.ts';
import { ConnectorError } from '../errors.ts';
import { isObject } from '../json.ts';
import type { ConfiguredStream } from '../protocol/catalog.ts';
import { decapitalised } from '../text/decapitalised.ts';
import type { FoundRow } from './fast-path/found-row.ts';
import { canRecogniseByText, KnownRows } from './fast-path/known-rows.ts';
import { createGlobalIdWatch } from './global-id-watch.ts';
import { isMarkedDeleted } from './identity/ids.ts';
import { createRowKeys, keyReadsNumbers } from './identity/row-keys.ts';
import type { PreparedRow, RejectedRecord } from './prepared-row.ts';
import { createContextOf } from './record-context.ts';
import { compileKind, createRecordKinds } from './record-kinds.ts';
import { RowMaker, withExactNumbers } from './row-maker.ts';
import { fieldPath, flatPath } from './streams/field-path.ts';
import { createRenaming, type FieldMapping, isMappedTo } from './streams/rename.ts';
import { streamRunOf } from './streams/stream-run.ts';

export interface RowPreparer {
  (text: string, data: unknown): PreparedRow | RejectedRecord;
  /** Recognises the record at `start`, if it can be prepared without being parsed. */
  find(text: string, start: number): FoundRow | undefined;
  /** Prepares a recognised record, whose text this is. */
  found(text: string, found: FoundRow): PreparedRow | RejectedRecord;
}

/** A deletion for an operation that deletes nothing: rejected, or skipped. */
const REJECTED_DELETION: RejectedRecord = {
  reason: 'the source deleted the record, and the sync mode of the stream deletes nothing',
};
const SKIPPED_DELETION: RejectedRecord = { ...REJECTED_DELETION, isDeletion: true };

/** Receives events that are worth a log message. */
export interface PrepareListener {
  /** A field is not sent, because the provider has no field of this name. */
  readonly unknown?: (field: string) => void;
  /** The column of a field mapping occurs. Called once for each mapping. */
  readonly used?: (mapping: FieldMapping) => void;
  /** A field mapping replaces a value that another column gave its field. Called once for each mapping. */
  readonly replaced?: (mapping: FieldMapping) => void;
  /** A record has the operation's `globalId`. Called once; `isMapped`: a field mapping created the field. */
  readonly bringsGlobalId?: (isMapped: boolean) => void;
}

/**
 * Returns the function that prepares the records of a stream: renames columns, coerces values, fills in defaults, validates and
 * serialises. A record that needs no change keeps its text, and nothing is serialised twice. Where values are read, numbers
 * that JavaScript would write differently are ExactNumbers, also in the arguments of the operation's functions: a row
 * that is serialised has the numbers of the record's text.
 */
export function createRowPreparer(
  stream: ConfiguredStream,
  declared: AnyOperation,
  config: SharedConfig,
  listener: PrepareListener = {},
): RowPreparer {
  const parts = createParts(stream, declared, config, listener);
  const { known } = parts;
  const prepare = (text: string, parsed: unknown): PreparedRow | RejectedRecord => {
    try {
      return prepareRecord(parts, text, parsed);
    } catch (error) {
      if (error instanceof Reject) return error;
      if (error instanceof ConnectorError && error.kind === 'reject')
        return { reason: decapitalised(error.message) };
      // Any recursion into a record ends here when it exceeds the stack.
      if (!(error instanceof RangeError)) throw error;
      return { reason: 'the record is nested too deeply to be written as JSON' };
    }
  };
  return Object.assign(prepare, {
    find: (text: string, start: number): FoundRow | undefined => known?.find(text, start),
    found: (text: string, found: FoundRow): PreparedRow | RejectedRecord =>
      found.row(text) ?? prepare(text, JSON.parse(text)),
  });
}

type Parts = ReturnType<typeof createParts>;

/** Creates the parts of a preparation from the settings of the stream, once for all of its records. */
function createParts(
  stream: ConfiguredStream,
  declared: AnyOperation,
  config: SharedConfig,
  { unknown = () => undefined, used, replaced, bringsGlobalId = () => undefined }: PrepareListener,
) {
  const mappings = config.field_mappings ?? [];
  const { name } = stream.descriptor;
  const isMapped = (field: string): boolean =>
    stream.objectName !== undefined || isMappedTo(mappings, name, field);
  const hidden = declared.mappedOnly?.filter((field) => !isMapped(field)) ?? [];
  const operation = { ...declared, mappedOnly: hidden };
  const rename = createRenaming(mappings, name, operation.flat ? flatPath : fieldPath, { used, replaced });
  const run = streamRunOf(stream, config, operation);
  const contextOf = createContextOf(stream, run);
  const keysOf = createRowKeys(operation);
  const seesValues = readsValues(operation);

  const singleKind = operation.schemaFor ? undefined : compileKind(operation, operation.schema);
  const complete = singleKind?.check.complete;
  const { primaryKey } = stream;
  const known =
    complete && canRecogniseByText(operation)
      ? new KnownRows({ operation, complete, rename, stream: run, primaryKey })
      : undefined;
  const shared = { operation, rename, contextOf, keysOf, seesValues, known, onUnknownField: unknown };
  const makerOf = createRecordKinds(operation, (kind) => new RowMaker({ ...shared, kind }));

  const globalId = operation.globalId?.field;
  return {
    operation,
    rename,
    contextOf,
    keysOf,
    seesValues,
    known,
    deletion: config.unsupported_deletions === 'reject' ? REJECTED_DELETION : SKIPPED_DELETION,
    /** For records of one kind; otherwise the schema of each record decides. */
    singleMaker: singleKind && new RowMaker({ ...shared, kind: singleKind }),
    makerOf,
    seeGlobalId: createGlobalIdWatch(hidden.includes(globalId ?? '') ? undefined : globalId, (field) =>
      bringsGlobalId(isMapped(field)),
    ),
  };
}

/** Without any of these functions a valid record is passed on as text, so its numbers are not read. */
function readsValues(operation: AnyOperation): boolean {
  const { transform, acceptsDeletes, serialize, schemaFor, batchKey, orderingKey, rejectReason } = operation;
  return (
    [transform, acceptsDeletes, serialize, schemaFor, batchKey, orderingKey, rejectReason].some(Boolean) ||
    keyReadsNumbers(operation)
  );
}

/** Throws a ConnectorError of the kind `reject` if a field mapping or an id can't be applied. */
function prepareRecord(parts: Parts, text: string, parsed: unknown): PreparedRow | RejectedRecord {
  if (!isObject(parsed)) return { reason: 'the record has no data object' };
  const { acceptsDeletes, rejectReason, schemaFor } = parts.operation;
  const seen = parts.seesValues ? withExactNumbers(parsed, text) : parsed;
  const renamed = parts.rename(seen);
  const isDeletion = isMarkedDeleted(renamed);
  if (isDeletion && !acceptsDeletes) return parts.deletion;
  const of = rejectReason || schemaFor ? parts.contextOf(seen, renamed) : undefined;
  const reason = rejectReason?.(of!);
  if (reason !== undefined) return { reason };
  if (isDeletion && acceptsDeletes === true) {
    const keys = parts.keysOf({}, parts.contextOf(seen, renamed));
    return { text: 'null', ...keys, deleted: true, unchanged: false };
  }
  const fields = schemaFor?.(of!);
  if (fields instanceof Reject) return fields;
  const maker = parts.singleMaker ?? parts.makerOf(fields!);
  parts.seeGlobalId(renamed);
  return maker.make(text, parsed, seen, renamed);
}
