import type { Connector } from '../../src/cli/connector.ts';
import { write } from '../../src/cli/write.ts';
import { type InsideOptions, insideHost } from '../../src/testing/inside-host.ts';
import type { Finished } from '../../src/testing/process.ts';
import type { Driven, WriteCommand } from '../platform/index.ts';
import { TIMES } from './times.ts';

/** Runs a `write` without a process. */
export function driveInside(connector: Connector, job: WriteCommand, means: InsideOptions): Driven {
  const { clock } = means;
  const inside = insideHost(means, { ...job, readDelayMs: (job.readDelayMs ?? 0) * TIMES });
  const { host, output, stdin } = inside;
  const began = clock.monotonic();
  let signal: NodeJS.Signals | null = null;
  stdin.on('error', () => undefined);
  const dead = new Promise<void>((resolve) => host.killed?.addEventListener('abort', () => resolve()));
  const ended = write(connector, { config: job.configPath, catalog: job.catalogPath }, host);
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
