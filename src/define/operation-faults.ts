import type { z } from 'zod';
import { ConnectorError } from '../errors.ts';

/** Members of an operation that may contradict one another. */
interface Parts {
  readonly object: string;
  readonly syncModes: readonly string[];
  readonly schema: z.ZodObject;
  readonly schemaFor?: unknown;
  readonly dedupKey?: unknown;
  readonly onDuplicate?: unknown;
  readonly acceptsDeletes?: unknown;
  readonly limits: object;
}

/**
 * Throws `ERR_OPERATION_INVALID` for an operation whose members contradict one another: it would lose or repeat rows without an
 * error. `members` has the name of each member that an operation may have. */
export function checkOperation(operation: Parts, members: object): void {
  const fault = faultOf(operation, members);
  if (fault !== undefined) throw invalid(`The operation for "${operation.object}" is invalid: ${fault}.`);
}

/** Throws `ERR_OPERATION_INVALID` for two operations of one object and sync mode: streams would use the first one. */
export function checkDistinct(operations: readonly Pick<Parts, 'object' | 'syncModes'>[]): void {
  const seen = new Set<string>();
  for (const { object, syncModes } of operations)
    for (const mode of syncModes) {
      const key = JSON.stringify([object, mode]);
      if (seen.has(key))
        throw invalid(`Two operations are for the object "${object}" in the sync mode ${mode}.`);
      seen.add(key);
    }
}

function faultOf(operation: Parts, members: object): string | undefined {
  const { limits, syncModes, dedupKey, onDuplicate, acceptsDeletes } = operation;
  const unknown = Object.keys(operation).find((name) => !Object.hasOwn(members, name));
  if (unknown !== undefined) return `it has the member "${unknown}", which operations do not have`;
  if (syncModes.length === 0) return '"syncModes" is empty';
  const limit = Object.entries(limits).find(([, value]) => value !== undefined && !(value >= 1));
  if (limit) return `"limits.${limit[0]}" is ${limit[1]}, and has to be at least 1`;
  if (onDuplicate !== undefined && dedupKey === undefined) return '"onDuplicate" needs a "dedupKey"';
  if (typeof dedupKey !== 'string') return undefined;
  if (acceptsDeletes === true)
    return `"dedupKey" is the name of a field, and the row of a deletion is empty with "acceptsDeletes": use a function of the record`;
  const field = operation.schemaFor ? undefined : operation.schema.shape[dedupKey];
  if (field !== undefined && holdsOther(field))
    return `"dedupKey" is the field "${dedupKey}", which is neither a text nor a number`;
  return undefined;
}

const KEYS: ReadonlySet<string> = new Set(['string', 'number', 'int', 'enum', 'literal', 'unknown', 'any']);
const WRAPPERS: ReadonlySet<string> = new Set(['optional', 'nullable', 'nonoptional', 'readonly']);

/** Whether a field certainly holds something else than a text or a number. */
function holdsOther(field: z.ZodType): boolean {
  const { type, innerType, options } = field._zod.def as {
    readonly type: string;
    readonly innerType?: z.ZodType;
    readonly options?: readonly z.ZodType[];
  };
  if (WRAPPERS.has(type)) return holdsOther(innerType!);
  return options ? options.every(holdsOther) : !KEYS.has(type);
}

const invalid = (message: string): ConnectorError =>
  new ConnectorError('bug', message, { code: 'ERR_OPERATION_INVALID' });
