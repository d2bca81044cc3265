import { spawn } from 'node:child_process';
import { delimiter } from 'node:path';
import { performance } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import { lineCollector } from './line-collector.ts';
import type { OutputMessage } from './output-message.ts';
import { forgetGroup, killGroup, killWithThisProcess } from './process-group.ts';

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

/**
 * Folder of compiled code, if this process has one. A connector that starts with it takes a third less CPU; one in TypeScript
 * takes two thirds less, because Node does not load its compiler.
 */
const COMPILE_CACHE = process.env.NODE_COMPILE_CACHE && {
  NODE_COMPILE_CACHE: process.env.NODE_COMPILE_CACHE,
};

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
  const [program = '', ...first] = command;
  const all = [...first, ...args];
  const started = performance.now();
  const child = spawn(program, all, {
    cwd: options.cwd,
    env: { PATH: machinePath(), HOME: process.env.HOME, ...COMPILE_CACHE, ...options.env },
    stdio: ['pipe', 'pipe', 'pipe'],
    detached: true,
  });
  killWithThisProcess(child.pid);
  let timedOut = false;
  const timer = setTimeout(() => {
    timedOut = true;
    killGroup(child.pid);
  }, options.timeoutMs ?? 60_000);

  const output = lineCollector(options.onMessage);
  let stderr = '';
  child.stderr!.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  child.stdout!.on('data', (chunk: Buffer) => {
    output.push(chunk);
    if (options.readDelayMs === undefined) return;
    child.stdout!.pause();
    setTimeout(() => child.stdout!.resume(), options.readDelayMs);
  });
  // A connector may end before it has read everything, and a test may close its end of stdout.
  child.stdin!.on('error', () => {});
  child.stdout!.on('error', () => {});

  const finished = new Promise<Finished>((resolve, reject) => {
    let exitedAt = 0;
    child.once('error', (thrown) => {
      clearTimeout(timer);
      reject(thrown);
    });
    child.once('exit', () => {
      exitedAt = performance.now();
      // A process that the connector started may keep the pipes open.
      setTimeout(() => killGroup(child.pid), 2_000).unref();
    });
    child.once('close', (exitCode, signal) => {
      clearTimeout(timer);
      killGroup(child.pid);
      forgetGroup(child.pid);
      output.end();
      resolve({
        commandLine: [program, ...all].join(' '),
        exitCode,
        signal,
        lines: output.lines,
        tail: output.tail(),
        messages: output.messages,
        stderr,
        durationMs: performance.now() - started,
        lingeredMs: Math.max(0, exitedAt - (output.lastAt() ?? started)),
        timedOut,
      });
    });
  });
  // The caller that awaits the end gets the error; without one it is ignored.
  finished.catch(() => {});

  const sendRaw = (bytes: string | Uint8Array): Promise<void> =>
    new Promise((resolve) => {
      if (child.stdin!.destroyed || child.stdin!.writableEnded) return resolve();
      child.stdin!.write(bytes, () => resolve());
    });
  if (options.stdin !== undefined) void feed(options.stdin, sendRaw, () => child.stdin!.end());

  return {
    pid: child.pid,
    messages: output.messages,
    lines: output.lines,
    send: (...lines) => sendRaw(lines.map((line) => `${line}\n`).join('')),
    sendRaw,
    closeStdin: () => void child.stdin!.end(),
    closeStdout: () => void child.stdout!.destroy(),
    kill: (signal) => void child.kill(signal),
    async waitFor(fits, timeoutMs = 30_000) {
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
    },
    finished,
  };
}

/** Describes how a process ended. */
export function endOf(end: Pick<Finished, 'exitCode' | 'signal' | 'timedOut'>): string {
  if (end.timedOut) return 'killed after its time limit';
  return end.signal ? `killed by ${end.signal}` : `exit code ${end.exitCode}`;
}

/** Returns the PATH of the machine, without the folders that npm adds for the tools of the package, such as its Node. */
function machinePath(): string {
  const folders = (process.env.PATH ?? '').split(delimiter);
  return folders.filter((folder) => !folder.includes('node_modules')).join(delimiter);
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
