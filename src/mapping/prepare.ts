import type { z } from 'zod';
import type { SharedConfig } from '../define/destination.ts';
import type { AnyOperation, Source } from '../define/operation.ts';
import { Reject } from '../define/reject.ts';
import { ConnectorError } from '../errors.ts';
import { hashOf } from '../hash.ts';
import type { ConfiguredStream } from '../protocol/catalog.ts';
import { hasLargeExponent, hasLongNumber, parseExact, stringifyExact } from '../protocol/exact.ts';
import { isObject } from '../protocol/reader.ts';
import { type Acceptance, acceptance } from './acceptance.ts';
import { identity, isMarkedDeleted, stableId } from './ids.ts';
import { KnownRows, takesText } from './known-rows.ts';
import { decapitalised, reasons } from './reason.ts';
import { isMappedTo, renaming } from './rename.ts';
import { runOf } from './run.ts';
import { fieldSchema } from './schema.ts';
import { type Shape, shaping } from './shape.ts';
import { unknownFields } from './unknown.ts';

/** A record made ready for its operation. */
export interface Prepared {
  readonly text: string;
  readonly key: string | undefined;
  readonly group: string | undefined;
  /** Undefined where rows of one identity are kept separate: then there is its hash. */
  readonly identity: string | undefined;
  /** Of the identity, where rows of one identity are kept separate. */
  readonly hash: number | undefined;
  /** The source deleted what the record stood for. */
  readonly deleted: boolean;
  /** The text is the record's own, untouched. */
  readonly unchanged: boolean;
}

/** Why a record is not delivered, without its content. */
export interface Unfit {
  readonly reason: string;
  /** It is skipped, since the source deleted it and its operation deletes nothing; else it is rejected. */
  readonly isDeletion?: true;
}

export interface Prepare {
  (text: string, data: unknown): Prepared | Unfit;
  /** One past the end of the record at `start`, if it can be prepared without being parsed; else -1. */
  end(text: string, start: number): number;
  /** Prepares the record that `end` found last. */
  known(text: string): Prepared | Unfit;
}

const DELETION: Unfit = { reason: 'the source deleted it', isDeletion: true };

type Data = Readonly<Record<string, unknown>>;

/** What is compiled of one set of fields. */
interface Kind {
  readonly fields: z.ZodType;
  readonly shape: Shape;
  readonly quick: Acceptance;
  readonly unknown: ReturnType<typeof unknownFields>;
  readonly reasonOf: ReturnType<typeof reasons>;
}

/**
 * The way of a stream's records to its operation: columns renamed, values coerced, missing fields filled, validated,
 * serialised. A record that needs none of it keeps its own text, so its numbers keep their digits and nothing is
 * serialised twice; one that is changed and holds numbers which JavaScript can't carry is read again with care.
 * `unknown` is told of fields that are not sent because the provider has none of their name, `bringsGlobalId` once if a record has the
 * operation's `globalId`, and whether a mapping made it that.
 */
export function preparing(
  stream: ConfiguredStream,
  declared: AnyOperation,
  config: SharedConfig,
  unknown: (field: string) => void = () => undefined,
  bringsGlobalId: (isMapped: boolean) => void = () => undefined,
): Prepare {
  const isMapped = (field: string): boolean =>
    stream.objectName !== undefined || isMappedTo(config.field_mappings ?? [], stream.descriptor.name, field);
  const hidden = declared.mappedOnly?.filter((field) => !isMapped(field)) ?? [];
  const operation = { ...declared, mappedOnly: hidden };
  const { arrange, fieldsOf, encode } = operation;
  const rename = renaming(config.field_mappings ?? [], stream.descriptor.name);
  /** Ids are made of the record as it came: mapping a column otherwise must not change them. */
  const run = runOf(stream, config);
  const source = (data: Data, record: Data): Source => {
    let id: string | undefined;
    return {
      record,
      stream: run,
      id: () => {
        id ??= stableId(run.key, identity(data, stream.primaryKey));
        return id;
      },
    };
  };

  const kinds = new Map<z.ZodObject, Kind>();
  const kindOf = (fields: z.ZodObject): Kind => {
    let kind = kinds.get(fields);
    if (!kind) {
      const of = { ...operation, fields };
      const drops = (operation.otherColumns ?? 'drop') === 'drop';
      kind = {
        fields,
        shape: shaping(of),
        quick: acceptance(of),
        unknown: drops ? unknownFields(fieldSchema(fields), operation.reads) : undefined,
        reasonOf: reasons(() => fieldSchema(fields)),
      };
      kinds.set(fields, kind);
    }
    return kind;
  };
  const only = fieldsOf ? undefined : kindOf(operation.fields);
  const complete = only?.quick.complete;
  const { primaryKey } = stream;
  const known =
    complete && takesText(operation)
      ? new KnownRows({ operation, complete, rename, stream: run, primaryKey })
      : undefined;

  /** What an operation makes of a record's values has to be exact; a text that is only passed on is. */
  const identify = identifying(operation);
  const usesValues = Boolean(
    encode ?? operation.key ?? operation.group ?? arrange ?? typeof operation.identity === 'function',
  );

  const placed = (row: Record<string, unknown>, of: Source) => {
    const identity = identify?.(row, of);
    const isHashed = operation.repeats === 'separate' && identity !== undefined;
    return {
      key: operation.key?.(row, of),
      group: operation.group?.(row, of),
      identity: operation.repeats === 'separate' ? undefined : identity,
      hash: isHashed ? hashOf(identity) : undefined,
    };
  };

  /** The row itself, or why not. `data` is the record that it was made from. */
  const ready = (text: string, data: Data, row: Data, of: Source): Prepared => {
    const fit = row as Record<string, unknown>;
    const unchanged = row === data && encode === undefined;
    return {
      text: unchanged ? text : (encode?.(fit, of) ?? stringifyExact(fit)),
      ...placed(fit, of),
      deleted: false,
      unchanged,
    };
  };

  let globalId = hidden.includes(operation.globalId?.field ?? '') ? undefined : operation.globalId?.field;
  const seeGlobalId = (record: Data): void => {
    if (globalId === undefined || !Object.hasOwn(record, globalId)) return;
    if ([null, ''].includes(record[globalId] as null)) return;
    bringsGlobalId(isMapped(globalId));
    globalId = undefined;
  };

  const prepare = (text: string, parsed: unknown): Prepared | Unfit => {
    if (!isObject(parsed)) return { reason: 'the record has no data object' };
    const renamed = rename(parsed);
    const isDeletion = isMarkedDeleted(renamed);
    if (isDeletion && !operation.deletes) return DELETION;
    const reason = operation.unfit?.(source(parsed, renamed));
    if (reason !== undefined) return { reason };
    if (isDeletion && operation.deletes === true)
      return { text: 'null', ...placed({}, source(parsed, renamed)), deleted: true, unchanged: false };
    const fields = fieldsOf?.(renamed);
    if (fields instanceof Reject) return fields;
    const kind = only ?? kindOf(fields!);
    kind.unknown?.(renamed, unknown);
    seeGlobalId(renamed);
    const isShaped = renamed === parsed && !hidden.some((name) => Object.hasOwn(parsed, name));
    if (isShaped && kind.quick.fitsAsItIs(parsed) && !(usesValues && hasLongNumber(text))) {
      const of = source(parsed, parsed);
      const row = arrange ? arrange(parsed as Record<string, unknown>, of) : parsed;
      if (row instanceof Reject) return row;
      if (row === parsed) {
        known?.learn(text, true);
        return ready(text, parsed, parsed, of);
      }
    }
    const isExact = hasLongNumber(text) || hasLargeExponent(text);
    const data = isExact ? (parseExact(text) as Data) : parsed;
    const of = source(data, isExact ? rename(data) : renamed);
    const shaped = kind.shape(of.record, of) as Record<string, unknown>;
    const row = arrange ? arrange(shaped, of) : shaped;
    if (row instanceof Reject) return row;
    if (isExact || !kind.quick.fits(row)) {
      const checked = kind.fields.safeParse(row);
      if (!checked.success) return { reason: kind.reasonOf(checked.error, row) };
    }
    if (!isExact && row !== data) known?.learn(text, false);
    return ready(text, data, row, of);
  };

  const guarded = (text: string, parsed: unknown): Prepared | Unfit => {
    try {
      return prepare(text, parsed);
    } catch (error) {
      if (error instanceof ConnectorError && error.kind === 'reject')
        return { reason: decapitalised(error.message).replace(/\.$/, '') };
      // Everything that follows a record inwards ends here when the stack does.
      if (!(error instanceof RangeError)) throw error;
      return { reason: 'the record is nested too deeply to be written as JSON' };
    }
  };
  return Object.assign(guarded, {
    end: (text: string, start: number): number => known?.end(text, start) ?? -1,
    known(text: string): Prepared | Unfit {
      return known?.row(text) ?? guarded(text, JSON.parse(text));
    },
  });
}

/** A field of text needs no function, and a row without it has no identity. */
function identifying({
  identity,
}: AnyOperation): ((row: Record<string, unknown>, of: Source) => string | undefined) | undefined {
  if (typeof identity !== 'string') return identity;
  return (row) => (row[identity] ?? undefined) as string | undefined;
}
