import type { z } from 'zod';
import type { SharedConfig } from '../define/destination.ts';
import type { AnyOperation, Source } from '../define/operation.ts';
import { type ConfiguredStream, streamKey } from '../protocol/catalog.ts';
import { hasLargeExponent, hasLongNumber, parseExact, stringifyExact } from '../protocol/exact.ts';
import { isObject } from '../protocol/reader.ts';
import { acceptance } from './acceptance.ts';
import { identity, stableId } from './ids.ts';
import { renaming } from './rename.ts';
import { shaping } from './shape.ts';

/** A record made ready for its operation. */
export interface Prepared {
  readonly text: string;
  readonly key: string | undefined;
  readonly group: string | undefined;
  /** The text is the record's own, untouched. */
  readonly unchanged: boolean;
}

/** Why a record can't be delivered, without its content. */
export interface Unfit {
  readonly reason: string;
}

export type Prepare = (text: string, data: unknown) => Prepared | Unfit;

type Data = Readonly<Record<string, unknown>>;

/**
 * The way of a stream's records to its operation: columns renamed, values coerced, missing fields filled, validated,
 * serialised. A record that needs none of it keeps its own text, so its numbers keep their digits and nothing is
 * serialised twice; one that is changed and holds numbers which JavaScript can't carry is read again with care.
 */
export function preparing(stream: ConfiguredStream, operation: AnyOperation, config: SharedConfig): Prepare {
  const rename = renaming(config.field_mappings ?? [], stream.descriptor.name);
  const shape = shaping(operation);
  const streamName = streamKey(stream.descriptor.name, stream.descriptor.namespace);
  const source = (data: Data): Source => {
    let id: string | undefined;
    return {
      id: () => {
        id ??= stableId(streamName, identity(data, stream.primaryKey));
        return id;
      },
    };
  };

  const quick = acceptance(operation);
  /** What an operation makes of a record's values has to be exact; a text that is only passed on is. */
  const usesValues = Boolean(operation.encode ?? operation.key ?? operation.group);

  /** The row itself, or why not. `data` is the record that it was made from. */
  const ready = (text: string, data: Data, row: Data): Prepared => {
    const fit = row as Record<string, unknown>;
    const unchanged = row === data && operation.encode === undefined;
    return {
      text: unchanged ? text : (operation.encode?.(fit) ?? stringifyExact(fit)),
      key: operation.key?.(fit),
      group: operation.group?.(fit),
      unchanged,
    };
  };

  const prepare: Prepare = (text, parsed) => {
    if (!isObject(parsed)) return { reason: 'the record has no data object' };
    const renamed = rename(parsed);
    if (renamed === parsed && quick.fitsAsItIs(parsed) && !(usesValues && hasLongNumber(text)))
      return ready(text, parsed, parsed);
    const isExact = hasLongNumber(text) || hasLargeExponent(text);
    const data = isExact ? (parseExact(text) as Data) : parsed;
    const row = shape(isExact ? rename(data) : renamed, source(data));
    if (isExact || !quick.fits(row)) {
      const checked = operation.fields.safeParse(row);
      if (!checked.success) return { reason: reasonOf(checked.error, row) };
    }
    return ready(text, data, row);
  };

  return (text, parsed) => {
    try {
      return prepare(text, parsed);
    } catch (error) {
      // Everything that follows a record inwards ends here when the stack does.
      if (!(error instanceof RangeError)) throw error;
      return { reason: 'the record is nested too deeply to be written as JSON' };
    }
  };
}

/** The first thing that is wrong, by the path of the field and the rule, never the value. */
function reasonOf(error: z.ZodError, row: Data): string {
  const issue = error.issues[0];
  if (!issue) return 'the record does not fit';
  const path = issue.path.map((part) => (typeof part === 'number' ? '[]' : String(part)));
  const field = path.join('.') || 'the record';
  if (issue.code === 'invalid_type' && missing(row, issue.path)) return `${field} is missing`;
  return `${field} ${decapitalised(issue.message)}`;
}

function missing(row: unknown, path: readonly PropertyKey[]): boolean {
  return (
    path.reduce<unknown>(
      (value, part) => (value as Record<PropertyKey, unknown> | undefined)?.[part],
      row,
    ) === undefined
  );
}

function decapitalised(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}
