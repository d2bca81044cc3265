import { z } from 'zod';
import { report, withMessage } from './fields.ts';

const MAX_BYTES = 4096;

/** An object of any content: at least one member that is not null, and at most 4096 bytes of JSON as Go writes it. */
export function freeForm(description: string) {
  return z
    .record(z.string(), z.unknown(), { error: withMessage('is not an object') })
    .check((context) => {
      const { value } = context;
      if (!Object.values(value).some((each) => each !== null && each !== undefined))
        report(context, [], 'is empty');
      else if (isTooLarge(value)) report(context, [], `is larger than ${MAX_BYTES} bytes`);
    })
    .describe(description);
}

/** Most bytes of one UTF-16 unit: an escape. */
const ESCAPE_BYTES = 6;

/** Go escapes characters that could end a script element, and the two line separators of Unicode. */
function isTooLarge(value: object): boolean {
  const text = JSON.stringify(value);
  if (text.length * ESCAPE_BYTES <= MAX_BYTES) return false;
  let size = Buffer.byteLength(text);
  for (const escaped of text.match(/[<>&\u2028\u2029]/g) ?? []) size += escaped < '\u0080' ? 5 : 3;
  return size > MAX_BYTES;
}
