import { isObject } from '../json.ts';

/** Undefined: ajv has to decide. */
type Verdict = boolean | undefined;

type Schema = Readonly<Record<string, unknown>> | boolean;

type Check = (limit: never, value: never, schema: Readonly<Record<string, unknown>>) => Verdict;

const TYPES: Readonly<Record<string, (value: unknown) => boolean>> = {
  string: (value) => typeof value === 'string',
  integer: (value) => Number.isInteger(value),
  number: (value) => Number.isFinite(value),
  boolean: (value) => typeof value === 'boolean',
  null: (value) => value === null,
  array: (value) => Array.isArray(value),
  object: isObject,
};

/** The keywords of draft-07 that are decided here, by the kind of value that they restrict. */
const KEYWORDS: Readonly<Record<'any' | 'string' | 'number' | 'array' | 'object', Record<string, Check>>> = {
  any: {
    type: (type: unknown, value: unknown) =>
      typeof type === 'string' && Object.hasOwn(TYPES, type) ? TYPES[type]!(value) : undefined,
    const: (wanted: unknown, value: unknown) => isOneOf([wanted], value),
    enum: isOneOf,
    not: (schema: Schema, value: unknown) => negated(schemaVerdict(schema, value)),
    anyOf: (schemas: readonly Schema[], value: unknown) =>
      negated(all(schemas, (schema) => negated(schemaVerdict(schema, value)))),
    allOf: (schemas: readonly Schema[], value: unknown) =>
      all(schemas, (schema) => schemaVerdict(schema, value)),
  },
  string: {
    pattern: (pattern: string, value: string) => new RegExp(pattern).test(value),
    minLength: (limit: number, value: string) => lengthFits(value, (length) => length >= limit),
    maxLength: (limit: number, value: string) => lengthFits(value, (length) => length <= limit),
  },
  number: {
    minimum: (limit: number, value: number) => value >= limit,
    maximum: (limit: number, value: number) => value <= limit,
    exclusiveMinimum: (limit: number, value: number) => value > limit,
    exclusiveMaximum: (limit: number, value: number) => value < limit,
  },
  array: {
    minItems: (limit: number, value: readonly unknown[]) => value.length >= limit,
    maxItems: (limit: number, value: readonly unknown[]) => value.length <= limit,
    items: (items: Schema | readonly Schema[], value: readonly unknown[]) =>
      all(value.keys(), (at) => schemaVerdict((Array.isArray(items) ? items[at] : items) ?? true, value[at])),
  },
  object: {
    required: (names: readonly string[], value: Readonly<Record<string, unknown>>) =>
      names.every((name) => value[name] !== undefined),
    properties: (properties: Readonly<Record<string, Schema>>, value: Readonly<Record<string, unknown>>) =>
      all(Object.keys(properties), (name) =>
        value[name] === undefined ? true : schemaVerdict(properties[name]!, value[name]),
      ),
    additionalProperties: (
      others: Schema,
      value: Readonly<Record<string, unknown>>,
      { properties, patternProperties },
    ) =>
      patternProperties === undefined
        ? all(Object.keys(value), (name) =>
            Object.hasOwn(properties ?? {}, name) ? true : schemaVerdict(others, value[name]),
          )
        : undefined,
  },
};

/** The other keywords of draft-07 that restrict values. */
const OTHERS = new Set([
  ...['$ref', 'oneOf', 'if', 'multipleOf', 'uniqueItems', 'contains', 'additionalItems', 'patternProperties'],
  ...['propertyNames', 'dependencies', 'minProperties', 'maxProperties', 'nullable'],
]);

/**
 * Whether a value is valid against a JSON Schema (draft-07); undefined if the schema has a keyword that only ajv decides.
 * Formats are not checked, as in the validation by ajv. It decides about configurations, because loading ajv and compiling a
 * schema takes 30 to 50 ms of CPU: `write` without records needs 260 ms without it, and 290 to 315 ms with it.
 */
export function schemaVerdict(schema: Schema, value: unknown): Verdict {
  if (typeof schema === 'boolean') return schema;
  const kind = KEYWORDS[kindOf(value)];
  return all(Object.keys(schema), (keyword) => {
    const check = KEYWORDS.any[keyword] ?? kind[keyword];
    if (check) return check(schema[keyword] as never, value as never, schema);
    return OTHERS.has(keyword) ? undefined : true;
  });
}

/** Combines verdicts: false if one is false, otherwise undefined if one is undefined. */
function all<T>(list: Iterable<T>, verdictOn: (each: T) => Verdict): Verdict {
  let verdict: Verdict = true;
  for (const each of list) {
    const next = verdictOn(each);
    if (next === false) return false;
    if (next === undefined) verdict = undefined;
  }
  return verdict;
}

const negated = (verdict: Verdict): Verdict => (verdict === undefined ? undefined : !verdict);

/** Undefined for lists and objects, whose content ajv compares. */
function isOneOf(wanted: readonly unknown[], value: unknown): Verdict {
  return typeof value === 'object' && value !== null && wanted.some((each) => typeof each === 'object')
    ? undefined
    : wanted.includes(value);
}

/** Characters outside the basic plane count as one or as two, by an option of the validator. */
function lengthFits(text: string, fits: (length: number) => boolean): Verdict {
  const fitsInUnits = fits(text.length);
  return fitsInUnits === fits([...text].length) ? fitsInUnits : undefined;
}

function kindOf(value: unknown): keyof typeof KEYWORDS {
  if (Array.isArray(value)) return 'array';
  if (isObject(value)) return 'object';
  if (typeof value === 'string') return 'string';
  return typeof value === 'number' ? 'number' : 'any';
}
