import type { JsonSchema } from '../define/specification.ts';
import { isObject } from '../json.ts';

/** The properties of an object's schema, as a list. */
export function propertiesOf(schema: JsonSchema): [name: string, schema: JsonSchema][] {
  return Object.entries(schema.properties ?? {}).flatMap(([name, field]) => (field ? [[name, field]] : []));
}

/** The name of the property whose constant tells a choice's options apart. */
export function discriminatorOf(choice: JsonSchema): string | undefined {
  const first = choice.oneOf?.[0];
  if (!first) return undefined;
  return propertiesOf(first).find(([name]) =>
    choice.oneOf?.every((option) => option.properties?.[name]?.const !== undefined),
  )?.[0];
}

/** The option that the form shows at first: the one that the choice's default names, else the first. */
function defaultOption(choice: JsonSchema): JsonSchema | undefined {
  const name = discriminatorOf(choice);
  const named = isObject(choice.default) && name ? choice.default[name] : choice.default;
  return (
    choice.oneOf?.find((option) => name && option.properties?.[name]?.const === named) ?? choice.oneOf?.[0]
  );
}

/**
 * The option that is meant by a configuration that leaves the choice out: the default one, unless it needs input. Then only a form can
 * mean it, and here it is the first option that needs none.
 */
export function optionWithoutSelector(choice: JsonSchema): JsonSchema | undefined {
  const usual = defaultOption(choice);
  if (usual === undefined || isFilledIn(usual)) return usual;
  return choice.oneOf?.find(isFilledIn) ?? usual;
}

/** Whether a configuration has this property even if the user left it out. */
export function isFilledIn(schema: JsonSchema): boolean {
  if (schema.default_for_new_only) return false;
  if (schema.const !== undefined || (schema.default !== undefined && !schema.oneOf)) return true;
  const option = schema.oneOf ? optionWithoutSelector(schema) : schema;
  if (option?.type !== 'object' || option.properties === undefined) return false;
  return (option.required ?? []).every((name) => {
    const field = option.properties?.[name];
    return field !== undefined && isFilledIn(field);
  });
}
