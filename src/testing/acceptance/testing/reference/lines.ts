import { Buffer } from 'node:buffer';
import { broken } from './faults.ts';
import { Failure } from './output.ts';

const LF = 10;

/** Yields the lines of standard input, without surrounding blanks. */
export async function* inputLines(): AsyncGenerator<string> {
  const split = broken('splits-on-more') ? /\n|\u2028/ : '\n';
  let pieces: Buffer[] = [];
  let text = '';
  for await (const chunk of process.stdin as AsyncIterable<Buffer>) {
    const end = broken('decodes-chunks') ? chunk.length : chunk.lastIndexOf(LF) + 1;
    if (end === 0) pieces.push(chunk);
    else {
      text += decoded(Buffer.concat([...pieces, chunk.subarray(0, end)]));
      pieces = [chunk.subarray(end)];
      const lines = text.split(split);
      text = lines.pop()!;
      yield* lines.flatMap(withContent);
    }
  }
  if (!broken('wants-a-last-newline')) yield* withContent(text + decoded(Buffer.concat(pieces)));
}

/** Also removes a byte order mark, as part of `trim`. */
function withContent(line: string): string[] {
  if (broken('minds-blank-lines')) return [line];
  if (line.trim() === '') return [];
  return [broken('minds-white-space') ? line : line.trim()];
}

function decoded(bytes: Buffer): string {
  if (broken('decodes-chunks') || broken('mends-characters')) return bytes.toString('utf8');
  try {
    // A byte order mark inside the input is kept.
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw new Failure('A line of the input is not UTF-8.');
  }
}
