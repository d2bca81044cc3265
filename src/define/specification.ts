import type { ConnectorSpecification as Generated } from '../../spec/types/output.ts';

/**
 * The part of JSON Schema (draft-07) that a configuration may use, with the platform's own keywords. Fields may also
 * be undefined, so that a JSON file can be imported and used as it is.
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
  /** The pattern in words; the form shows it and so do our messages. */
  readonly pattern_descriptor?: string | undefined;
  readonly airbyte_secret?: boolean | undefined;
  /**
   * The form fills the default in for a new destination; a configuration that was saved before the property existed goes on
   * without it. For properties whose best value for a new connection would change what an older one does.
   */
  readonly default_for_new_only?: boolean | undefined;
  readonly [keyword: string]: unknown;
}

/** What `spec` answers. `connectionSpecification` is the schema of the configuration and the form in one. */
export interface ConnectorSpecification extends Omit<Generated, 'connectionSpecification'> {
  readonly connectionSpecification: JsonSchema;
}
