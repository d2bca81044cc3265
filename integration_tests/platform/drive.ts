import { performance } from 'node:perf_hooks';
import { lineCollector } from '../../src/testing/line-collector.ts';
import type { OutputMessage } from '../../src/testing/output-message.ts';
import { type Finished, type Running, startConnector } from '../../src/testing/process.ts';
import { start } from './wrapper.ts';

/** How the platform's pod runs the connector: directly, or by its shell script, with or without `exec` in the entry point. */
export type Pod = 'none' | 'shell' | 'shell-exec';

export interface WriteCommand {
  readonly command: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** Working directory; with the script it also contains the pipes and files. */
  readonly folder: string;
  readonly configPath: string;
  readonly catalogPath: string;
  readonly timeoutMs: number;
  /** Milliseconds between reads of a slow reader; ignored with the script. */
  readonly readDelayMs?: number;
  readonly onMessage: (message: OutputMessage, line: string) => void;
}

/** A running `write`. */
export type Driven = Pick<
  Running,
  'pid' | 'sendRaw' | 'closeStdin' | 'closeStdout' | 'kill' | 'finished' | 'lines'
>;

export function driveDirectly(job: WriteCommand): Driven {
  const args = ['write', '--config', job.configPath, '--catalog', job.catalogPath];
  const { env, timeoutMs, readDelayMs, onMessage } = job;
  return startConnector(job.command, args, {
    cwd: job.folder,
    timeoutMs,
    onMessage,
    ...(env && { env }),
    ...(readDelayMs !== undefined && { readDelayMs }),
  });
}

/**
 * Runs a `write` with the platform's script. SIGTERM creates the marker file with which the platform stops it: the script then
 * ends what it started. SIGKILL is the end of the pod.
 */
export function driveInPod(job: WriteCommand, pod: Exclude<Pod, 'none'>): Driven {
  const started = performance.now();
  const output = lineCollector(job.onMessage);
  const commandLine = `${pod === 'shell-exec' ? 'exec ' : ''}${job.command.join(' ')}`;
  const running = start({
    shell: 'dash',
    operation: 'write',
    folder: job.folder,
    env: { PATH: process.env.PATH ?? '', ...job.env, AIRBYTE_ENTRYPOINT: commandLine },
    pollSeconds: 0.05,
    isPod: true,
    onStdout: (chunk) => output.push(chunk),
  });
  let timedOut = false;
  let killed = false;
  const kill = (): void => {
    killed = true;
    running.kill();
  };
  const timer = setTimeout(() => {
    timedOut = true;
    kill();
  }, job.timeoutMs);
  const finished = running.ended.then((exitCode): Finished => {
    clearTimeout(timer);
    output.end();
    return {
      commandLine,
      exitCode: killed ? null : exitCode,
      signal: killed ? 'SIGKILL' : null,
      lines: output.lines,
      tail: output.tail(),
      messages: output.messages,
      stderr: running.stderr(),
      durationMs: performance.now() - started,
      lingeredMs: 0,
      timedOut,
    };
  });
  return {
    pid: running.pid,
    lines: output.lines,
    sendRaw: running.sendRaw,
    closeStdin: running.endInput,
    closeStdout: running.closeStdout,
    kill: (signal) => (signal === 'SIGKILL' ? kill() : running.terminate()),
    finished,
  };
}
