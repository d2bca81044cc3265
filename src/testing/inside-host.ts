import { PassThrough, Writable } from 'node:stream';
import type { ProcessHost } from '../cli/process-host.ts';
import type { Clock } from '../clock.ts';
import type { ConnectorError } from '../errors.ts';
import type { Random } from '../random.ts';
import { lineCollector } from './line-collector.ts';
import type { OutputMessage } from './output-message.ts';

export interface InsideOptions {
  readonly clock: Clock;
  readonly random: Random;
}

/** How the reader of standard output behaves. */
interface Reading {
  /** Milliseconds on the clock until each chunk is taken. */
  readonly readDelayMs?: number;
  readonly onMessage?: (message: OutputMessage, line: string) => void;
}

/** A command's process host inside the test: its streams and signals, on a clock of the test. */
export function insideHost({ clock, random }: InsideOptions, { readDelayMs = 0, onMessage }: Reading = {}) {
  const output = lineCollector(onMessage);
  const stopping = new AbortController();
  const killed = new AbortController();
  const stdin = new PassThrough();
  let isRead = true;
  let hasFailed = false;
  let error: ConnectorError | undefined;
  const stdout = new Writable({
    write(chunk: Buffer, _, taken) {
      if (killed.signal.aborted) return taken();
      if (!isRead) return taken(Object.assign(new Error('write EPIPE'), { code: 'EPIPE' }));
      output.push(chunk);
      if (readDelayMs > 0) clock.after(readDelayMs, taken);
      else taken();
    },
  });
  const host: ProcessHost = {
    clock,
    random,
    env: {},
    stdout,
    openStdin: () => stdin,
    killed: killed.signal,
    ownsFiles: true,
    onTermination(readerGone) {
      const stop = (): void => stopping.abort(readerGone.reason);
      readerGone.addEventListener('abort', stop, { once: true });
      return { terminate: stopping.signal, end: () => undefined };
    },
    fail() {
      hasFailed = true;
    },
    onError(reported) {
      error = reported;
    },
  };
  return {
    host,
    output,
    stdin,
    hasFailed: () => hasFailed,
    /** What ended the command: the error of the connector or the CDK, or a foreign error that was thrown. */
    thrown: (): unknown => error?.cause ?? error,
    closeStdout() {
      isRead = false;
    },
    terminate: () => stopping.abort(new Error('terminated')),
    /** Stops all requests and output, like SIGKILL. */
    kill() {
      killed.abort(new Error('killed'));
      stopping.abort(killed.signal.reason);
      stdin.destroy();
    },
  };
}
