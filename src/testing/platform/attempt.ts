import { copyFile, mkdir, mkdtemp, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Clock, systemClock } from '../../clock.ts';
import type { OutputMessage } from '../output-message.ts';
import type { Finished } from '../process.ts';
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
  const { streams, behaviour, pod, job = 'sync', cancel } = options;
  const folder = await mkdtemp(join(options.folder, 'attempt-'));
  await mkdir(join(folder, 'input'));
  const configPath = join(folder, 'input', 'config.json');
  const catalogPath = join(
    folder,
    'input',
    behaviour.client === 'pyairbyte' ? 'catalog.txt' : 'catalog.json',
  );
  await writeFile(configPath, JSON.stringify(options.config), { mode: 0o444 });
  await writeFile(catalogPath, catalogOf(streams, behaviour, job), { mode: 0o444 });
  if (pod !== 'none') {
    await copyFile(configPath, join(folder, 'connectorConfig.json'));
    await copyFile(catalogPath, join(folder, 'catalog.json'));
  }
  const { lines, sent } = job === 'clear' ? linesOfClear(options) : linesOfSync(options);
  let peakKiB: number | undefined;
  let over = false;
  const messages: OutputMessage[] = [];
  let interrupted: AttemptEnd['interrupted'] = false;
  const write = {
    command: options.command,
    ...(options.env && { env: options.env }),
    folder,
    configPath,
    catalogPath,
    timeoutMs: options.timeoutMs ?? 60_000,
    ...(options.readDelayMs !== undefined && { readDelayMs: options.readDelayMs }),
    onMessage(message: OutputMessage) {
      peakKiB = peakMemory(driven.pid) ?? peakKiB;
      if (interrupted === 'forgotten') return;
      messages.push(message);
      if (message.type === 'STATE') options.onState?.(Number(message.state?.id));
    },
  };
  const drive = options.drive ?? ((job) => (pod === 'none' ? driveDirectly(job) : driveInPod(job, pod)));
  const driven = drive(write);
  let lose: (end: Finished) => void = () => undefined;
  const lost = new Promise<Finished>((resolve) => {
    lose = resolve;
  });
  const forget = (): void => {
    driven.closeStdin();
    lose({
      commandLine: options.command.join(' '),
      exitCode: null,
      signal: null,
      lines: [...driven.lines],
      tail: '',
      messages,
      stderr: '',
      durationMs: 0,
      lingeredMs: 0,
      timedOut: false,
    });
  };
  const interruption = (how: Interruption): void => {
    if (how === 'closed stdout') driven.closeStdout();
    else if (how === 'forgotten') forget();
    else driven.kill(how);
  };
  const interrupt = (how: Interruption): boolean => {
    if (over || (interrupted && interrupted !== 'cancelled')) return false;
    interrupted = how;
    peakKiB = peakMemory(driven.pid) ?? peakKiB;
    interruption(how);
    return true;
  };
  const feed = async (): Promise<void> => {
    const text = cancel ? cutShort(lines, cancel) : lines.join('');
    for (const chunk of chunks(Buffer.from(text), options.chunkBytes)) {
      if (over) return;
      await driven.sendRaw(chunk);
    }
    peakKiB = peakMemory(driven.pid) ?? peakKiB;
    if (cancel && !over) {
      interrupted ||= 'cancelled';
      // The platform waits for a moment before it closes the pipes.
      await (options.clock ?? systemClock).sleep(20);
    }
    driven.closeStdin();
    if (cancel?.interruption) interrupt(cancel.interruption);
  };
  void feed();
  const finished = Promise.race([driven.finished, lost]).then((end): AttemptEnd => {
    over = true;
    return { ...end, sent, isComplete: cancel === undefined, interrupted, peakKiB };
  });
  return { interrupt, finished, gone: driven.finished.then(() => undefined) };
}
