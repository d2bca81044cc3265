import { Ajv } from 'ajv';
import outputSchema from '../../../spec/protocol/output.json' with { type: 'json' };

/** Types that a destination may write too, and that the protocol describes no further here. */
const OTHERS = new Set(['CONTROL', 'TRACE ESTIMATE', 'TRACE ANALYTICS']);

const validate = new Ajv({ allErrors: false, strict: false }).compile(outputSchema);

/** What is wrong with a line of stdout as a message of the protocol; undefined when nothing is. */
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
  // The union's branches all complain; the one of the message's own type comes with the deepest path.
  const deepest = [...(validate.errors ?? [])].sort(
    (a, b) => b.instancePath.length - a.instancePath.length,
  )[0];
  return `is no valid ${type} message: ${deepest?.instancePath || 'it'} ${deepest?.message ?? 'does not fit'}`;
}
