import { ExactNumber } from '../../define/exact-number.ts';
import { isObject } from '../../json.ts';
import { exactNumber } from '../../protocol/exact.ts';
import { mayHoldExact } from '../../protocol/exact-search.ts';
import { parseExact } from '../../protocol/parse-exact.ts';
import { blankIsAbsent, blankItemIsAbsent } from './blank.ts';
import type { FieldSchema } from './field-schema.ts';
import { isoTime } from './times.ts';

/**
 * Converts a value to the type of its field where the conversion is unambiguous. Returns the same value if no conversion is
 * needed or possible, as for null: validation then reports the problem. Sources send their own types, and the platform converts
 * nothing.
 */
export type Coerce = (value: unknown) => unknown;

const same: Coerce = (value) => value;

export function coercionFor(schema: FieldSchema): Coerce {
  if (schema.anyOf) {
    const wanted = schema.anyOf.filter((each) => each.type !== 'null');
    return wanted.length === 1 ? coercionFor(wanted[0]!) : same;
  }
  if (Array.isArray(schema.type)) {
    const wanted = schema.type.filter((each) => each !== 'null');
    return wanted.length === 1 ? coercionFor({ ...schema, type: wanted[0] }) : same;
  }
  switch (schema.type) {
    case 'string':
      return schema.format === 'date-time' ? toTime(schema) : schema.format === 'date' ? toDate : toText;
    case 'integer':
    case 'number':
      return toNumber;
    case 'boolean':
      return toBoolean;
    case 'object':
      return toObject(schema.properties ?? {});
    case 'array':
      return schema.items?.type === 'string'
        ? toTexts(coercionFor(schema.items), blankItemIsAbsent(schema.items))
        : toArray(schema.items ? coercionFor(schema.items) : same);
    default:
      return same;
  }
}

function toText(value: unknown): unknown {
  if (typeof value === 'string') return value;
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  return value instanceof ExactNumber ? String(value) : value;
}

/** A number as texts contain it: with a plus sign, leading zeros or a point at either end, which JSON does not allow. */
const NUMBER = /^(?:\+|(-))?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/;

function toNumber(value: unknown): unknown {
  if (typeof value !== 'string') return value;
  const parts = NUMBER.exec(value.trim());
  if (!parts) return value;
  const [, sign = '', digits = '', exponent = ''] = parts;
  const [whole = '', fraction = ''] = digits.split('.');
  const decimals = fraction === '' ? '' : `.${fraction}`;
  return exactNumber(`${sign}${whole.replace(/^0+(?=\d)/, '') || '0'}${decimals}${exponent}`);
}

function toBoolean(value: unknown): unknown {
  if (typeof value !== 'string' && typeof value !== 'number' && !(value instanceof ExactNumber)) return value;
  const text = String(value).trim().toLowerCase();
  if (text === 'true' || text === '1') return true;
  return text === 'false' || text === '0' ? false : value;
}

/** A fraction of a second that is finer than nanoseconds. */
const FINER = /(\.\d{9})\d+/;

/** ISO 8601 with a zone. Digits finer than nanoseconds are removed only where the pattern of the field does not accept them. */
function toTime({ pattern }: FieldSchema): Coerce {
  const accepted = pattern === undefined ? undefined : new RegExp(pattern);
  return (value) => {
    const time = isoTime(value);
    if (time === undefined) return value;
    return accepted === undefined || !FINER.test(time) || accepted.test(time)
      ? time
      : time.replace(FINER, '$1');
  };
}

function toDate(value: unknown): unknown {
  if (typeof value === 'string') return /^\d{4}-\d{2}-\d{2}T/.test(value) ? value.slice(0, 10) : value;
  return isoTime(value)?.slice(0, 10) ?? value;
}

/** Sources without a JSON type send objects and lists as text. Their numbers keep all digits as well. */
function parsed(value: unknown, open: string): unknown {
  if (typeof value !== 'string' || !value.trimStart().startsWith(open)) return value;
  try {
    const plain: unknown = JSON.parse(value);
    return mayHoldExact(value) ? parseExact(value, plain) : plain;
  } catch {
    return value;
  }
}

function toObject(properties: Readonly<Record<string, FieldSchema>>): Coerce {
  const fields = Object.entries(properties).map(
    ([name, schema]) => [name, coercionFor(schema), blankIsAbsent(schema)] as const,
  );
  return (value) => {
    const object = parsed(value, '{');
    if (!isObject(object)) return value;
    let changed: Record<string, unknown> | undefined;
    for (const [name, coerce, isAbsent] of fields) {
      if (!Object.hasOwn(object, name)) continue;
      const value = object[name];
      const coerced = isAbsent(value) ? undefined : coerce(value);
      if (coerced === value) continue;
      changed ??= { ...object };
      if (coerced === undefined) delete changed[name];
      else changed[name] = coerced;
    }
    return changed ?? object;
  };
}

function toArray(item: Coerce): Coerce {
  return (value) => {
    const list = parsed(value, '[');
    if (!Array.isArray(list)) return value;
    const coerced = list.map(item);
    return coerced.every((each, index) => each === list[index]) ? list : coerced;
  };
}

/**
 * A single value becomes a list of one item, because many sources have one column for it. Blank texts are removed from a
 * list; a list of blank texts only is absent.
 */
function toTexts(item: Coerce, isAbsent: (value: unknown) => boolean): Coerce {
  const coerce = toArray(item);
  return (value) => {
    const list = coerce(value);
    if (!Array.isArray(list)) return isScalar(value) ? [item(value)] : value;
    if (!list.some(isAbsent)) return list;
    const filled = list.filter((each) => !isAbsent(each));
    return filled.length > 0 ? filled : undefined;
  };
}

const isScalar = (value: unknown): boolean =>
  ['string', 'number', 'boolean'].includes(typeof value) || value instanceof ExactNumber;
