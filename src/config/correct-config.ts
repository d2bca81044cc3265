import type { ConnectorSpecification } from '../define/specification.ts';
import { configError } from '../errors.ts';
import { isObject } from '../json.ts';
import { type Correction, type PreparedConfig, prepareConfig } from './prepare-config.ts';
import { settingName } from './setting-name.ts';
import { unknownKeyWarnings } from './unknown-keys.ts';

/**
 * Returns the configuration with every default applied and pasted texts corrected; it does not validate. Calls `warn` for
 * corrections and for keys that are not in the specification. Throws a `config` error if the value is not an object, or for a
 * text with half of a surrogate pair: no request, path or file can contain it, and each would fail or change it in its own way.
 */
export function correctConfig(
  value: unknown,
  { connectionSpecification: schema }: ConnectorSpecification,
  warn: (warning: string) => void,
): PreparedConfig {
  if (!isObject(value)) {
    throw configError('The configuration must be a JSON object. Fill in the settings of the destination.', {
      code: 'ERR_CONFIG_INVALID',
    });
  }
  const corrections: Correction[] = [];
  const prepared = prepareConfig(schema, value, (correction) => corrections.push(correction));
  for (const { path, what } of corrections)
    warn(`${settingName(path, prepared.schema)} ${what}. Correct it in the settings of the destination.`);
  for (const warning of unknownKeyWarnings(schema, value)) warn(warning);
  const broken = brokenText(prepared.value);
  if (broken)
    throw configError(
      `${settingName(broken, prepared.schema)} contains broken Unicode (half of a surrogate pair). Enter it again in the settings of the destination.`,
      { code: 'ERR_CONFIG_INVALID' },
    );
  return prepared;
}

/** Returns the path of the first text with an unpaired surrogate. */
function brokenText(value: unknown, path: readonly string[] = []): readonly string[] | undefined {
  if (typeof value === 'string') return /\p{Surrogate}/u.test(value) ? path : undefined;
  if (typeof value !== 'object' || value === null) return undefined;
  for (const [key, part] of Object.entries(value)) {
    const found = brokenText(part, [...path, key]);
    if (found) return found;
  }
  return undefined;
}
