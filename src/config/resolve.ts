import { Ajv } from 'ajv';
import type { ConnectorSpecification } from '../define/specification.ts';
import { configurationError } from './configuration-error.ts';
import { correctConfig } from './correct-config.ts';
import type { PreparedConfig } from './prepare-config.ts';
import { schemaVerdict } from './schema-verdict.ts';

/**
 * Returns the configuration with every default applied, validated against the specification. `C` is the type that
 * `npm run generate` makes from the same specification.
 *
 * Throws one `config` error that names every wrong field by its title and key and states what it must be. No value is
 * repeated, since any may be a secret in the wrong field. Calls `warn` for corrected texts and for keys that are not in the
 * specification, before it throws.
 */
export function resolveConfig<C>(
  value: unknown,
  specification: ConnectorSpecification,
  warn: (warning: string) => void = () => undefined,
): C {
  const prepared = correctConfig(value, specification, warn);
  // As `readConfig` does: the validator takes milliseconds to compile a schema.
  if (schemaVerdict(prepared.schema, prepared.value) !== true) assertValid(prepared);
  return prepared.value as C;
}

/** Throws the `config` error that `resolveConfig` throws if a configuration with its defaults is not valid. */
export function assertValid({ schema, value }: PreparedConfig): void {
  // Like the platform's form, and not like ajv's default: patterns without the u flag, unknown keywords ignored.
  const ajv = new Ajv({
    allErrors: true,
    verbose: true,
    strict: false,
    unicodeRegExp: false,
    validateFormats: false,
    validateSchema: false,
    logger: false,
  });
  const validate = ajv.compile<object>(schema);
  if (!validate(value)) throw configurationError(validate.errors ?? [], schema);
}
