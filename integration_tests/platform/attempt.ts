import { copyFile, mkdir, mkdtemp, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Clock, systemClock } from '../../src/clock.ts';
import type { OutputMessage } from '../../src/testing/output-message.ts';
import type { Finished } from '../../src/testing/process.ts';
import { chunks, cutShort, linesOfClear, linesOfSync, type SentState } from './attempt-input.ts';
import { type Driven, driveDirectly, driveInPod, type Pod, type WriteCommand } from './drive.ts';
import { peakMemory } from './memory.ts';
import { catalogOf, type JobKind, type PlatformBehaviour } from './platform-behaviour.ts';
import type { SourceStream, Step } from './source.ts';

/**
 * An interruption of a running sync: a signal, a platform that stops reading stdout, or a platform that loses a process
 * (`forgotten`), which continues beside the next attempt.
 */
export type Interruption = 'SIGKILL' | 'SIGTERM' | 'closed stdout' | 'forgotten';

/** Cancels a sync after a share of the input: stdin ends, inside a line if `cut`; then an interruption may follow. */
export interface Cancel {
  readonly after: number;
  readonly cut: boolean;
  readonly interruption?: Interruption;
}

export interface AttemptOptions {
  readonly command: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** Parent of the folder that is created for this attempt. */
  readonly folder: string;
  readonly config: object;
  readonly streams: readonly SourceStream[];
  /** Messages of the source in this attempt. */
  readonly steps: readonly Step[];
  readonly behaviour: PlatformBehaviour;
  readonly job?: JobKind;
  readonly pod: Pod;
  /** Runs the connector in another way than as a process, on its own clock. */
  readonly drive?: (job: WriteCommand) => Driven;
  readonly clock?: Clock;
  /** Size of the chunks that are written to stdin, in bytes, independent of lines. */
  readonly chunkBytes: number;
  readonly readDelayMs?: number;
  readonly timeoutMs?: number;
  readonly cancel?: Cancel;
  /** Called with the id of a state when it is read. */
  readonly onState?: (id: number) => void;
}

/** End of an attempt, and its interruption. */
export interface AttemptEnd extends Finished {
  readonly sent: readonly SentState[];
  /** Whether all messages of the source were written to stdin. */
  readonly isComplete: boolean;
  /** How the attempt was interrupted: the input ended early, or the process was interrupted while it ran. */
  readonly interrupted: false | 'cancelled' | Interruption;
  /** Peak memory, in KiB. */
  readonly peakKiB: number | undefined;
}

export interface Attempt {
  /** Interrupts the process. Has no effect if it has ended or was interrupted before. @returns whether it had an effect. */
  interrupt(interruption: Interruption): boolean;
  readonly finished: Promise<AttemptEnd>;
  /** Resolves when the process has ended, also one that was forgotten. */
  readonly gone: Promise<void>;
}

/** Starts a connector like the given platform client, and writes the messages of the source to it. */
export async function startAttempt(options: AttemptOptions): Promise<Attempt> {
  const attempt = new RunningAttempt(options, await writeFiles(options));
  attempt.start();
  return attempt;
}

interface Files {
  readonly folder: string;
  readonly configPath: string;
  readonly catalogPath: string;
}

/** Writes the configuration and the catalog where the platform client has them. */
async function writeFiles(options: AttemptOptions): Promise<Files> {
  const { streams, behaviour, pod, job = 'sync' } = options;
  const folder = await mkdtemp(join(options.folder, 'attempt-'));
  const input = join(folder, 'input');
  await mkdir(input);
  const configPath = join(input, 'config.json');
  const catalogPath = join(input, behaviour.client === 'pyairbyte' ? 'catalog.txt' : 'catalog.json');
  await writeFile(configPath, JSON.stringify(options.config), { mode: 0o444 });
  await writeFile(catalogPath, catalogOf(streams, behaviour, job), { mode: 0o444 });
  if (pod !== 'none') {
    await copyFile(configPath, join(folder, 'connectorConfig.json'));
    await copyFile(catalogPath, join(folder, 'catalog.json'));
  }
  return { folder, configPath, catalogPath };
}

class RunningAttempt implements Attempt {
  readonly finished: Promise<AttemptEnd>;
  readonly gone: Promise<void>;
  private readonly options: AttemptOptions;
  private readonly driven: Driven;
  private readonly lines: readonly string[];
  private readonly messages: OutputMessage[] = [];
  /** Resolves the end of a process that the platform lost. */
  private lose: (end: Finished) => void = () => undefined;
  private interrupted: AttemptEnd['interrupted'] = false;
  private isOver = false;
  private peakKiB: number | undefined;

  constructor(options: AttemptOptions, files: Files) {
    this.options = options;
    const { job = 'sync', cancel } = options;
    const { lines, sent } = job === 'clear' ? linesOfClear(options) : linesOfSync(options);
    this.lines = lines;
    this.driven = this.drive(files);
    const lost = new Promise<Finished>((resolve) => {
      this.lose = resolve;
    });
    this.finished = Promise.race([this.driven.finished, lost]).then((end): AttemptEnd => {
      this.isOver = true;
      const { interrupted, peakKiB } = this;
      return { ...end, sent, isComplete: cancel === undefined, interrupted, peakKiB };
    });
    this.gone = this.driven.finished.then(() => undefined);
  }

  start(): void {
    void this.feed();
  }

  interrupt(how: Interruption): boolean {
    if (this.isOver || (this.interrupted && this.interrupted !== 'cancelled')) return false;
    this.interrupted = how;
    this.notePeak();
    if (how === 'closed stdout') this.driven.closeStdout();
    else if (how === 'forgotten') this.forget();
    else this.driven.kill(how);
    return true;
  }

  private drive(files: Files): Driven {
    const { command, env, timeoutMs = 60_000, readDelayMs, pod, drive } = this.options;
    const write: WriteCommand = {
      command,
      ...(env && { env }),
      ...files,
      timeoutMs,
      ...(readDelayMs !== undefined && { readDelayMs }),
      onMessage: (message) => this.read(message),
    };
    if (drive) return drive(write);
    return pod === 'none' ? driveDirectly(write) : driveInPod(write, pod);
  }

  private read(message: OutputMessage): void {
    this.notePeak();
    if (this.interrupted === 'forgotten') return;
    this.messages.push(message);
    if (message.type === 'STATE') this.options.onState?.(Number(message.state?.id));
  }

  /** Writes the messages of the source to stdin. */
  private async feed(): Promise<void> {
    const { driven, lines } = this;
    const { cancel, chunkBytes, clock = systemClock } = this.options;
    const text = cancel ? cutShort(lines, cancel) : lines.join('');
    for (const chunk of chunks(Buffer.from(text), chunkBytes)) {
      if (this.isOver) return;
      await driven.sendRaw(chunk);
    }
    this.notePeak();
    if (cancel && !this.isOver) {
      this.interrupted ||= 'cancelled';
      // The platform waits for a moment before it closes the pipes.
      await clock.sleep(20);
    }
    driven.closeStdin();
    if (cancel?.interruption) this.interrupt(cancel.interruption);
  }

  /** Ends the attempt, although its process continues. */
  private forget(): void {
    this.driven.closeStdin();
    this.lose({
      commandLine: this.options.command.join(' '),
      exitCode: null,
      signal: null,
      lines: [...this.driven.lines],
      tail: '',
      messages: this.messages,
      stderr: '',
      durationMs: 0,
      lingeredMs: 0,
      timedOut: false,
    });
  }

  private notePeak(): void {
    this.peakKiB = peakMemory(this.driven.pid) ?? this.peakKiB;
  }
}
