import { formatList } from '@airbyte-ts/cdk';
import { z } from 'zod';
import { fits, onDemand, withMessage } from './fields.ts';
import { type Merged, merged } from './merged.ts';

/** Objects of one type whose other fields depend on one of them. */
export interface Variants {
  /** Field that selects the variant. */
  readonly by: string;
  readonly schemas: Readonly<Record<string, z.ZodObject>>;
}

/**
 * Returns one object for all variants. It validates only the fields of the value's variant, like the service:
 * fields of other variants may have any value. Its JSON Schema has the fields of all variants, for forms and for coercion.
 */
export function oneOf({ by, schemas }: Variants, description: string): z.ZodObject {
  const names = Object.keys(schemas) as [string, ...string[]];
  const fields = (): z.ZodRawShape => {
    const { shape } = schemas[names[0]]!;
    const kind = z
      .enum(names, { error: withMessage(`is not one of ${formatList(names)}`) })
      .describe((shape[by] as z.ZodType).description ?? '');
    return { type: shape.type!, [by]: kind };
  };
  const object = z
    .looseObject(onDemand(fields), { error: withMessage('is not an object') })
    .check(fits((value) => schemas[(value as Record<string, string>)[by]!]));
  // Built on demand: it takes longer than all schemas together.
  let shown: Merged | undefined;
  const show = (): Merged => {
    if (shown) return shown;
    const { properties, required } = merged(Object.values(schemas).map(jsonSchema));
    const own = jsonSchema(object).properties as Merged['properties'];
    const made = { properties: { ...properties, ...own }, required };
    shown = made;
    return made;
  };
  return object.meta({
    description,
    get properties() {
      return show().properties;
    },
    get required() {
      return show().required;
    },
  }) as unknown as z.ZodObject;
}

/** Returns the JSON Schema with the options of the engine. */
function jsonSchema(schema: z.ZodType) {
  return z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any', target: 'draft-7' });
}
