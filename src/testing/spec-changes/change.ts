import { discriminatorOf } from '../../config/json-schema.ts';
import type { JsonSchema } from '../../define/specification.ts';
import { isObject } from '../../json.ts';
import { optionsOf } from '../spec-rules/node.ts';

/** A schema in two versions of a specification. */
export interface Change {
  readonly before: JsonSchema;
  readonly after: JsonSchema;
  /** JSON pointer into the later specification. */
  readonly path: string;
}

/** Why a rule exists: the same for all rules that compare schemas. */
export const STORED =
  'airbyte-platform JsonSchemaValidator: a stored configuration is validated before each job, without defaults';

/** Returns the schemas that both versions have: properties by name, options of a choice by their constants, and items. */
export function changesOf(
  before: JsonSchema,
  after: JsonSchema,
  path = '/connectionSpecification',
): Change[] {
  const below: Change[] = [];
  for (const [name, schema] of Object.entries(after.properties ?? {})) {
    const earlier = Object.hasOwn(before.properties ?? {}, name) ? before.properties?.[name] : undefined;
    if (isObject(earlier) && isObject(schema))
      below.push(...changesOf(earlier, schema, `${path}/properties/${name}`));
  }
  for (const [at, option] of optionsOf(after).entries()) {
    const earlier = matchingOption(option, after, before);
    if (earlier) below.push(...changesOf(earlier, option, `${path}/oneOf/${at}`));
  }
  if (isObject(before.items) && isObject(after.items))
    below.push(...changesOf(before.items, after.items, `${path}/items`));
  return [{ before, after, path }, ...below];
}

/** Returns the option of the other choice that accepts the same constant, or has the same title if there are no constants. */
export function matchingOption(
  option: JsonSchema,
  choice: JsonSchema,
  other: JsonSchema,
): JsonSchema | undefined {
  const key = optionKey(option, choice);
  return optionsOf(other).find((each) => optionKey(each, other) === key);
}

/** Identifies an option in stored configurations. */
function optionKey(option: JsonSchema, choice: JsonSchema): string {
  const name = discriminatorOf(choice);
  return name === undefined
    ? `title ${option.title}`
    : `${name} ${JSON.stringify(option.properties?.[name]?.const)}`;
}

/** Returns the values of a schema that lists all of them; undefined for other schemas. */
export function valuesOf(schema: JsonSchema): readonly unknown[] | undefined {
  if (schema.const !== undefined) return [schema.const];
  return Array.isArray(schema.enum) ? schema.enum : undefined;
}
