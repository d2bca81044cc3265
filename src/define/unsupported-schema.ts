import type { z } from 'zod';
import { ConnectorError } from '../errors.ts';

type Part = Readonly<Record<string, unknown>>;

/** Types whose values no JSON document holds, so that every record would be rejected. */
const NOT_JSON = new Set([
  'bigint',
  'date',
  'symbol',
  'map',
  'set',
  'file',
  'promise',
  'function',
  'nan',
  'void',
]);

const USE_TRANSFORM = 'Use the operation\'s "transform"';
const USE_DEFAULTS = 'Use the operation\'s "defaults"';

/** Parts that replace the value. A row is sent as it is, so the result would be lost. */
const REPLACING: Readonly<Record<string, string>> = {
  default: `sets a default. ${USE_DEFAULTS}`,
  prefault: `sets a default (prefault). ${USE_DEFAULTS}`,
  catch: `replaces values that do not fit (catch). ${USE_TRANSFORM}`,
  transform: `transforms the value. ${USE_TRANSFORM}`,
  success: `replaces the value (success). ${USE_TRANSFORM}`,
};

/** Verdicts on the parts of schemas; a schema is used by many operations, and is walked once. */
const known = new WeakMap<z.ZodType, string | undefined>();

/**
 * Throws `ERR_SCHEMA_UNSUPPORTED` for a schema that requires something that the engine does not do. Rows are validated and sent
 * as they are: nothing that zod would put in their place is sent.
 */
export function checkSchema(object: string, schema: z.ZodObject): void {
  if (!known.has(schema)) known.set(schema, firstIn(schema, 'schema', new Set()));
  throwIfUnsupported(object, known.get(schema));
}

/**
 * Throws `ERR_SCHEMA_UNSUPPORTED` for a strict schema or a catchall that no column reaches: columns that are not fields are
 * removed before validation, unless `unmappedColumns` is `'keep'`. `z.object` and `z.looseObject` restrict none of them.
 */
export function checkUnreachedColumns(object: string, schema: z.ZodObject, unmappedColumns: unknown): void {
  const type = schema._zod.def.catchall?._zod.def.type ?? 'any';
  if (unmappedColumns === 'keep' || ['unknown', 'any'].includes(type)) return;
  const [is, instead] =
    type === 'never' ? ['is strict', 'use z.object'] : ['has a catchall', 'remove the catchall'];
  throwIfUnsupported(
    object,
    `schema ${is}, but columns that are not fields do not reach it. Set "unmappedColumns" to "keep", or ${instead}`,
  );
}

function throwIfUnsupported(object: string, fault: string | undefined): void {
  if (fault === undefined) return;
  throw new ConnectorError(
    'bug',
    `The operation for "${object}" has a schema that can't be honoured: ${fault}.`,
    { code: 'ERR_SCHEMA_UNSUPPORTED' },
  );
}

function firstIn(schema: z.ZodType, at: string, seen: Set<unknown>): string | undefined {
  if (seen.has(schema)) return undefined;
  seen.add(schema);
  const def = schema._zod.def as unknown as Part;
  const own = ownFault(def);
  if (own !== undefined) return `${at} ${own}`;
  for (const [name, part] of partsOf(schema, def)) {
    const found = firstIn(part, name === '' ? at : `${at}.${name}`, seen);
    if (found !== undefined) return found;
  }
  return undefined;
}

function ownFault(def: Part): string | undefined {
  const type = String(def.type);
  if (NOT_JSON.has(type)) return `is a ${type}, which JSON does not have. Use a type of JSON`;
  if (Object.hasOwn(REPLACING, type)) return REPLACING[type];
  if (type === 'pipe' && def.transform !== undefined) return `transforms the value (codec). ${USE_TRANSFORM}`;
  if (def.coerce === true)
    return 'coerces the value (z.coerce). Use the type without it: values are coerced to it before validation';
  for (const each of (def.checks ?? []) as readonly Checked[]) {
    const { _zod } = each;
    const fault = faultOfCheck(_zod.def) ?? faultOfFunction(_zod.check) ?? faultOfResult(each);
    if (fault !== undefined) return fault;
  }
  return faultOfCheck(def);
}

interface Checked {
  readonly _zod: { readonly def: Part; readonly check?: unknown };
}

function faultOfCheck({ check, normalize, fn }: Part): string | undefined {
  if (check === 'overwrite') return `changes the value (such as trim or toLowerCase). ${USE_TRANSFORM}`;
  return normalize === true ? `changes the value (normalize). ${USE_TRANSFORM}` : faultOfFunction(fn);
}

const ASYNCHRONOUS = 'has an asynchronous check. Use the outcomes of "deliver"';

/** A check that is declared async. */
function faultOfFunction(check: unknown): string | undefined {
  return Object.prototype.toString.call(check) === '[object AsyncFunction]' ? ASYNCHRONOUS : undefined;
}

/**
 * A check of the author that returns a promise for an absent value: zod wraps the functions of `superRefine`, and a function
 * may return a promise without being declared async. One that throws first is not found.
 */
function faultOfResult({ _zod: { def, check } }: Checked): string | undefined {
  if (def.check !== 'custom' || typeof check !== 'function') return undefined;
  try {
    const result: unknown = check({ value: undefined, issues: [] });
    if (!(result instanceof Promise)) return undefined;
    result.catch(() => undefined);
    return ASYNCHRONOUS;
  } catch {
    return undefined;
  }
}

/** Returns the inner schemas of a schema, with the names of members. */
function partsOf(schema: z.ZodType, def: Part): readonly (readonly [string, z.ZodType])[] {
  const named = Object.entries((def.shape ?? {}) as Readonly<Record<string, z.ZodType>>);
  const lists = [def.options, def.items].flatMap((each) => (Array.isArray(each) ? each : []));
  const single = [
    'innerType',
    'element',
    'keyType',
    'valueType',
    'catchall',
    'left',
    'right',
    'in',
    'out',
    'rest',
  ];
  const lazy = def.type === 'lazy' ? [(schema as z.ZodLazy)._zod.innerType] : [];
  return [
    ...named,
    ...[...single.map((name) => def[name]), ...lists, ...lazy]
      .filter((each): each is z.ZodType => typeof each === 'object' && each !== null && '_zod' in each)
      .map((each) => ['', each] as const),
  ];
}
