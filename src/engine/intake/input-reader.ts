import type { Readable } from 'node:stream';
import { asConnectorError, transientError } from '../../errors.ts';
import { isCutMessage } from '../../protocol/line-kind.ts';
import { LineSplitter } from '../../protocol/lines.ts';

export interface InputReaderOptions {
  readonly input: Readable;
  /** Called with each line: `text` from `start` to `end`. Throws if the sync can't go on. */
  readonly onLine: (text: string, start: number, end: number, lineNumber: number) => void;
  /** Called before the lines of a chunk, and at the end of the input. */
  readonly onInput: () => void;
  /** Called after the lines of a chunk. */
  readonly onChunk: () => void;
  /** Aborted when reading has to end. */
  readonly stopping: AbortSignal;
}

/** Reads lines until the input ends. Rejects if a line is invalid, the input breaks, or `stopping` aborts. */
export function readInput({ input, onLine, onInput, onChunk, stopping }: InputReaderOptions): Promise<void> {
  const splitter = new LineSplitter((text, start, end) => onLine(text, start, end, splitter.count));
  return new Promise((resolve, reject) => {
    const fail = (error: unknown): void => {
      input.off('data', onData);
      input.pause();
      reject(error);
    };
    const guarded = (work: () => void): void => {
      onInput();
      try {
        work();
      } catch (error) {
        fail(asConnectorError(error));
      } finally {
        onChunk();
      }
    };
    const onData = (chunk: Buffer): void => guarded(() => splitter.push(chunk));
    input.on('data', onData);
    input.once('end', () => {
      guarded(() => endWithLastLine(splitter, onLine));
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

/**
 * Handles a last line without a newline like any other. Throws if it is the beginning of a message: then the input was cut
 * off.
 */
function endWithLastLine(splitter: LineSplitter, onLine: InputReaderOptions['onLine']): void {
  const text = completeLastLine(splitter);
  if (text !== undefined) onLine(text, 0, text.length, splitter.count);
}

function completeLastLine(splitter: LineSplitter): string | undefined {
  try {
    // Throws if the input ends in the middle of a character.
    const text = splitter.end();
    if (text === undefined || !isCutMessage(text)) return text;
  } catch {
    // Reported below.
  }
  throw transientError('The input ends in the middle of a message, so it was cut off. Run the sync again.', {
    code: 'ERR_INPUT_CUT',
    detail: `line ${splitter.count}`,
  });
}
