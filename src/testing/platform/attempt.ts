import { copyFile, mkdir, mkdtemp, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Clock, systemClock } from '../../clock.ts';
import type { OutputMessage } from '../output-message.ts';
import type { Finished } from '../process.ts';
import { type Driven, driveDirectly, driveInPod, type Pod, type WriteCommand } from './drive.ts';
import {
  beginning,
  catalogOf,
  clearing,
  ending,
  type JobKind,
  lineOf,
  type PlatformBehaviour,
} from './manner.ts';
import { peakMemory } from './memory.ts';
import type { SourceStream, StateStep, Step } from './source.ts';

/**
 * A blow in the middle of a sync: a signal, the platform that reads no more, or its losing sight of a process that goes on, with what
 * it has heard so far, beside the next one.
 */
export type Interruption = 'SIGKILL' | 'SIGTERM' | 'closed stdout' | 'forgotten';

/** A sync that is cancelled when a share of the input is written: stdin ends, in the middle of a line if `cut`; then there may come a blow. */
export interface Cancel {
  readonly after: number;
  readonly cut: boolean;
  readonly blow?: Interruption;
}

export interface AttemptOptions {
  readonly command: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** An empty one is made below it for this attempt. */
  readonly folder: string;
  readonly config: object;
  readonly streams: readonly SourceStream[];
  /** What the source says this time. */
  readonly steps: readonly Step[];
  readonly manner: PlatformBehaviour;
  readonly job?: JobKind;
  readonly pod: Pod;
  /** Runs it in another way than as a process, on a clock of its own. */
  readonly drive?: (job: WriteCommand) => Driven;
  readonly clock?: Clock;
  /** Stdin is written in pieces of so many bytes, wherever lines end. */
  readonly chunkBytes: number;
  readonly readDelayMs?: number;
  readonly timeoutMs?: number;
  readonly cancel?: Cancel;
  /** Called with the id of a state at the moment it is read. */
  readonly onState?: (id: number) => void;
}

/** A state as it was sent, with the records that it stands for: those that are to be delivered, and those to be rejected. */
export interface SentState {
  readonly step: StateStep;
  readonly line: string;
  readonly count: number;
  readonly rejected: number;
}

/** How an attempt ended, and what the platform had done to it. */
export interface AttemptEnd extends Finished {
  readonly sent: readonly SentState[];
  /** All that the source had to say was given to it, if it read it. */
  readonly whole: boolean;
  /** The source was not heard to its end, or the process was struck while it ran. */
  readonly interrupted: false | 'cancelled' | Interruption;
  /** The most memory seen, in KiB. */
  readonly peakKiB: number | undefined;
}

export interface Attempt {
  /** Does nothing when the process has ended or has been struck before. @returns whether it hit. */
  strike(blow: Interruption): boolean;
  readonly finished: Promise<AttemptEnd>;
  /** Resolves when the process has ended, also one that was forgotten before. */
  readonly gone: Promise<void>;
}

/** Starts a connector as the manner says and feeds it what the source says. */
export async function startAttempt(options: AttemptOptions): Promise<Attempt> {
  const { streams, manner, pod, job = 'sync', cancel } = options;
  const folder = await mkdtemp(join(options.folder, 'attempt-'));
  await mkdir(join(folder, 'input'));
  const configPath = join(folder, 'input', 'config.json');
  const catalogPath = join(folder, 'input', manner.world === 'pyairbyte' ? 'catalog.txt' : 'catalog.json');
  await writeFile(configPath, JSON.stringify(options.config), { mode: 0o444 });
  await writeFile(catalogPath, catalogOf(streams, manner, job), { mode: 0o444 });
  if (pod !== 'none') {
    await copyFile(configPath, join(folder, 'connectorConfig.json'));
    await copyFile(catalogPath, join(folder, 'catalog.json'));
  }
  const { lines, sent } = job === 'clear' ? cleared(options) : told(options);
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
  const blow = (how: Interruption): void => {
    if (how === 'closed stdout') driven.closeStdout();
    else if (how === 'forgotten') forget();
    else driven.kill(how);
  };
  const strike = (how: Interruption): boolean => {
    if (over || (interrupted && interrupted !== 'cancelled')) return false;
    interrupted = how;
    peakKiB = peakMemory(driven.pid) ?? peakKiB;
    blow(how);
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
      // The platform looks away for a moment before it closes the pipes.
      await (options.clock ?? systemClock).sleep(20);
    }
    driven.closeStdin();
    if (cancel?.blow) strike(cancel.blow);
  };
  void feed();
  const finished = Promise.race([driven.finished, lost]).then((end): AttemptEnd => {
    over = true;
    return { ...end, sent, whole: cancel === undefined, interrupted, peakKiB };
  });
  return { strike, finished, gone: driven.finished.then(() => undefined) };
}

function told({ steps, streams, manner }: AttemptOptions) {
  const unsaid = new Map<string, { all: number; unfit: number }>();
  const sent: SentState[] = [];
  const lines = steps.map((step) => {
    if (step.kind === 'record') {
      const counts = unsaid.get(step.stream) ?? { all: 0, unfit: 0 };
      counts.all++;
      if (step.isUnfit) counts.unfit++;
      unsaid.set(step.stream, counts);
      return `${lineOf(step, manner, streams, 0)}\n`;
    }
    const names = step.stream === undefined ? [...unsaid.keys()] : [step.stream];
    let [all, rejected] = [0, 0];
    for (const name of names) {
      all += unsaid.get(name)?.all ?? 0;
      rejected += unsaid.get(name)?.unfit ?? 0;
      unsaid.delete(name);
    }
    const line = lineOf(step, manner, streams, all);
    sent.push({ step, line, count: all - rejected, rejected });
    return `${line}\n`;
  });
  const around = (each: readonly string[]) => each.map((line) => `${line}\n`);
  return {
    lines: [...around(beginning(streams, manner)), ...lines, ...around(ending(streams, manner))],
    sent,
  };
}

function cleared({ streams, manner }: AttemptOptions) {
  const lines = clearing(streams, manner);
  const sent = streams.map(
    ({ name }, i): SentState => ({
      step: { kind: 'state', id: i + 1, stream: name, blob: null },
      line: lines[i]!,
      count: 0,
      rejected: 0,
    }),
  );
  return { lines: lines.map((line) => `${line}\n`), sent };
}

/** The input up to where it is cancelled: at the end of a line, or in the middle of the next one. Its last line never comes whole. */
function cutShort(lines: readonly string[], { after, cut }: Cancel): string {
  const whole = Math.min(Math.floor(after * lines.length), lines.length - 1);
  const next = lines[whole] ?? '';
  return lines.slice(0, whole).join('') + (cut ? next.slice(0, next.length >> 1) : '');
}

function* chunks(bytes: Buffer, size: number): Iterable<Buffer> {
  for (let from = 0; from < bytes.length; from += size) yield bytes.subarray(from, from + size);
}
