import { Ajv } from 'ajv';
import outputSchema from '../../../spec/protocol/output.json' with { type: 'json' };

/** Further types that a destination may write; their content is not checked. */
const OTHERS = new Set(['TRACE ESTIMATE', 'TRACE ANALYTICS']);

const validate = new Ajv({ allErrors: false, strict: false }).compile(outputSchema);

/** Describes why a line of stdout is not a valid message of the protocol; undefined if it is valid. */
export function shapeProblem(line: string): string | undefined {
  let message: { readonly type?: unknown; readonly trace?: { readonly type?: unknown } } | null;
  try {
    message = JSON.parse(line);
  } catch {
    return 'is not JSON';
  }
  if (typeof message !== 'object' || message === null) return 'is not a JSON object';
  const type = `${message.type}${message.type === 'TRACE' ? ` ${message.trace?.type}` : ''}`;
  if (OTHERS.has(type) || validate(message)) return undefined;
  // All branches of the union report errors; the branch of the message's type has the deepest path.
  const deepest = [...(validate.errors ?? [])].sort(
    (a, b) => b.instancePath.length - a.instancePath.length,
  )[0];
  return `is no valid ${type} message: ${deepest?.instancePath || 'it'} ${deepest?.message ?? 'does not fit'}`;
}
