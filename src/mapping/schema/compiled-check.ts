import { Ajv } from 'ajv';
import type { z } from 'zod';

import type { AnyOperation } from '../../define/operation.ts';
import { schemaVerdict } from '../../schema-verdict.ts';
import { isPlatformColumn } from '../identity/ids.ts';
import { rejectingBlanks } from './blank.ts';
import { type FieldSchema, fieldSchema, nonEmpty } from './field-schema.ts';

type Data = Readonly<Record<string, unknown>>;

/** The same verdict as the operation's fields give, several times faster where that is possible. */
export interface CompiledCheck {
  /** Whether a record fits as it is: every column a field, every field right, nothing to be filled in. */
  fitsAsItIs(data: Data): boolean;
  /** Whether a row with the right columns fits. */
  fits(row: Data): boolean;
  /** All that is asked of a record to fit as it is; undefined where JSON Schema can't say it. */
  readonly complete: FieldSchema | undefined;
}

/**
 * zod decides, and gives the reasons. But it takes a third of the time that a usual record costs in all, so what it
 * says in JSON Schema is compiled, and a row that the compiled check accepts is not shown to zod again. Fields that
 * say more than JSON Schema can are checked by zod alone.
 */
export function compileCheck(operation: AnyOperation): CompiledCheck {
  const { schema: fields } = operation;
  const keeps = operation.unmappedColumns === 'keep';
  const schema = withoutNoise(fieldSchema(fields)) as FieldSchema;
  const isOpen = compile(fields, schema);
  const complete = {
    ...filledIn(schema, Object.keys(operation.defaults ?? {})),
    additionalProperties: keeps && (schema.additionalProperties ?? true),
  };
  const isComplete = compile(fields, complete);
  return {
    complete: isComplete && complete,
    fits: isOpen ?? ((row) => fields.safeParse(row).success),
    fitsAsItIs: (data) => isComplete?.(data) === true && !(keeps && Object.keys(data).some(isPlatformColumn)),
  };
}

/** Compiling takes about as long as interpreting the schema for some thousand rows, and many syncs are shorter. */
const ROWS_BEFORE_COMPILING = 1_000;

/** The schema with fields that would be filled in required, and neither null nor empty; blanks that stand for no value do not fit. */
function filledIn(schema: FieldSchema, names: readonly string[]): FieldSchema {
  const properties: Record<string, FieldSchema> = {};
  for (const [name, each] of Object.entries(schema.properties ?? {}))
    properties[name] = rejectingBlanks(each);
  for (const name of names) properties[name] = nonEmpty(properties[name] ?? {});
  return { ...schema, properties, required: [...new Set([...(schema.required ?? []), ...names])] };
}

function compile(fields: z.ZodType, schema: object): ((value: Data) => boolean) | undefined {
  if (!isSchemaAll(fields)) return undefined;
  // Patterns and lengths as JavaScript, and so zod, has them; formats stand in the schema as patterns too.
  const options = {
    strict: false,
    unicodeRegExp: false,
    unicode: false,
    validateFormats: false,
    // They are zod's, and to check them takes longer than all else that is done before the first record.
    validateSchema: false,
    strictNumbers: true,
    logger: false,
  } as const;
  let rows = 0;
  let validate: ReturnType<Ajv['compile']> | undefined;
  return (value) => {
    if (!validate && rows++ < ROWS_BEFORE_COMPILING) {
      const early = schemaVerdict(schema as Readonly<Record<string, unknown>>, value);
      if (early !== undefined) return early;
    }
    validate ??= new Ajv(options).compile(schema);
    return validate(value) as boolean;
  };
}

/** Types and checks that JSON Schema expresses completely. */
const TYPES = new Set([
  'object',
  'string',
  'number',
  'boolean',
  'null',
  'unknown',
  'any',
  'record',
  'array',
  'enum',
  'literal',
  'optional',
  'nullable',
  'union',
]);
const CHECKS = new Set([
  'string_format',
  'min_length',
  'max_length',
  'length_equals',
  'greater_than',
  'less_than',
  'number_format',
  'multiple_of',
]);

/** Formats that are a pattern, or bounds of a number, and nothing else. A URL, for one, is more. */
const FORMATS = new Set([
  ...['regex', 'lowercase', 'uppercase', 'starts_with', 'ends_with', 'uuid', 'guid', 'email'],
  ...['datetime', 'date', 'time', 'duration', 'safeint', 'int32', 'uint32'],
]);

interface Check {
  readonly check?: string;
  readonly format?: string;
  readonly pattern?: RegExp;
}

/** Whether a zod schema says nothing that its JSON Schema does not say. */
function isSchemaAll(schema: z.ZodType): boolean {
  const { def } = schema._zod;
  if (!TYPES.has(def.type)) return false;
  const checks = (def.checks ?? []).map((each) => each._zod.def as Check);
  const own = def as Check;
  if (!(own.check === undefined ? checks : [own, ...checks]).every(isSaid)) return false;
  return inner(def as unknown as Readonly<Record<string, unknown>>).every(isSchemaAll);
}

/** Whether JSON Schema says all that this check does. Flags of a pattern are lost there. */
function isSaid({ check, format, pattern }: Check): boolean {
  if (check === undefined || !CHECKS.has(check)) return false;
  return (format === undefined || FORMATS.has(format)) && !pattern?.flags;
}

/** The schemas that a schema is made of. */
function inner(def: Readonly<Record<string, unknown>>): readonly z.ZodType[] {
  const parts = [def.innerType, def.element, def.keyType, def.valueType, def.catchall];
  const shape = def.shape as Readonly<Record<string, z.ZodType>> | undefined;
  const options = def.options as readonly z.ZodType[] | undefined;
  return [...parts, ...Object.values(shape ?? {}), ...(options ?? [])].filter(
    (each): each is z.ZodType => typeof each === 'object' && each !== null,
  );
}

/** What would be checked key by key and is always true. */
function withoutNoise(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutNoise);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([name, each]) => name !== 'propertyNames' || JSON.stringify(each) !== '{"type":"string"}')
      .map(([name, each]) => [name, withoutNoise(each)]),
  );
}
