import type { Writable } from 'node:stream';
import type { OutputMessage } from '../../spec/types/output.ts';

/** The only writer of stdout: whole lines, in order. */
export interface Output {
  /** Writes one line. The text must not contain a newline. */
  line(text: string): void;
  message(message: OutputMessage): void;
  /** Whether the reader is behind; callers should wait for `drained` before they write more. */
  readonly blocked: boolean;
  /** Resolves when the reader has taken all lines written so far, or has closed stdout. */
  drained(): Promise<void>;
  /** Whether the reader has closed stdout (EPIPE). */
  readonly closed: boolean;
}

/**
 * Creates the writer. `onClosed` is called once, when the reader has closed stdout and the command should end. `beforeLine` is
 * called before each line.
 */
export function createOutput(stream: Writable, onClosed: () => void, beforeLine?: () => void): Output {
  let closed = false;
  const waiting = new Set<() => void>();
  // `airbyte-ts check` creates one for each connector, and Node warns of a leak from eleven listeners on.
  stream.setMaxListeners(0);
  stream.on('error', () => {
    if (closed) return;
    closed = true;
    for (const wake of waiting) wake();
    onClosed();
  });

  const output: Output = {
    line(text) {
      if (closed) return;
      beforeLine?.();
      stream.write(`${text}\n`);
    },
    message: (message) => output.line(JSON.stringify(message)),
    get blocked() {
      return !closed && stream.writableNeedDrain;
    },
    drained: () =>
      new Promise((resolve) => {
        if (closed) return resolve();
        waiting.add(resolve);
        stream.write('', () => {
          waiting.delete(resolve);
          resolve();
        });
      }),
    get closed() {
      return closed;
    },
  };
  return output;
}
