import type { ConnectorSpecification } from '../define/specification.ts';
import { bug, ConnectorError } from '../errors.ts';
import { isObject } from '../json.ts';
import { stringifyExact } from '../protocol/exact.ts';
import { parseExact } from '../protocol/parse-exact.ts';
import { mergeChanges } from './merge-changes.ts';
import { resolveConfig } from './resolve.ts';
import { unknownKeyWarnings } from './unknown-keys.ts';

/** A configuration after a change. */
export interface UpdatedConfig<C> {
  /** The JSON text that replaces the stored one: complete, on one line, without defaults, with all digits. */
  readonly text: string;
  /** The same configuration with every default applied. */
  readonly config: C;
}

/**
 * Returns a configuration with changes; undefined if nothing changes. Throws a `bug` error if the changes are no JSON object, if
 * one is not in the specification (the platform would store a secret there in clear), or if the result does not fit it or is
 * rejected by the destination's `validateConfig`.
 *
 * @param stored the JSON text of the configuration
 * @param changes the JSON text of the changes
 */
export function updatedConfig<C>(
  stored: string,
  changes: string,
  specification: ConnectorSpecification,
  validateConfig?: (config: C) => void,
): UpdatedConfig<C> | undefined {
  const change = parseExact(changes);
  if (!isObject(change)) throw invalid('the changes are not an object');
  const { connectionSpecification } = specification;
  const stray = Object.keys(change).find(
    (name) => !Object.hasOwn(connectionSpecification.properties ?? {}, name),
  );
  if (stray !== undefined) throw invalid(`${stray} is no setting`);
  const [unknown] = unknownKeyWarnings(connectionSpecification, change);
  if (unknown !== undefined) throw invalid(unknown);
  const before = parseExact(stored);
  const after = mergeChanges(before, change, connectionSpecification);
  if (after === before) return undefined;
  const text = stringifyExact(after);
  return { text, config: validated(text, specification, validateConfig) };
}

function validated<C>(
  text: string,
  specification: ConnectorSpecification,
  validateConfig: ((config: C) => void) | undefined,
): C {
  try {
    const config = resolveConfig<C>(JSON.parse(text), specification);
    validateConfig?.(config);
    return config;
  } catch (thrown) {
    throw thrown instanceof ConnectorError ? invalid(thrown.detail ?? thrown.message) : thrown;
  }
}

/** `detail` names settings and rules, no values. */
const invalid = (detail: string): ConnectorError =>
  bug(
    'The connector changed its configuration to one that does not fit its specification. Please report this with the log of the sync.',
    { code: 'ERR_CONFIG_UPDATE_INVALID', detail },
  );
