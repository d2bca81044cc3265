import shared from './shared-settings.json' with { type: 'json' };
import type { ConnectorSpecification, JsonSchema } from './specification.ts';

type Properties = NonNullable<JsonSchema['properties']>;

interface Group {
  readonly id: string;
  readonly title: string;
}

const SHARED = shared.properties as Properties;

/**
 * Adds the settings that every destination has to a connector's own specification: `field_mappings`, `object_storage_config`,
 * `max_rejected_percent` and `unsupported_deletions`, and `stream_mappings` where the connector declares it. Shared settings that
 * the connector does not declare follow its own ones; groups that it does not declare follow its own groups.
 *
 * A connector declares a shared setting to say what differs: a `description` continues the shared one, and every other
 * keyword replaces it. Idempotent, so that a complete specification stays as it is.
 *
 * @example
 * "field_mappings": { "description": "Fields are the columns of the table.", "order": 3 }
 */
export function completeSpecification(own: ConnectorSpecification): ConnectorSpecification {
  const schema = own.connectionSpecification;
  const declared = schema.properties ?? {};
  const missing = Object.keys(SHARED).filter(
    (key) => declared[key] === undefined && !shared.optional.includes(key),
  );
  const properties: Properties = {
    ...Object.fromEntries(
      Object.entries(declared).map(([key, value]) => [key, extended(SHARED[key], value)]),
    ),
    ...Object.fromEntries(missing.map((key) => [key, SHARED[key]])),
  };
  const groups = (schema.groups ?? []) as readonly Group[];
  const used = new Set(Object.values(properties).map((property) => property?.group));
  const added = shared.groups.filter(({ id }) => used.has(id) && !groups.some((group) => group.id === id));
  return {
    ...own,
    connectionSpecification: ordered({ ...schema, groups: [...groups, ...added], properties }),
  };
}

/** `groups` precedes `properties`, as in a specification that declares both. */
function ordered({ properties, ...rest }: JsonSchema): JsonSchema {
  return { ...rest, properties };
}

function extended(base: JsonSchema | undefined, own: JsonSchema | undefined): JsonSchema | undefined {
  if (base === undefined || own === undefined) return own ?? base;
  const merged: [string, unknown][] = Object.entries(base).map(([key, value]) => [
    key,
    own[key] === undefined ? value : mergedKeyword(key, value, own[key]),
  ]);
  const added = Object.entries(own).filter(([key]) => !(key in base));
  // Keywords of the connector precede the position in the form, as they do if one file declares all of them.
  const at = merged.findIndex(([key]) => key === 'order');
  merged.splice(at < 0 ? merged.length : at, 0, ...added);
  return Object.fromEntries(merged);
}

function mergedKeyword(key: string, base: unknown, own: unknown): unknown {
  if (key === 'description') return continued(String(base), String(own));
  if (key === 'properties') return extendedProperties(base as Properties, own as Properties);
  return key === 'items' ? extended(base as JsonSchema, own as JsonSchema) : own;
}

function continued(base: string, own: string): string {
  return own.startsWith(base) ? own : `${base} ${own}`;
}

function extendedProperties(base: Properties, own: Properties): Properties {
  return Object.fromEntries(
    [...new Set([...Object.keys(base), ...Object.keys(own)])].map((key) => [
      key,
      extended(base[key], own[key]),
    ]),
  );
}
