import { Ajv } from 'ajv';
import { isObject } from '../../json.ts';
import type { BrokenConfig, BrokenKind, Config } from '../subject.ts';

const UNUSED_ADDRESS = '127.0.0.1:1';
const NO_NAME = 'no-such-host.invalid';

/** Creates configurations with one mistake each, from a specification and a valid configuration. */
export function brokenConfigs(specification: unknown, valid: Config): BrokenConfig[] {
  const schema = isObject(specification) ? specification : {};
  return [...schemaBreaks(schema, valid), ...unreachable(schema, valid)];
}

/**
 * Omits each required field without a default, and gives each a value of a type that no field accepts.
 * The message may name the title or the property.
 */
function schemaBreaks(schema: Readonly<Record<string, unknown>>, valid: Config): BrokenConfig[] {
  const properties = isObject(schema.properties) ? schema.properties : {};
  const required = Array.isArray(schema.required) ? schema.required.map(String) : [];
  const names = (required.length > 0 ? required : Object.keys(valid)).filter((name) => name in properties);
  return names.flatMap((name): BrokenConfig[] => {
    const field = isObject(properties[name]) ? properties[name] : {};
    const title = typeof field.title === 'string' ? field.title : name;
    const broken = (what: string, config: Config): BrokenConfig => ({
      kind: 'schema',
      title: `${name} ${what}`,
      config,
      expects: [[title, name]],
    });
    const { [name]: _, ...without } = valid;
    return [
      ...(required.includes(name) && field.default === undefined ? [broken('is missing', without)] : []),
      broken('has a wrong type', { ...valid, [name]: [[1]] }),
    ];
  });
}

/** Replaces the addresses of the configuration by unreachable ones that the specification allows. */
function unreachable(schema: Readonly<Record<string, unknown>>, valid: Config): BrokenConfig[] {
  const fits = new Ajv({ strict: false, logger: false }).compile(schema);
  const kinds: readonly (readonly [BrokenKind, string])[] = [
    ['closed-port', UNUSED_ADDRESS],
    ['unknown-host', NO_NAME],
  ];
  return kinds.flatMap(([kind, host]): BrokenConfig[] => {
    const config = [withHost(valid, host), withHost(valid, host, 'https://')].find(
      (each) => each && fits(each),
    );
    if (config === undefined) return [];
    const [name = host] = host.split(':');
    return [{ kind, title: `the address leads to ${host}`, config, expects: [name] }];
  });
}

/** Returns the configuration with another host (and scheme) in every address; undefined if there is no address. */
export function withHost(config: Config, host: string, scheme = '$1'): Config | undefined {
  let found = false;
  const change = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(change);
    if (isObject(value))
      return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, change(each)]));
    if (typeof value !== 'string' || !/^https?:\/\/[^/]/.test(value)) return value;
    found = true;
    return value.replace(/^(https?:\/\/)[^/?#]+/, `${scheme}${host}`);
  };
  const changed = change(config) as Config;
  return found ? changed : undefined;
}
