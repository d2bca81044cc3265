import type { JsonSchema } from '../define/specification.ts';
import { isObject } from '../json.ts';

/** Returns the properties of an object's schema. */
export function propertiesOf(schema: JsonSchema): [name: string, schema: JsonSchema][] {
  return Object.entries(schema.properties ?? {}).flatMap(([name, field]) => (field ? [[name, field]] : []));
}

/** Returns the name of the property whose constant distinguishes the options of a choice. */
export function discriminatorOf(choice: JsonSchema): string | undefined {
  const first = choice.oneOf?.[0];
  if (!first) return undefined;
  return propertiesOf(first).find(([name]) =>
    choice.oneOf?.every((option) => option.properties?.[name]?.const !== undefined),
  )?.[0];
}

/** Returns the option that the form shows at first: the one that the choice's default names, else the first. */
function defaultOption(choice: JsonSchema): JsonSchema | undefined {
  const name = discriminatorOf(choice);
  const named = isObject(choice.default) && name ? choice.default[name] : choice.default;
  return (
    choice.oneOf?.find((option) => name && option.properties?.[name]?.const === named) ?? choice.oneOf?.[0]
  );
}

/**
 * Returns the option for a configuration without the choice: the default option or, if that one needs input, the first option
 * that needs none.
 */
export function optionWithoutSelector(choice: JsonSchema): JsonSchema | undefined {
  const usual = defaultOption(choice);
  if (usual === undefined || isFilledIn(usual)) return usual;
  return choice.oneOf?.find(isFilledIn) ?? usual;
}

/**
 * Whether a property that the user leaves out gets a value: it has a default, or it is a choice with an option that needs no
 * input.
 */
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
