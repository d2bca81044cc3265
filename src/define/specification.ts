import type { ConnectorSpecification as Generated } from '../../spec/types/output.ts';

/**
 * The part of JSON Schema (draft-07) that a configuration may use, with the platform's own keywords. Keywords may be
 * undefined, so that an imported JSON file has this type.
 */
export interface JsonSchema {
  /** Type of the value, such as `string`, `integer` or `object`. */
  readonly type?: string | undefined;
  /** Title of the setting: the form and error messages show it. */
  readonly title?: string | undefined;
  /** Help text of the setting. */
  readonly description?: string | undefined;
  /** Value of a property that the configuration lacks. */
  readonly default?: unknown;
  /** The only valid value. */
  readonly const?: unknown;
  /** The valid values. */
  readonly enum?: readonly unknown[] | undefined;
  /** Names of properties that have to be present. */
  readonly required?: readonly string[] | undefined;
  /** Schemas of properties, by name. */
  readonly properties?: Readonly<Record<string, JsonSchema | undefined>> | undefined;
  /** Schema of the items of an array. */
  readonly items?: JsonSchema | undefined;
  /** Alternatives of which exactly one is valid; the form shows a choice. */
  readonly oneOf?: readonly JsonSchema[] | undefined;
  /** Regular expression that a text has to match. */
  readonly pattern?: string | undefined;
  /** The pattern as a user reads it, such as `YYYY-MM-DD`. The form and error messages show it. */
  readonly pattern_descriptor?: string | undefined;
  /** The value is a secret: the form hides it, and every output masks it. */
  readonly airbyte_secret?: boolean | undefined;
  /**
   * The form sets the default for a new destination; a saved configuration without the property stays without it. For
   * defaults that would change the behaviour of existing connections.
   */
  readonly default_for_new_only?: boolean | undefined;
  readonly [keyword: string]: unknown;
}

/**
 * Output of `spec`: the content of `spec/<name>.json`.
 *
 * @example
 * import spec from '../../spec/destination-example.json' with { type: 'json' };
 */
export interface ConnectorSpecification extends Omit<Generated, 'connectionSpecification'> {
  /** The schema of the configuration, and the description of its form. */
  readonly connectionSpecification: JsonSchema;
}
