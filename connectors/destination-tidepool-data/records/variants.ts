import { z } from 'zod';
import { fits, says } from './fields.ts';
import { merged } from './merged.ts';

/** Objects of one type whose other fields depend on one of them. */
export interface Variants {
  /** The field that decides. */
  readonly by: string;
  readonly schemas: Readonly<Record<string, z.ZodObject>>;
}

/**
 * One object for all variants. It checks a value by the fields of its own variant only, as the service does: what
 * another variant would read may be anything. It shows the fields of all, for forms and for coercion.
 */
export function oneOf({ by, schemas }: Variants, description: string): z.ZodObject {
  const names = Object.keys(schemas) as [string, ...string[]];
  const first = schemas[names[0]]!;
  const kind = z.enum(names, { error: says(`is not one of ${names.join(', ')}`) });
  const named = first.shape[by] as z.ZodType;
  const object = z
    .looseObject(
      { type: first.shape.type!, [by]: kind.describe(named.description ?? '') },
      { error: says('is not an object') },
    )
    .check(fits((value) => schemas[(value as Record<string, string>)[by]!]));
  const own = jsonSchema(object);
  const { properties, required } = merged(Object.values(schemas).map(jsonSchema));
  return object.meta({
    description,
    properties: { ...properties, ...own.properties },
    required,
  }) as unknown as z.ZodObject;
}

/** As the engine writes it. */
function jsonSchema(schema: z.ZodType) {
  return z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any', target: 'draft-7' });
}
