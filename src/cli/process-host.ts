import type { Readable, Writable } from 'node:stream';
import { type Clock, systemClock } from '../clock.ts';
import type { Environment } from '../environment.ts';
import type { ConnectorError } from '../errors.ts';
import type { Random } from '../random.ts';
import type { TerminalStream } from './progress.ts';
import { openStdin } from './stdin.ts';
import { onTermination, type Termination } from './termination.ts';

/** The parts of the process that a command uses. Tests replace them, with a fake clock. */
export interface ProcessHost {
  readonly clock: Clock;
  readonly random: Random;
  readonly env: Environment;
  readonly stdout: Writable;
  /** Terminal for the progress; nothing is shown when absent. */
  readonly stderr?: TerminalStream;
  /** Returns the bytes of memory that the process uses. */
  readonly memoryBytes?: () => number;
  readonly openStdin: () => Readable;
  /** Listens for a requested shutdown. */
  readonly onTermination: (readerGone: AbortSignal) => Termination;
  /** Whether a test chose the directory of rejected records, so that no user has to mount it; false for a process. */
  readonly ownsFiles?: boolean;
  /** Aborted like a process by SIGKILL: nothing is sent any more. Absent for a process. */
  readonly killed?: AbortSignal;
  /** The command's exit code will be 1. */
  readonly fail: () => void;
  /** Receives what a command reports as an error, with its cause. Absent for a process. */
  readonly onError?: (error: ConnectorError) => void;
}

export const processHost: ProcessHost = {
  clock: systemClock,
  random: Math.random,
  env: process.env,
  stdout: process.stdout,
  get stderr() {
    return process.stderr;
  },
  memoryBytes: () => process.memoryUsage.rss(),
  openStdin,
  onTermination,
  fail() {
    process.exitCode = 1;
  },
};
