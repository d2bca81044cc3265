import type { Readable, Writable } from 'node:stream';
import { type Clock, systemClock } from '../clock.ts';
import type { TerminalStream } from './progress.ts';
import { openStdin } from './stdin.ts';
import { onTermination, type Termination } from './termination.ts';

/** What a command has of the process that it runs in. Whole syncs of tests run without one, on a clock of their own. */
export interface ProcessHost {
  readonly clock: Clock;
  readonly random: () => number;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly stdout: Writable;
  /** Where a person is told of progress, if it is a terminal. Nothing is shown when absent. */
  readonly stderr?: TerminalStream;
  /** Returns the bytes of memory that the process uses. */
  readonly memoryBytes?: () => number;
  readonly openStdin: () => Readable;
  /** Listens for the end that somebody else wishes. */
  readonly onTermination: (readerGone: AbortSignal) => Termination;
  /** Aborted when there is nobody left to run it, as by SIGKILL: nothing is sent any more. A process needs none. */
  readonly killed?: AbortSignal;
  /** The command's exit code will be 1. */
  readonly fail: () => void;
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
