import type { Readable } from 'node:stream';
import { asConnectorError, transientError } from '../../errors.ts';
import { isCutMessage } from '../../protocol/line-kind.ts';
import { LineSplitter } from '../../protocol/lines.ts';

/** What reading needs of the sync. */
export interface InputReaderOptions {
  readonly input: Readable;
  /** Takes a line; throws when the sync can't go on after it. */
  readonly line: (text: string, start: number, end: number, lineNumber: number) => void;
  /** Called when the lines of a chunk were taken. */
  readonly taken: () => void;
  /** Aborted when reading has to end. */
  readonly stopping: AbortSignal;
}

/** Resolves at the end of the input; rejects when a line is unusable, the input breaks, or reading has to end. */
export function readInput({ input, line, taken, stopping }: InputReaderOptions): Promise<void> {
  const splitter = new LineSplitter((text, start, end) => line(text, start, end, splitter.count));
  return new Promise((resolve, reject) => {
    const fail = (error: unknown): void => {
      input.off('data', onData);
      input.pause();
      reject(error);
    };
    const guarded = (work: () => void): void => {
      try {
        work();
      } catch (error) {
        fail(asConnectorError(error));
      } finally {
        taken();
      }
    };
    const onData = (chunk: Buffer): void => guarded(() => splitter.push(chunk));
    input.on('data', onData);
    input.once('end', () => {
      guarded(() => lastLine(splitter, line));
      resolve();
    });
    input.once('close', () =>
      fail(transientError('The input was closed before its end. Run the sync again.')),
    );
    input.once('error', (cause) =>
      fail(transientError('Reading the input failed. Run the sync again.', { cause })),
    );
    if (stopping.aborted) fail(stopping.reason);
    stopping.addEventListener('abort', () => fail(stopping.reason), { once: true });
  });
}

/** A last line without a newline is taken like any other, unless it is the beginning of a message: then the input was cut off. */
function lastLine(splitter: LineSplitter, line: InputReaderOptions['line']): void {
  const text = whole(splitter);
  if (text !== undefined) line(text, 0, text.length, splitter.count);
}

function whole(splitter: LineSplitter): string | undefined {
  try {
    // Cut in the middle of a character, it is not even text.
    const text = splitter.end();
    if (text === undefined || !isCutMessage(text)) return text;
  } catch {
    // What is left is a part of a character.
  }
  throw transientError('The input ends in the middle of a message, so it was cut off. Run the sync again.', {
    code: 'ERR_INPUT_CUT',
    detail: `line ${splitter.count}`,
  });
}
