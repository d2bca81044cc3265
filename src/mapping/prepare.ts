import type { z } from 'zod';
import type { SharedConfig } from '../define/destination.ts';
import type { AnyOperation, Source } from '../define/operation.ts';
import { Reject } from '../define/reject.ts';
import { ConnectorError } from '../errors.ts';
import type { ConfiguredStream } from '../protocol/catalog.ts';
import { mayHoldExact, parseExact, rounded, stringifyExact } from '../protocol/exact.ts';
import { isObject } from '../protocol/reader.ts';
import { type Acceptance, acceptance } from './acceptance.ts';
import { fieldPath, flatPath } from './field-path.ts';
import { identity, stableId } from './ids.ts';
import { keyCheck } from './key.ts';
import { KnownRows, takesText } from './known-rows.ts';
import { ownWords } from './own-words.ts';
import { decapitalised, reasons } from './reason.ts';
import { type FieldMapping, renaming } from './rename.ts';
import { runOf } from './run.ts';
import { fieldSchema } from './schema.ts';
import { type Shape, shaping } from './shape.ts';
import { unknownFields } from './unknown.ts';

/** A record made ready for its operation. */
export interface Prepared {
  readonly text: string;
  readonly key: string | undefined;
  readonly group: string | undefined;
  readonly identity: string | undefined;
  /** The source deleted what the record stood for. */
  readonly deleted: boolean;
  /** The text is the record's own, untouched. */
  readonly unchanged: boolean;
}

/** Why a record can't be delivered, without its content. */
export interface Unfit {
  readonly reason: string;
}

export interface Prepare {
  (text: string, data: unknown): Prepared | Unfit;
  /** One past the end of the record at `start`, if it can be prepared without being parsed; else -1. */
  end(text: string, start: number): number;
  /** Prepares the record that `end` found last. */
  known(text: string): Prepared | Unfit;
}

type Data = Readonly<Record<string, unknown>>;

/** What is compiled of one set of fields. */
interface Kind {
  readonly fields: z.ZodType;
  readonly shape: Shape;
  readonly quick: Acceptance;
  readonly unknown: ReturnType<typeof unknownFields>;
  readonly reasonOf: ReturnType<typeof reasons>;
}

/** Why a row does not fit. Its numbers are JavaScript numbers, the nearest ones, since no schema knows others. */
function wrongWith(row: Data, { fields, quick, reasonOf }: Kind): string | undefined {
  if (quick.fits(row)) return undefined;
  const checked = fields.safeParse(row, { error: ownWords });
  return checked.success ? undefined : reasonOf(checked.error, row);
}

const DELETED_AT = '_ab_cdc_deleted_at';

/**
 * The way of a stream's records to its operation: columns renamed, values coerced, missing fields filled, validated,
 * serialised. A record that needs none of it keeps its own text, and nothing is serialised twice. Where values are looked at,
 * numbers that JavaScript would round are ExactNumbers: in rows, in ids, and in all that an operation's functions are given.
 * `unknown` is told of fields that are not sent because the provider has none of their name, `used` of field mappings whose
 * column occurs.
 */
export function preparing(
  stream: ConfiguredStream,
  operation: AnyOperation,
  config: SharedConfig,
  unknown: (field: string) => void = () => undefined,
  used?: (mapping: FieldMapping) => void,
): Prepare {
  const { arrange, deletes, encode, fieldsOf, group, identity: same, key, unfit } = operation;
  const rename = renaming(
    config.field_mappings ?? [],
    stream.descriptor.name,
    operation.flat ? flatPath : fieldPath,
    used,
  );
  /** Ids are made of the record as it came: mapping a column otherwise must not change them. */
  const run = runOf(stream, config, operation);
  const keyReason = keyCheck(stream);
  const source = (data: Data, record: Data): Source => {
    let id: string | undefined;
    return {
      record,
      stream: run,
      id: () => {
        if (id !== undefined) return id;
        const reason = keyReason?.(data);
        if (reason !== undefined) throw new ConnectorError('reject', reason);
        id = stableId(run.key, identity(data, stream.primaryKey));
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

  /** Without any of these functions a record that fits is passed on as text, so its numbers are not read. */
  const seesValues = [arrange, deletes, encode, fieldsOf, group, key, same, unfit].some(Boolean);

  const placed = (row: Record<string, unknown>, of: Source) => ({
    key: key?.(row, of),
    group: group?.(row, of),
    identity: same?.(row, of),
  });

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

  const prepare = (text: string, parsed: unknown): Prepared | Unfit => {
    if (!isObject(parsed)) return { reason: 'the record has no data object' };
    const early = seesValues && mayHoldExact(text);
    const seen = early ? (parseExact(text, parsed) as Data) : parsed;
    const renamed = rename(seen);
    const reason = unfit?.(source(seen, renamed));
    if (reason !== undefined) return { reason };
    if (deletes && (renamed[DELETED_AT] ?? null) !== null)
      return { text: 'null', ...placed({}, source(seen, renamed)), deleted: true, unchanged: false };
    const fields = fieldsOf?.(renamed);
    if (fields instanceof Reject) return fields;
    const kind = only ?? kindOf(fields!);
    kind.unknown?.(renamed, unknown);
    if (renamed === parsed && kind.quick.fitsAsItIs(parsed)) {
      const of = source(parsed, parsed);
      const row = arrange ? arrange(parsed as Record<string, unknown>, of) : parsed;
      if (row instanceof Reject) return row;
      if (row === parsed) {
        const prepared = ready(text, parsed, parsed, of);
        known?.learn(text, prepared);
        return prepared;
      }
    }
    const careful = seesValues ? early : mayHoldExact(text);
    const data = careful && !early ? (parseExact(text, parsed) as Data) : seen;
    const of = source(data, data === seen ? renamed : rename(data));
    const shaped = kind.shape(of.record, of) as Record<string, unknown>;
    const row = arrange ? arrange(shaped, of) : shaped;
    if (row instanceof Reject) return row;
    const wrong = wrongWith(careful ? (rounded(row) as Data) : row, kind);
    if (wrong !== undefined) return { reason: wrong };
    const prepared = ready(text, data, row, of);
    if (data === parsed && row !== data) known?.learn(text, prepared);
    return prepared;
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
