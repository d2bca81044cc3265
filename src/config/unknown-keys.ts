import type { JsonSchema } from '../define/specification.ts';
import { isObject } from '../json.ts';
import { closestMatch } from '../text/closest-match.ts';
import { propertiesOf } from './json-schema.ts';

/** Names that a message may repeat if they resemble a setting: any other text may be a secret that was pasted as a key. */
const NAME = /^(?=.{1,40}$)[A-Za-z]+[0-9]{0,2}([_-][A-Za-z]+[0-9]{0,2})*$/;

/** Names that a message may repeat although they resemble no setting, because they are written like settings. */
const SETTING = /^(?=.{1,40}$)[a-z]+[0-9]{0,2}(_[a-z]+[0-9]{0,2})*$/;

/** Keys that platforms add for their own use (`__injected_declarative_manifest`). */
const OF_THE_PLATFORM = /^(_|airbyte_)/i;

/**
 * Returns a warning for each key that is not in the specification, with the key that was probably meant. Unknown keys are not
 * an error: the platform adds some, and older versions had others. Keys of options that are not chosen are accepted, because
 * forms keep them.
 */
export function unknownKeyWarnings(root: JsonSchema, value: unknown): readonly string[] {
  const known = keysBelow(root);
  const found: string[] = [];
  const look = (schema: JsonSchema, inner: unknown, path: string): void => {
    if (Array.isArray(inner)) {
      const { items } = schema;
      if (items) for (const [at, each] of inner.entries()) look(items, each, `${path}[${at}]`);
    }
    if (!isObject(inner)) return;
    const fields = fieldsOf(schema);
    if (fields.size === 0) return;
    for (const [name, each] of Object.entries(inner)) {
      const field = fields.get(name);
      if (field) look(field, each, keyOf(path, name));
      else if (!OF_THE_PLATFORM.test(name)) found.push(warningFor(name, path, fields, known));
    }
  };
  look(root, value, '');
  return found;
}

/** Returns the unknown key of an object that is probably a misspelling of a missing one. */
export function misspelledKey(missing: string, schema: JsonSchema, value: unknown): string | undefined {
  const fields = fieldsOf(schema);
  const unknown = Object.keys(isObject(value) ? value : {}).filter(
    (name) => !fields.has(name) && NAME.test(name),
  );
  return unknown.find((name) => closestMatch(name, fields.keys()) === missing);
}

function warningFor(
  name: string,
  path: string,
  fields: ReadonlyMap<string, JsonSchema>,
  known: readonly string[],
): string {
  const near = closestMatch(name, fields.keys());
  // The same key in another place is preferred to a similar key in this place.
  const elsewhere = known.find((each) => each.split('.').at(-1) === name);
  const meant = elsewhere ?? (near === undefined || path === '' ? near : `${path}.${near}`);
  if (!NAME.test(name) || (meant === undefined && !SETTING.test(name)))
    return `The configuration has a key${path && ` in ${path}`} that is not a setting of this destination. It is ignored.`;
  return `The configuration key "${keyOf(path, name)}" is not a setting of this destination and is ignored.${meant === undefined ? '' : ` Did you mean "${meant}"?`}`;
}

const keyOf = (path: string, name: string): string => (path === '' ? name : `${path}.${name}`);

/** Returns the properties of an object, including those of all options of a choice. */
function fieldsOf(schema: JsonSchema): ReadonlyMap<string, JsonSchema> {
  return new Map([schema, ...(schema.oneOf ?? [])].flatMap(propertiesOf));
}

/** Returns the path of every key of the configuration that is not inside a list. */
function keysBelow(schema: JsonSchema, path = ''): readonly string[] {
  return [...fieldsOf(schema)].flatMap(([name, field]) => {
    const key = keyOf(path, name);
    return [key, ...keysBelow(field, key)];
  });
}
