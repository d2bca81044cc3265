import { Buffer } from 'node:buffer';
import { broken } from './faults.ts';

/** The lines of standard input, as they come. */
export async function* inputLines(): AsyncGenerator<string> {
  const split = broken('splits-on-more') ? /\r?\n|\u2028/ : /\r?\n/;
  let rest = Buffer.alloc(0);
  let text = '';
  for await (const chunk of process.stdin as AsyncIterable<Buffer>) {
    if (broken('decodes-chunks')) text += chunk.toString('utf8');
    else {
      rest = Buffer.concat([rest, chunk]);
      const end = rest.lastIndexOf(10) + 1;
      text += rest.toString('utf8', 0, end);
      rest = rest.subarray(end);
    }
    const lines = text.split(split);
    text = lines.pop()!;
    for (const line of lines) if (line.trim()) yield line;
  }
  text += rest.toString('utf8');
  if (text.trim()) yield text;
}
