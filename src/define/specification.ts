import type { ConnectorSpecification as Generated } from '../../spec/types/output.ts';

/**
 * The part of JSON Schema (draft-07) that a configuration may use, with the platform's own keywords. Keywords may be
 * undefined, so that an imported JSON file has this type.
 */
export interface JsonSchema {
  readonly type?: string | undefined;
  readonly title?: string | undefined;
  readonly description?: string | undefined;
  readonly default?: unknown;
  readonly const?: unknown;
  readonly enum?: readonly unknown[] | undefined;
  readonly required?: readonly string[] | undefined;
  readonly properties?: Readonly<Record<string, JsonSchema | undefined>> | undefined;
  readonly items?: JsonSchema | undefined;
  readonly oneOf?: readonly JsonSchema[] | undefined;
  readonly pattern?: string | undefined;
  /** The pattern as a person writes it, such as `YYYY-MM-DD`. The form and error messages show it. */
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

/** Output of `spec`. `connectionSpecification` is both the schema of the configuration and the description of its form. */
export interface ConnectorSpecification extends Omit<Generated, 'connectionSpecification'> {
  readonly connectionSpecification: JsonSchema;
}
