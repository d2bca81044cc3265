import { PassThrough, Writable } from 'node:stream';
import type { Connector } from '../../src/cli/connector.ts';
import type { ProcessHost } from '../../src/cli/process-host.ts';
import { write } from '../../src/cli/write.ts';
import type { Clock } from '../../src/clock.ts';
import { lineCollector } from '../../src/testing/line-collector.ts';
import type { Driven, WriteCommand } from '../../src/testing/platform/index.ts';
import type { Finished } from '../../src/testing/process.ts';
import { TIMES } from './times.ts';

interface Means {
  readonly clock: Clock;
  readonly random: () => number;
}

/** What a command has of a process, without one; and what can be done to it. */
export function insideHost(
  { clock, random }: Means,
  { readDelayMs = 0, onMessage }: Partial<WriteCommand> = {},
) {
  const output = lineCollector(onMessage);
  const asked = new AbortController();
  const killed = new AbortController();
  const stdin = new PassThrough();
  let isRead = true;
  let hasFailed = false;
  const stdout = new Writable({
    write(chunk: Buffer, _, taken) {
      if (killed.signal.aborted) return taken();
      if (!isRead) return taken(Object.assign(new Error('write EPIPE'), { code: 'EPIPE' }));
      output.push(chunk);
      if (readDelayMs > 0) clock.after(readDelayMs * TIMES, taken);
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
    onTermination(readerGone) {
      const stop = (): void => asked.abort(readerGone.reason);
      readerGone.addEventListener('abort', stop, { once: true });
      return { terminate: asked.signal, end: () => undefined };
    },
    fail() {
      hasFailed = true;
    },
  };
  return {
    host,
    output,
    stdin,
    hasFailed: () => hasFailed,
    closeStdout() {
      isRead = false;
    },
    terminate: () => asked.abort(new Error('terminated')),
    /** Nothing is sent or said any more. */
    kill() {
      killed.abort(new Error('killed'));
      asked.abort(killed.signal.reason);
      stdin.destroy();
    },
  };
}

/** Runs a `write` without a process. */
export function driveInside(connector: Connector, job: WriteCommand, means: Means): Driven {
  const { clock } = means;
  const inside = insideHost(means, job);
  const { host, output, stdin } = inside;
  const began = clock.monotonic();
  let signal: NodeJS.Signals | null = null;
  stdin.on('error', () => undefined);
  const dead = new Promise<void>((resolve) => host.killed?.addEventListener('abort', () => resolve()));
  const ended = write(connector, job.configPath, job.catalogPath, host);
  const finished = Promise.race([ended, dead]).then((): Finished => {
    stdin.destroy();
    output.end();
    return {
      commandLine: `${connector.name} write`,
      exitCode: signal ? null : inside.hasFailed() ? 1 : 0,
      signal,
      lines: output.lines,
      tail: output.tail(),
      messages: output.messages,
      stderr: '',
      durationMs: clock.monotonic() - began,
      lingeredMs: 0,
      timedOut: false,
    };
  });
  return {
    pid: undefined,
    lines: output.lines,
    sendRaw: (bytes) =>
      new Promise((resolve) => {
        if (!stdin.writable) return resolve();
        stdin.write(bytes, () => resolve());
      }),
    closeStdin: () => void stdin.end(),
    closeStdout: inside.closeStdout,
    kill(sent) {
      if (signal !== null) return;
      signal = sent;
      if (sent === 'SIGKILL') inside.kill();
      else inside.terminate();
    },
    finished,
  };
}
