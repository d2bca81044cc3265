import type { JsonSchema } from '../define/specification.ts';
import { isObject } from '../json.ts';
import { discriminatorOf, isFilledIn, optionWithoutSelector, propertiesOf } from './json-schema.ts';
import { normalizedText } from './normalize-text.ts';

/** A configuration with its defaults, and its schema with each choice replaced by the chosen option. */
export interface PreparedConfig {
  readonly value: unknown;
  readonly schema: JsonSchema;
}

/** A correction of a pasted text: the path of the setting, and a clause that describes the correction. */
export interface Correction {
  readonly path: readonly string[];
  readonly what: string;
}

/**
 * Resolves choices and applies defaults on every level. Null and an empty text count as absent, since forms send them for cleared
 * fields. Pasted texts with an unambiguous mistake are corrected (`normalizedText`), and each correction is reported. No other
 * given value is changed, and unknown properties are kept. The argument is not modified.
 */
export function prepareConfig(
  schema: JsonSchema,
  value: unknown,
  onCorrection: (correction: Correction) => void = () => undefined,
): PreparedConfig {
  return new Preparing(onCorrection).prepare(schema, value, []);
}

class Preparing {
  private readonly onCorrection: (correction: Correction) => void;

  constructor(onCorrection: (correction: Correction) => void) {
    this.onCorrection = onCorrection;
  }

  prepare(schema: JsonSchema, value: unknown, path: readonly string[]): PreparedConfig {
    if (schema.oneOf) return this.choice(schema, value, path);
    if (schema.properties && isObject(value)) return this.object(schema, value, path);
    if (schema.items && Array.isArray(value)) {
      const { items } = schema;
      const prepared = value.map((item, at) => this.prepare(items, item, [...path, String(at)]));
      // One schema for each item, because each may have chosen another option.
      return {
        value: prepared.map((item) => item.value),
        schema: { ...schema, items: prepared.map((item) => item.schema) as unknown as JsonSchema },
      };
    }
    return { value: this.tidied(schema, value, path), schema };
  }

  private object(
    schema: JsonSchema,
    value: Readonly<Record<string, unknown>>,
    path: readonly string[],
  ): PreparedConfig {
    const filled: Record<string, unknown> = { ...value };
    const properties: Record<string, JsonSchema> = {};
    for (const [name, field] of propertiesOf(schema)) {
      const given = Object.hasOwn(value, name) ? value[name] : undefined;
      const required = schema.required?.includes(name) ?? false;
      const prepared = this.prepare(field, given, [...path, name]);
      const left = isAbsent(prepared.value, field)
        ? this.prepare(field, fallback(field, required), [])
        : prepared;
      properties[name] = left.schema;
      if (left.value === undefined) delete filled[name];
      else filled[name] = left.value;
    }
    return { value: filled, schema: { ...schema, properties } };
  }

  private choice(schema: JsonSchema, value: unknown, path: readonly string[]): PreparedConfig {
    const { oneOf, ...parent } = schema;
    const name = discriminatorOf(schema);
    if (!isObject(value) || !oneOf || name === undefined) return { value, schema: parent };
    const given = Object.hasOwn(value, name) ? value[name] : undefined;
    const isOpen = isAbsent(given, { type: 'string' });
    const option = isOpen
      ? usualOption(schema, value)
      : oneOf.find((each) => each.properties?.[name]?.const === given);
    if (option) return this.object({ ...option, title: schema.title }, value, path);
    const selector = oneOf[0]?.properties?.[name];
    const known = oneOf.map((each) => each.properties?.[name]?.const);
    const open: JsonSchema = { title: selector?.title, enum: known };
    const { [name]: _, ...others } = value;
    return {
      value: isOpen ? others : value,
      schema: { ...parent, required: [name], properties: { [name]: open } },
    };
  }

  private tidied(schema: JsonSchema, value: unknown, path: readonly string[]): unknown {
    const correction =
      typeof value === 'string' && schema.type === 'string' ? normalizedText(value, schema) : undefined;
    if (correction === undefined) return value;
    this.onCorrection({ path, what: correction.what });
    return correction.text;
  }
}

/**
 * The option of a choice without a selector. None if a property belongs to other options only: the user means one of these, and
 * the usual option would ignore the property.
 */
function usualOption(schema: JsonSchema, value: Readonly<Record<string, unknown>>): JsonSchema | undefined {
  const usual = optionWithoutSelector(schema);
  const own = new Set(propertiesOf(usual ?? {}).map(([name]) => name));
  const isMeantOtherwise = (schema.oneOf ?? [])
    .flatMap(propertiesOf)
    .some(([name, field]) => !own.has(name) && Object.hasOwn(value, name) && !isAbsent(value[name], field));
  return isMeantOtherwise ? undefined : usual;
}

const isAbsent = (given: unknown, field: JsonSchema): boolean =>
  given === undefined ||
  given === null ||
  (given === '' && (field.type === 'string' || typeof field.const === 'string'));

/** Returns the value of an absent property; undefined if only the user can give it. */
function fallback(field: JsonSchema, required: boolean): unknown {
  if (field.default_for_new_only) return undefined;
  if (field.default !== undefined && !field.oneOf) return structuredClone(field.default);
  if (field.const !== undefined) return field.const;
  if (field.oneOf) return required || !isFilledIn(field) ? undefined : {};
  return field.type === 'object' && isFilledIn(field) ? {} : undefined;
}
