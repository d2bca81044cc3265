import type { AnyOperation } from '../define/operation.ts';
import { Reject } from '../define/reject.ts';
import type { SharedConfig } from '../define/shared-config.ts';
import type { RecordContext } from '../define/stream.ts';
import { ConnectorError } from '../errors.ts';
import { hashOf } from '../hash.ts';
import { isObject } from '../json.ts';
import type { ConfiguredStream } from '../protocol/catalog.ts';
import { holdsExact, stringifyByValue, stringifyExact, withPlainNumbers } from '../protocol/exact.ts';
import { mayHoldExact } from '../protocol/exact-search.ts';
import { parseExact } from '../protocol/parse-exact.ts';
import { decapitalised } from '../text/decapitalised.ts';
import type { FoundRow } from './fast-path/found-row.ts';
import { canRecogniseByText, KnownRows } from './fast-path/known-rows.ts';
import { isMarkedDeleted, recordIdentity, stableId } from './identity/ids.ts';
import { createKeyCheck } from './identity/key-check.ts';
import type { PreparedRow, RejectedRecord } from './prepared-row.ts';
import { createRecordKinds, problemOf, type RecordKind } from './record-kinds.ts';
import { fieldSchema, isText } from './schema/field-schema.ts';
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

type Data = Readonly<Record<string, unknown>>;

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
  const { unknown = () => undefined, used, replaced, bringsGlobalId = () => undefined } = listener;
  const isMapped = (field: string): boolean =>
    stream.objectName !== undefined || isMappedTo(config.field_mappings ?? [], stream.descriptor.name, field);
  const hidden = declared.mappedOnly?.filter((field) => !isMapped(field)) ?? [];
  const operation = { ...declared, mappedOnly: hidden };
  const { transform, acceptsDeletes, serialize, schemaFor, batchKey, orderingKey, rejectReason } = operation;
  const rename = createRenaming(
    config.field_mappings ?? [],
    stream.descriptor.name,
    operation.flat ? flatPath : fieldPath,
    { used, replaced },
  );
  /** Ids are derived from the record before mapping, so that a changed mapping does not change them. */
  const run = streamRunOf(stream, config, operation);
  const deletion = config.unsupported_deletions === 'reject' ? REJECTED_DELETION : SKIPPED_DELETION;
  const keyReason = createKeyCheck(stream);
  const source = (data: Data, record: Data): RecordContext => {
    let id: string | undefined;
    return {
      record,
      stream: run,
      id: () => {
        if (id !== undefined) return id;
        const reason = keyReason?.(data);
        if (reason !== undefined) throw new ConnectorError('reject', reason);
        id = stableId(run.key, recordIdentity(data, stream.primaryKey));
        return id;
      },
    };
  };

  const kindOf = createRecordKinds(operation);
  const singleKind = schemaFor ? undefined : kindOf(operation.schema);
  const complete = singleKind?.check.complete;
  const { primaryKey } = stream;
  const known =
    complete && canRecogniseByText(operation)
      ? new KnownRows({ operation, complete, rename, stream: run, primaryKey })
      : undefined;

  const identify = identifier(operation);
  const isHashing = operation.onDuplicate === 'separate-batches';
  /** A deletion has no text, so `deliver` knows its object by the key. */
  const keepsKey = !isHashing || acceptsDeletes === true;
  /** Without any of these functions a valid record is passed on as text, so its numbers are not read. */
  const seesValues =
    [transform, acceptsDeletes, serialize, schemaFor, batchKey, orderingKey, rejectReason].some(Boolean) ||
    keyReadsNumbers(operation);

  const keysOf = (row: Record<string, unknown>, of: RecordContext) => {
    const identity = identify?.(row, of);
    return {
      orderingKey: orderingKey?.(row, of),
      batchKey: batchKey?.(row, of),
      dedupKey: keepsKey ? identity : undefined,
      hash: isHashing && identity !== undefined ? hashOf(identity) : undefined,
    };
  };

  /** Returns the row. `data` is the record that it was made from; `isExact`: the row has ExactNumbers. */
  const preparedRow = (
    text: string,
    data: Data,
    row: Data,
    of: RecordContext,
    isExact: boolean,
  ): PreparedRow => {
    const fit = row as Record<string, unknown>;
    const unchanged = row === data && serialize === undefined;
    const write = isExact ? stringifyExact : JSON.stringify;
    return {
      text: unchanged ? text : (serialize?.(fit, of) ?? write(fit)),
      ...keysOf(fit, of),
      deleted: false,
      unchanged,
    };
  };

  /** As above, for a row that has to be validated. */
  const changedRow = (
    text: string,
    data: Data,
    row: Data,
    of: RecordContext,
    kind: RecordKind,
  ): PreparedRow | RejectedRecord => {
    // Texts that were coerced to numbers may be exact too. The row is searched once, because that costs as much as validating it.
    const isExact = holdsExact(row);
    const wrong = problemOf(isExact ? (withPlainNumbers(row) as Data) : row, kind);
    if (wrong !== undefined) return { reason: wrong };
    const prepared = preparedRow(text, data, row, of, isExact);
    if (row !== data) known?.learn(text, prepared);
    return prepared;
  };

  let globalId = hidden.includes(operation.globalId?.field ?? '') ? undefined : operation.globalId?.field;
  const seeGlobalId = (record: Data): void => {
    if (globalId === undefined || !Object.hasOwn(record, globalId)) return;
    if ([null, ''].includes(record[globalId] as null)) return;
    bringsGlobalId(isMapped(globalId));
    globalId = undefined;
  };

  const prepare = (text: string, parsed: unknown): PreparedRow | RejectedRecord => {
    if (!isObject(parsed)) return { reason: 'the record has no data object' };
    const seen = seesValues ? withExactNumbers(parsed, text) : parsed;
    const renamed = rename(seen);
    const isDeletion = isMarkedDeleted(renamed);
    if (isDeletion && !acceptsDeletes) return deletion;
    const reason = rejectReason?.(source(seen, renamed));
    if (reason !== undefined) return { reason };
    if (isDeletion && acceptsDeletes === true)
      return { text: 'null', ...keysOf({}, source(seen, renamed)), deleted: true, unchanged: false };
    const fields = schemaFor?.(renamed);
    if (fields instanceof Reject) return fields;
    const kind = singleKind ?? kindOf(fields!);
    seeGlobalId(renamed);
    const isShaped = renamed === parsed && !hidden.some((name) => Object.hasOwn(parsed, name));
    if (isShaped && kind.check.fitsAsItIs(parsed)) {
      const of = source(parsed, parsed);
      const row = transform ? transform(parsed as Record<string, unknown>, of) : parsed;
      if (row instanceof Reject) return row;
      if (row === parsed) {
        const prepared = preparedRow(text, parsed, parsed, of, false);
        known?.learn(text, prepared);
        return prepared;
      }
      return changedRow(text, parsed, row, of, kind);
    }
    kind.reportUnknown?.(renamed, unknown);
    const data = seesValues ? seen : withExactNumbers(parsed, text);
    const of = source(data, data === seen ? renamed : rename(data));
    const shaped = kind.shape(of.record, of) as Record<string, unknown>;
    const row = transform ? transform(shaped, of) : shaped;
    if (row instanceof Reject) return row;
    return changedRow(text, data, row, of, kind);
  };

  const guarded = (text: string, parsed: unknown): PreparedRow | RejectedRecord => {
    try {
      return prepare(text, parsed);
    } catch (error) {
      if (error instanceof ConnectorError && error.kind === 'reject')
        return { reason: decapitalised(error.message) };
      // Any recursion into a record ends here when it exceeds the stack.
      if (!(error instanceof RangeError)) throw error;
      return { reason: 'the record is nested too deeply to be written as JSON' };
    }
  };
  return Object.assign(guarded, {
    find: (text: string, start: number): FoundRow | undefined => known?.find(text, start),
    found: (text: string, found: FoundRow): PreparedRow | RejectedRecord =>
      found.row(text) ?? guarded(text, JSON.parse(text)),
  });
}

/** Returns a parsed record with all digits of its text; the same object if that changes no number. */
const withExactNumbers = (parsed: Data, text: string): Data =>
  mayHoldExact(text) ? (parseExact(text, parsed) as Data) : parsed;

/** Whether the dedup key may depend on a number, whose digits count. */
function keyReadsNumbers({ dedupKey, schema }: AnyOperation): boolean {
  if (typeof dedupKey !== 'string') return dedupKey !== undefined;
  return !isText(fieldSchema(schema).properties?.[dedupKey]);
}

/** A field as dedup key needs no function, and a row without it has no identity. */
function identifier({
  dedupKey,
}: AnyOperation): ((row: Record<string, unknown>, of: RecordContext) => string | undefined) | undefined {
  if (typeof dedupKey !== 'string') return dedupKey;
  return (row) => {
    const value = row[dedupKey] ?? undefined;
    // Numbers with the same value have the same key, also those that keep their text.
    return value === undefined || typeof value === 'string' ? value : stringifyByValue(value);
  };
}
