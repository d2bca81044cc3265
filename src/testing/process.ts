import type { ChildProcessWithoutNullStreams } from 'node:child_process';
import { performance } from 'node:perf_hooks';
import type { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { type LineCollector, lineCollector } from './line-collector.ts';
import type { OutputMessage } from './output-message.ts';
import { forgetGroup, killGroup } from './process-group.ts';
import { spawnConnector } from './spawn-connector.ts';

/** Input of a connector. Texts and bytes are written to stdin unchanged; a line needs its own newline. */
export type Stdin = string | Uint8Array | Iterable<string | Uint8Array> | AsyncIterable<string | Uint8Array>;

/** Options of one run of a connector. */
export interface RunOptions {
  /**
   * Written to stdin, which is closed after it. Without it stdin is closed at once (`runConnector`) or left open
   * (`startConnector`).
   */
  readonly stdin?: Stdin;
  /**
   * Added to PATH (the machine's: without npm's folders), HOME and NODE_COMPILE_CACHE; nothing else of this process's environment
   * is passed on.
   */
  readonly env?: Readonly<Record<string, string>>;
  /** Working directory; that of this process by default. */
  readonly cwd?: string;
  /** Time limit after which the process is killed; 60 s by default. */
  readonly timeoutMs?: number;
  /** Wait of a slow reader after every chunk of stdout (at most 64 KiB), in milliseconds. */
  readonly readDelayMs?: number;
  /** Called with every message when its line is complete. */
  readonly onMessage?: (message: OutputMessage, line: string) => void;
}

/** End of a connector, with its whole output. */
export interface Finished {
  /** Program and arguments, for messages. */
  readonly commandLine: string;
  /** Exit code; null if a signal ended the process. */
  readonly exitCode: number | null;
  /** The signal that ended the process; null if it exited. */
  readonly signal: NodeJS.Signals | null;
  /** Complete lines of stdout, without their newlines. */
  readonly lines: readonly string[];
  /** Text after the last newline of stdout; empty if the last line is complete. */
  readonly tail: string;
  /** The lines that are JSON objects, parsed. */
  readonly messages: readonly OutputMessage[];
  /** Whole text of stderr. */
  readonly stderr: string;
  /** Milliseconds from start to end. */
  readonly durationMs: number;
  /** Time from the last byte of stdout to the end of the process, in milliseconds. */
  readonly lingeredMs: number;
  /** Whether it was killed after its time limit. */
  readonly timedOut: boolean;
}

/** A running connector. */
export interface Running {
  /** Undefined if it could not be started. */
  readonly pid: number | undefined;
  /** Messages so far. */
  readonly messages: readonly OutputMessage[];
  /** Complete lines of stdout so far. */
  readonly lines: readonly string[];
  /** Writes lines (newlines are added); resolves when the pipe has taken them. A connector that has ended is not an error. */
  send(...lines: readonly string[]): Promise<void>;
  /** Writes bytes unchanged. */
  sendRaw(bytes: string | Uint8Array): Promise<void>;
  /** Ends stdin. */
  closeStdin(): void;
  /** Closes the reading end of stdout: the connector's next write there fails. */
  closeStdout(): void;
  /**
   * Returns the first message, past or future, for which `fits` is true. Rejects if the connector ends before it, or after the
   * time limit.
   */
  waitFor(fits: (message: OutputMessage) => boolean, timeoutMs?: number): Promise<OutputMessage>;
  /** Sends a signal to the process. */
  kill(signal: NodeJS.Signals): void;
  /** Resolves when the process has ended; rejects if it could not be started. */
  readonly finished: Promise<Finished>;
}

/** Runs a command to its end. Resolves for every end, including timeouts; rejects only if it cannot be started. */
export async function runConnector(
  command: readonly string[],
  args: readonly string[],
  options: RunOptions = {},
): Promise<Finished> {
  return startConnector(command, args, { ...options, stdin: options.stdin ?? '' }).finished;
}

/** Starts a command and leaves its pipes to the caller. It is killed with all processes that it started after its time limit. */
export function startConnector(
  command: readonly string[],
  args: readonly string[],
  options: RunOptions = {},
): Running {
  const startedAt = performance.now();
  const child = spawnConnector([...command, ...args], options);
  const output = lineCollector(options.onMessage);
  readOutput(child.stdout, output, options.readDelayMs);
  const finished = finishedOf(child, output, { startedAt, timeoutMs: options.timeoutMs ?? 60_000 });
  // The caller that awaits the end gets the error; without one it is ignored.
  finished.catch(() => {});

  const sendRaw = (bytes: string | Uint8Array): Promise<void> =>
    new Promise((resolve) => {
      if (child.stdin.destroyed || child.stdin.writableEnded) return resolve();
      child.stdin.write(bytes, () => resolve());
    });
  if (options.stdin !== undefined) void feed(options.stdin, sendRaw, () => child.stdin.end());

  return {
    pid: child.pid,
    messages: output.messages,
    lines: output.lines,
    send: (...lines) => sendRaw(lines.map((line) => `${line}\n`).join('')),
    sendRaw,
    closeStdin: () => void child.stdin.end(),
    closeStdout: () => void child.stdout.destroy(),
    kill: (signal) => void child.kill(signal),
    waitFor: (fits, timeoutMs = 30_000) => messageOf(output, finished, fits, timeoutMs),
    finished,
  };
}

function readOutput(stdout: Readable, output: LineCollector, readDelayMs: number | undefined): void {
  stdout.on('data', (chunk: Buffer) => {
    output.push(chunk);
    if (readDelayMs === undefined) return;
    stdout.pause();
    setTimeout(() => stdout.resume(), readDelayMs);
  });
}

/** Resolves when the process has ended, which is killed after the time limit. Rejects if it could not be started. */
function finishedOf(
  child: ChildProcessWithoutNullStreams,
  output: LineCollector,
  { startedAt, timeoutMs }: { readonly startedAt: number; readonly timeoutMs: number },
): Promise<Finished> {
  let exitedAt = 0;
  let timedOut = false;
  let stderr = '';
  const timer = setTimeout(() => {
    timedOut = true;
    killGroup(child.pid);
  }, timeoutMs);
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  child.once('exit', () => {
    exitedAt = performance.now();
    // A process that the connector started may keep the pipes open.
    setTimeout(() => killGroup(child.pid), 2_000).unref();
  });
  return new Promise((resolve, reject) => {
    child.once('error', (thrown) => {
      clearTimeout(timer);
      reject(thrown);
    });
    child.once('close', (exitCode, signal) => {
      clearTimeout(timer);
      killGroup(child.pid);
      forgetGroup(child.pid);
      output.end();
      resolve({
        commandLine: child.spawnargs.join(' '),
        exitCode,
        signal,
        lines: output.lines,
        tail: output.tail(),
        messages: output.messages,
        stderr,
        durationMs: performance.now() - startedAt,
        lingeredMs: Math.max(0, exitedAt - (output.lastAt() ?? startedAt)),
        timedOut,
      });
    });
  });
}

/** Returns the first message that fits. Rejects if the connector ends before it, or after the time limit. */
async function messageOf(
  output: LineCollector,
  finished: Promise<Finished>,
  fits: (message: OutputMessage) => boolean,
  timeoutMs: number,
): Promise<OutputMessage> {
  const limit = new AbortController();
  try {
    return await Promise.race([
      output.waitFor(fits),
      finished.then((end) => {
        const found = end.messages.find(fits);
        if (found) return found;
        throw new Error(`The connector ended (${endOf(end)}) before the awaited message.`);
      }),
      sleep(timeoutMs, undefined, { signal: limit.signal, ref: false }).then(() => {
        throw new Error(`The awaited message did not come within ${timeoutMs / 1000} s.`);
      }),
    ]);
  } finally {
    limit.abort();
  }
}

/** Describes how a process ended. */
export function endOf(end: Pick<Finished, 'exitCode' | 'signal' | 'timedOut'>): string {
  if (end.timedOut) return 'killed after its time limit';
  return end.signal ? `killed by ${end.signal}` : `exit code ${end.exitCode}`;
}

async function feed(
  stdin: Stdin,
  send: (bytes: string | Uint8Array) => Promise<void>,
  end: () => void,
): Promise<void> {
  const whole = typeof stdin === 'string' || stdin instanceof Uint8Array;
  for await (const chunk of whole ? [stdin] : stdin) if (chunk.length > 0) await send(chunk);
  end();
}
