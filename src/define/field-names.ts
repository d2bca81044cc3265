import type { z } from 'zod';

/** Members of an operation that name fields of its schema. */
interface NamingParts {
  readonly schema: z.ZodObject;
  readonly schemaFor?: unknown;
  readonly unmappedColumns?: unknown;
  readonly consumedColumns?: readonly string[];
  readonly matchingKeys?: readonly (readonly string[])[];
  readonly mappedOnly?: readonly string[];
  readonly defaults?: object;
  readonly globalId?: { readonly field: string };
  readonly dedupKey?: unknown;
}

/**
 * Returns a fault that names the first member with a field that neither `schema` nor other columns provide; undefined without
 * one. With `schemaFor` every name is possible: the schemas of records may have more fields than `schema`.
 */
export function unknownField(operation: NamingParts): string | undefined {
  if (operation.schemaFor !== undefined) return undefined;
  const { schema, unmappedColumns, consumedColumns = [] } = operation;
  const { shape } = schema;
  const isField = (name: string): boolean => Object.hasOwn(shape, name);
  const into = intoOf(unmappedColumns);
  if (into !== undefined && !isField(into)) return faultOf('unmappedColumns.into', into, shape);
  if (unmappedColumns === 'keep' || acceptsOthers(schema)) return undefined;
  for (const [member, names] of Object.entries(namesIn(operation))) {
    const isColumn = (name: string): boolean => member === 'matchingKeys' && consumedColumns.includes(name);
    const unknown = names.find((name) => !isField(name) && !isColumn(name));
    if (unknown !== undefined) return faultOf(member, unknown, shape);
  }
  return undefined;
}

function namesIn(operation: NamingParts): Readonly<Record<string, readonly string[]>> {
  const { dedupKey, matchingKeys = [], mappedOnly = [], defaults = {}, globalId } = operation;
  return {
    dedupKey: typeof dedupKey === 'string' ? [dedupKey] : [],
    matchingKeys: matchingKeys.flat(),
    mappedOnly,
    defaults: Object.keys(defaults),
    'globalId.field': globalId ? [globalId.field] : [],
  };
}

const faultOf = (member: string, name: string, shape: object): string =>
  `"${member}" names "${name}", which is no field of "schema"; its fields are ${Object.keys(shape).join(', ')}`;

/** Returns the field that collects the columns that are no fields, if `unmappedColumns` names one. */
export const intoOf = (columns: unknown): string | undefined =>
  typeof columns === 'object' && columns !== null ? (columns as { readonly into: string }).into : undefined;

/** Whether a schema accepts fields that it does not declare, as a loose object does. */
function acceptsOthers(schema: z.ZodObject): boolean {
  const { catchall } = schema._zod.def;
  return catchall !== undefined && (catchall as z.ZodType)._zod.def.type !== 'never';
}
