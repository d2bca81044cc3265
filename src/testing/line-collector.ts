import { Buffer } from 'node:buffer';
import { performance } from 'node:perf_hooks';
import type { OutputMessage } from './output-message.ts';

/** Splits the bytes of stdout into lines and messages as they arrive. */
export interface LineCollector {
  readonly lines: readonly string[];
  readonly messages: readonly OutputMessage[];
  push(chunk: Buffer): void;
  end(): void;
  /** Returns the text after the last newline, after the end. */
  tail(): string;
  /** Time of the last bytes, by the monotonic clock. */
  lastAt(): number | undefined;
  /** Resolves with the first message for which `fits` is true; never rejects. */
  waitFor(fits: (message: OutputMessage) => boolean): Promise<OutputMessage>;
}

export function lineCollector(
  onMessage: (message: OutputMessage, line: string) => void = () => {},
): LineCollector {
  const lines: string[] = [];
  const messages: OutputMessage[] = [];
  const waiting = new Set<(message: OutputMessage) => void>();
  let pending: Buffer[] = [];
  let tail = '';
  let lastAt: number | undefined;

  const line = (text: string): void => {
    lines.push(text);
    const message = parse(text);
    if (!message) return;
    messages.push(message);
    onMessage(message, text);
    for (const notify of [...waiting]) notify(message);
  };

  return {
    lines,
    messages,
    push(chunk) {
      lastAt = performance.now();
      let start = 0;
      for (let end = chunk.indexOf(10); end !== -1; end = chunk.indexOf(10, start)) {
        pending.push(chunk.subarray(start, end));
        start = end + 1;
        const whole = Buffer.concat(pending);
        pending = [];
        line(whole.toString('utf8'));
      }
      if (start < chunk.length) pending.push(chunk.subarray(start));
    },
    end() {
      tail = Buffer.concat(pending).toString('utf8');
      pending = [];
    },
    tail: () => tail,
    lastAt: () => lastAt,
    waitFor(fits) {
      const found = messages.find(fits);
      if (found) return Promise.resolve(found);
      return new Promise((resolve) => {
        const notify = (message: OutputMessage): void => {
          if (!fits(message)) return;
          waiting.delete(notify);
          resolve(message);
        };
        waiting.add(notify);
      });
    },
  };
}

function parse(text: string): OutputMessage | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as OutputMessage)
      : undefined;
  } catch {
    return undefined;
  }
}
