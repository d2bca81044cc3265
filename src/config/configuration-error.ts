import type { ErrorObject } from 'ajv';
import type { JsonSchema } from '../define/specification.ts';
import { type ConnectorError, configError } from '../errors.ts';
import { closestMatch } from '../text/closest-match.ts';
import { settingName } from './setting-name.ts';
import { misspelledKey } from './unknown-keys.ts';
import { describeMistake } from './value-mistakes.ts';

const LISTED = 3;
const MAX_LENGTH = 480;
const MAX_WORDS = 90;

interface Problem {
  /** The setting, by the titles of the form and its key. */
  readonly field: string;
  readonly says: string;
  /** Technical detail: names and keywords of the schema, no values. */
  readonly detail: string;
}

/** Creates one error that states what each wrong field must be. It never repeats a value. */
export function configurationError(errors: readonly ErrorObject[], schema: JsonSchema): ConnectorError {
  const problems = new Map<string, Problem>();
  for (const error of errors) {
    const problem = problemOf(error, schema);
    // Of two limits, the message names the stricter one.
    if (!problems.has(problem.field) || error.keyword.startsWith('exclusive'))
      problems.set(problem.field, problem);
  }
  const all = [...problems.values()];
  let text = '';
  let listed = 0;
  for (const { field, says } of all.slice(0, LISTED)) {
    const next = `${text}${text && '; '}${field} ${says}`;
    if (listed > 0 && next.length > MAX_LENGTH - 80) break;
    text = next;
    listed += 1;
  }
  const more = all.length - listed;
  const rest = more > 0 ? `; and ${more} more` : '';
  const detail = all.map((problem) => problem.detail).join(', ');
  const advice = 'Correct this in the settings of the destination.';
  return configError(`${cut(text, MAX_LENGTH - 80)}${rest}. ${advice}`, {
    code: 'ERR_CONFIG_INVALID',
    detail,
  });
}

function problemOf(error: ErrorObject, schema: JsonSchema): Problem {
  const path = error.instancePath.split('/').slice(1).map(unescaped);
  if (error.keyword === 'required') path.push(String(error.params.missingProperty));
  return {
    field: settingName(path, schema),
    says: expectation(error),
    detail: `/${path.join('/')} ${error.keyword}`,
  };
}

const TYPES: Readonly<Record<string, string>> = {
  string: 'text',
  integer: 'a whole number',
  number: 'a number',
  boolean: 'true or false',
  array: 'a list',
  object: 'a group of fields',
};

const WORDS: Readonly<Record<string, (limit: number) => string>> = {
  minimum: (limit) => `must be at least ${limit}`,
  maximum: (limit) => `must be at most ${limit}`,
  exclusiveMinimum: (limit) => `must be greater than ${limit}`,
  exclusiveMaximum: (limit) => `must be less than ${limit}`,
  minLength: (limit) => `must have at least ${limit} characters`,
  maxLength: (limit) => `must have at most ${limit} characters`,
  minItems: (limit) => `must have at least ${limit} items`,
  maxItems: (limit) => `must have at most ${limit} items`,
};

function expectation({ keyword, params, parentSchema = {}, data }: ErrorObject): string {
  if (keyword === 'required') {
    const name = String(params.missingProperty);
    const written = misspelledKey(name, parentSchema, data);
    if (written !== undefined) return `is required; the configuration calls it "${written}"`;
    const allowed: unknown = parentSchema.properties?.[name]?.enum;
    return Array.isArray(allowed) ? `is required: ${oneOf(allowed, undefined)}` : 'is required';
  }
  if (keyword === 'type') {
    const wanted = TYPES[String(params.type)] ?? String(params.type);
    return `must be ${wanted}${params.type === 'string' && typeof data === 'number' ? ', in quotes' : ''}`;
  }
  if (keyword === 'enum') return `must be ${oneOf(params.allowedValues as unknown[], data)}`;
  if (keyword === 'const') return `must be ${String(params.allowedValue)}`;
  if (keyword === 'uniqueItems') return 'must not contain the same item twice';
  if (keyword === 'pattern') {
    const words: unknown = parentSchema.pattern_descriptor;
    const says =
      typeof words === 'string' ? `must match: ${cut(words, MAX_WORDS)}` : 'does not have the expected form';
    const mistake = describeMistake(String(data), parentSchema);
    return mistake === undefined ? says : `${says} (${mistake})`;
  }
  return WORDS[keyword]?.(Number(params.limit)) ?? 'is not valid';
}

/** Lists the allowed values, and suggests one if it is near to the given value. The given value is not repeated. */
function oneOf(values: readonly unknown[], given: unknown): string {
  const words = cut(values.map(String).join(', '), MAX_WORDS);
  const near = typeof given === 'string' ? closestMatch(given, values.map(String)) : undefined;
  return `${values.length === 1 ? words : `one of ${words}`}${near === undefined ? '' : `; did you mean ${near}?`}`;
}

const cut = (text: string, length: number): string =>
  text.length <= length ? text : `${text.slice(0, length - 1)}…`;

/** Decodes a step of a JSON pointer. */
const unescaped = (step: string): string => step.replaceAll('~1', '/').replaceAll('~0', '~');
