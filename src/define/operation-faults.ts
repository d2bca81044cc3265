import type { z } from 'zod';
import { isObject } from '../json.ts';
import { definitionError } from './definition-error.ts';
import { unknownField } from './field-names.ts';
import { SYNC_MODES } from './sync-mode.ts';

/** Members of an operation that may contradict one another. */
interface Parts {
  readonly object: string;
  readonly syncModes: readonly string[];
  readonly schema: z.ZodObject;
  readonly schemaFor?: unknown;
  readonly dedupKey?: unknown;
  readonly onDuplicate?: unknown;
  readonly acceptsDeletes?: unknown;
  readonly batchSemantics?: unknown;
  readonly unmappedColumns?: unknown;
  readonly limits: object;
}

/**
 * Throws `ERR_DEFINITION_INVALID` for an operation whose members contradict one another, have an unknown value or name an unknown
 * field: it would lose or repeat rows without an error. `members` has the name of each member that an operation may have.
 */
export function checkOperation(operation: Parts, members: object): void {
  const fault = faultOf(operation, members);
  if (fault !== undefined)
    throw definitionError(`The operation for "${operation.object}" is invalid: ${fault}.`);
}

/** Throws `ERR_DEFINITION_INVALID` for two operations of one object and sync mode: streams would use the first one. */
export function checkDistinct(operations: readonly Pick<Parts, 'object' | 'syncModes'>[]): void {
  const seen = new Set<string>();
  for (const { object, syncModes } of operations)
    for (const mode of syncModes) {
      const key = JSON.stringify([object, mode]);
      if (seen.has(key))
        throw definitionError(`Two operations are for the object "${object}" in the sync mode ${mode}.`);
      seen.add(key);
    }
}

function faultOf(operation: Parts, members: object): string | undefined {
  const { dedupKey, onDuplicate, acceptsDeletes } = operation;
  const unknown = Object.keys(operation).find((name) => !Object.hasOwn(members, name));
  if (unknown !== undefined) return `it has the member "${unknown}", which operations do not have`;
  const wrong = wrongValue(operation) ?? wrongLimit(operation.limits) ?? unknownField(operation);
  if (wrong !== undefined) return wrong;
  if (onDuplicate !== undefined && dedupKey === undefined) return '"onDuplicate" needs a "dedupKey"';
  if (typeof dedupKey !== 'string') return undefined;
  if (acceptsDeletes === true)
    return `"dedupKey" is the name of a field, and the row of a deletion is empty with "acceptsDeletes": use a function of the record`;
  const field = operation.schemaFor ? undefined : operation.schema.shape[dedupKey];
  if (field !== undefined && holdsOther(field))
    return `"dedupKey" is the field "${dedupKey}", which is neither a text nor a number`;
  return undefined;
}

/** Values of the members that choose between a few. */
const CHOICES = {
  onDuplicate: ['keep-last', 'same-batch', 'separate-batches'],
  acceptsDeletes: [true, false, 'rows'],
  batchSemantics: ['all-or-nothing'],
} as const;

function wrongValue(operation: Parts): string | undefined {
  const modes: readonly string[] = SYNC_MODES;
  const mode = operation.syncModes.find((each) => !modes.includes(each));
  if (mode !== undefined) return `"syncModes" has "${mode}": sync modes are ${SYNC_MODES.join(', ')}`;
  for (const name of Object.keys(CHOICES) as (keyof typeof CHOICES)[]) {
    const value = operation[name];
    const choices: readonly unknown[] = CHOICES[name];
    if (value !== undefined && !choices.includes(value))
      return `"${name}" is ${JSON.stringify(value)}, and has to be ${choices.map((each) => JSON.stringify(each)).join(' or ')}`;
  }
  const columns = operation.unmappedColumns;
  const isInto = isObject(columns) && typeof columns.into === 'string';
  if (columns === undefined || columns === 'drop' || columns === 'keep' || isInto) return undefined;
  return `"unmappedColumns" is ${JSON.stringify(columns)}, and has to be "drop", "keep" or an object with "into"`;
}

const LIMITS: readonly string[] = ['maxRows', 'maxBytes', 'maxAgeMs'];

function wrongLimit(limits: object): string | undefined {
  const unknown = Object.keys(limits).find((name) => !LIMITS.includes(name));
  if (unknown !== undefined) return `"limits" has the member "${unknown}"; limits are ${LIMITS.join(', ')}`;
  for (const [name, value] of Object.entries<number | undefined>({ maxRows: undefined, ...limits })) {
    const isAbsent = value === undefined && name !== 'maxRows';
    if (!isAbsent && !(Number(value) >= 1)) return `"limits.${name}" is ${value}, and has to be at least 1`;
  }
  return undefined;
}

/** Types that are neither texts nor numbers. Other types, such as a lazy one, may be keys. */
const NO_KEYS: ReadonlySet<string> = new Set([
  'boolean',
  'null',
  'undefined',
  'object',
  'record',
  'array',
  'tuple',
  'never',
]);
const WRAPPERS: ReadonlySet<string> = new Set(['optional', 'nullable', 'nonoptional', 'readonly']);

/** Whether a field certainly holds something else than a text or a number. */
function holdsOther(field: z.ZodType): boolean {
  const { type, innerType, options } = field._zod.def as {
    readonly type: string;
    readonly innerType?: z.ZodType;
    readonly options?: readonly z.ZodType[];
  };
  if (WRAPPERS.has(type)) return holdsOther(innerType!);
  return options ? options.every(holdsOther) : NO_KEYS.has(type);
}
