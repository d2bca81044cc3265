import type { z } from 'zod';
import type { AnyOperation } from '../define/operation.ts';
import { checkSchema, checkUnreachedColumns } from '../define/unsupported-schema.ts';
import { type CompiledCheck, compileCheck } from './schema/compiled-check.ts';
import { fieldSchema } from './schema/field-schema.ts';
import { issueMessage } from './schema/issue-message.ts';
import { rejectReasonsFor } from './schema/reject-reason.ts';
import { unknownFields } from './schema/unknown-fields.ts';
import { createShaper, type Shaper } from './shape.ts';

/** Compiled parts of one schema: records with the same schema are of one kind. */
export interface RecordKind {
  readonly schema: z.ZodType;
  readonly shape: Shaper;
  readonly check: CompiledCheck;
  /** Reports undeclared fields; undefined if the schema accepts any, or if the row keeps them. */
  readonly reportUnknown: ReturnType<typeof unknownFields>;
  readonly reasonOf: ReturnType<typeof rejectReasonsFor>;
}

/**
 * Returns a function that compiles a schema of the operation on its first use, and returns what `make` makes of it then. It
 * throws for a schema that is not supported.
 */
export function createRecordKinds<T>(
  operation: AnyOperation,
  make: (kind: RecordKind) => T,
): (schema: z.ZodObject) => T {
  const made = new Map<z.ZodObject, T>();
  return (schema) => {
    let one = made.get(schema);
    if (one === undefined) {
      one = make(compileKind(operation, schema));
      made.set(schema, one);
    }
    return one;
  };
}

/** Throws for a schema that is not supported. */
export function compileKind(operation: AnyOperation, schema: z.ZodObject): RecordKind {
  // The definition is checked when it is loaded, except for schemas that depend on a record.
  if (operation.schemaFor) {
    checkSchema(operation.object, schema);
    checkUnreachedColumns(operation.object, schema, operation.unmappedColumns);
  }
  const withSchema = { ...operation, schema };
  const drops = (operation.unmappedColumns ?? 'drop') === 'drop';
  return {
    schema,
    shape: createShaper(withSchema),
    check: compileCheck(withSchema),
    reportUnknown: drops ? unknownFields(fieldSchema(schema), operation.consumedColumns) : undefined,
    reasonOf: rejectReasonsFor(() => fieldSchema(schema)),
  };
}

/**
 * Returns why a row is invalid. Expects its numbers as JavaScript numbers, the nearest ones, because schemas accept no others.
 */
export function problemOf(
  row: Readonly<Record<string, unknown>>,
  { schema, check, reasonOf }: RecordKind,
): string | undefined {
  if (check.fits(row)) return undefined;
  const result = schema.safeParse(row, { error: issueMessage });
  return result.success ? undefined : reasonOf(result.error, row);
}
