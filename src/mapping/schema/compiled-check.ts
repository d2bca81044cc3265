import type { z } from 'zod';
import type { AnyOperation } from '../../define/operation.ts';
import { isPlatformColumn } from '../identity/ids.ts';
import { blankIsAbsent, rejectingBlanks } from './blank.ts';
import { type FieldSchema, fieldSchema, nonEmpty } from './field-schema.ts';
import { compileVerdict } from './verdict-code.ts';

type Data = Readonly<Record<string, unknown>>;

/** The same verdict as the operation's fields give, several times faster where that is possible. */
export interface CompiledCheck {
  /** Whether a record fits as it is: every column and, unless columns are kept, inner member a field, every field right, nothing to be filled in. */
  fitsAsItIs(data: Data): boolean;
  /** Whether a row with the right columns fits. */
  fits(row: Data): boolean;
  /** All that is asked of a record to fit as it is; undefined where JSON Schema can't say it. */
  readonly complete: FieldSchema | undefined;
}

/**
 * zod decides, and gives the reasons. But it takes a third of the time that a usual record costs in all, so fields are
 * compiled, and a row that the compiled check accepts is not shown to zod again. What is compiled of fields with a part that only zod can
 * judge is nothing: they are checked by zod alone.
 */
export function compileCheck(operation: AnyOperation): CompiledCheck {
  const { schema: fields } = operation;
  const keeps = operation.unmappedColumns === 'keep';
  const filled = Object.keys(operation.defaults ?? {});
  const isOpen = onFirstUse(() => compileVerdict(fields) ?? ((row) => fields.safeParse(row).success));
  const isComplete = onFirstUse(
    () =>
      compileVerdict(fields, { isClosed: !keeps, rules: rulesOf(fieldSchema(fields), filled) }) ??
      (() => false),
  );
  const schema = isSchemaAll(fields) ? (withoutNoise(fieldSchema(fields)) as FieldSchema) : undefined;
  return {
    complete: schema && {
      ...filledIn(schema, filled),
      additionalProperties: keeps && (schema.additionalProperties ?? true),
    },
    fits: isOpen,
    fitsAsItIs: (data) => isComplete(data) && !(keeps && Object.keys(data).some(isPlatformColumn)),
  };
}

/** Most streams need one of the two. */
function onFirstUse(compile: () => (value: Data) => boolean): (value: Data) => boolean {
  let compiled: ((value: Data) => boolean) | undefined;
  return (value) => {
    compiled ??= compile();
    return compiled(value);
  };
}

/** What a record that fits as it is has to be beside valid: no blank that stands for no value, and no field that is filled in. */
function rulesOf(
  { properties = {} }: FieldSchema,
  filled: readonly string[],
): ReadonlyMap<string, (value: unknown) => boolean> {
  const rules = new Map<string, (value: unknown) => boolean>();
  for (const [name, schema] of Object.entries(properties)) {
    const isAbsent = blankIsAbsent(schema);
    if (JSON.stringify(rejectingBlanks(schema)) !== JSON.stringify(schema))
      rules.set(name, (value) => !isAbsent(value));
  }
  for (const name of filled) {
    const rule = rules.get(name);
    rules.set(
      name,
      (value) => value !== undefined && value !== null && value !== '' && (rule?.(value) ?? true),
    );
  }
  return rules;
}

/** The schema with fields that would be filled in required, and neither null nor empty; blanks that stand for no value do not fit. */
function filledIn(schema: FieldSchema, names: readonly string[]): FieldSchema {
  const properties: Record<string, FieldSchema> = {};
  for (const [name, each] of Object.entries(schema.properties ?? {}))
    properties[name] = rejectingBlanks(each);
  for (const name of names) properties[name] = nonEmpty(properties[name] ?? {});
  return { ...schema, properties, required: [...new Set([...(schema.required ?? []), ...names])] };
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
