import { Ajv } from 'ajv';
import type { ConnectorSpecification } from '../define/specification.ts';
import { configError } from '../errors.ts';
import { isObject } from '../json.ts';
import { configurationError } from './configuration-error.ts';
import { type Correction, prepareConfig } from './prepare-config.ts';
import { settingName } from './setting-name.ts';
import { unknownKeyWarnings } from './unknown-keys.ts';

/**
 * The configuration with every default applied, checked against the specification. `C` is the type that
 * `npm run generate` makes from the same specification.
 *
 * Throws one `config` error that names every wrong field by its title and its key, and says what is expected; no value is
 * repeated, since any of them may be a secret in the wrong place. `warn` is told of pasted texts that were corrected and of keys that
 * the specification does not know, before anything is thrown.
 */
export function resolveConfig<C>(
  value: unknown,
  specification: ConnectorSpecification,
  warn: (warning: string) => void = () => undefined,
): C {
  if (!isObject(value)) {
    throw configError('The configuration must be a JSON object. Fill in the settings of the destination.', {
      code: 'ERR_CONFIG_INVALID',
    });
  }
  const schema = specification.connectionSpecification;
  const corrections: Correction[] = [];
  const prepared = prepareConfig(schema, value, (correction) => corrections.push(correction));
  for (const { path, what } of corrections)
    warn(`${settingName(path, prepared.schema)} ${what}. Correct it in the settings of the destination.`);
  for (const warning of unknownKeyWarnings(schema, value)) warn(warning);
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
  const validate = ajv.compile<object>(prepared.schema);
  if (!validate(prepared.value)) throw configurationError(validate.errors ?? [], prepared.schema);
  return prepared.value as C;
}
