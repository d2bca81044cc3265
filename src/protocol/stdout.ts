import type { Writable } from 'node:stream';
import type { OutputMessage } from '../../spec/types/output.ts';

/** The one writer of stdout: whole lines, in order. */
export interface Output {
  /** Writes one line. The text holds no newline. */
  line(text: string): void;
  message(message: OutputMessage): void;
  /** Whether the reader is behind; nothing should be produced until `drained`. */
  readonly blocked: boolean;
  /** Resolves when everything written so far was handed to the reader, or the reader has gone. */
  drained(): Promise<void>;
  /** Whether the reader has gone (EPIPE). */
  readonly closed: boolean;
}

/** `onClosed` is called once, when the reader has gone: nobody listens any more, so the work should end. */
export function createOutput(stream: Writable, onClosed: () => void): Output {
  let closed = false;
  let waiting: (() => void)[] = [];
  const wake = (): void => {
    const calls = waiting;
    waiting = [];
    for (const call of calls) call();
  };
  stream.on('error', () => {
    if (closed) return;
    closed = true;
    wake();
    onClosed();
  });

  const output: Output = {
    line(text) {
      if (!closed) stream.write(`${text}\n`);
    },
    message: (message) => output.line(JSON.stringify(message)),
    get blocked() {
      return !closed && stream.writableNeedDrain;
    },
    drained: () =>
      new Promise((resolve) => {
        if (closed) return resolve();
        waiting.push(resolve);
        stream.write('', () => {
          waiting = waiting.filter((each) => each !== resolve);
          resolve();
        });
      }),
    get closed() {
      return closed;
    },
  };
  return output;
}
