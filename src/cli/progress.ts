import type { Clock } from '../clock.ts';
import type { Log } from '../define/log.ts';
import type { Activity, Sample } from '../report/activity.ts';
import { formatProgress } from '../report/progress-text.ts';
import { formatStatusLine } from '../report/status-line.ts';

/** Interval of the progress in the log. A second less than ten, so that a busy process is not silent for longer. */
const LOG_MS = 9_000;
const SECOND_MS = 1_000;

/** A stream that may be a terminal, such as stderr. */
export interface TerminalStream {
  readonly isTTY?: boolean;
  readonly columns?: number;
  write(text: string): unknown;
}

export interface ProgressOptions {
  readonly activity: Activity;
  readonly clock: Clock;
  readonly log: Log;
  /** Where the status line is shown, if it is a terminal. */
  readonly stderr: TerminalStream | undefined;
  /** The log is shown on the terminal too. Then it has no progress beside the status line. */
  readonly isLogOnTerminal: boolean;
  /** Whether a user is typing messages, which the status line would overwrite. */
  readonly isTyping: () => boolean;
  /** Receives a sample every second, if there is one. */
  readonly onSample?: ((sample: Sample) => void) | undefined;
}

/** Progress that is shown while a sync runs. */
export interface Progress {
  /** Removes the status line, so that other text can be written. It is shown again within a second. */
  clear(): void;
  /** Ends the progress, and removes the status line. */
  end(): void;
}

/** Shows the progress of a sync: a status line on a terminal, rewritten every second, and lines in the log elsewhere. */
export function startProgress(options: ProgressOptions): Progress {
  const { activity, clock, log, stderr, onSample } = options;
  const isTerminal = stderr?.isTTY === true;
  let shown: Sample | undefined;
  let logged: Sample | undefined;
  let hasLine = false;

  const write = (text: string): void => {
    stderr?.write(`\r\u001b[K${text}`);
    hasLine = text !== '';
  };
  const everySecond = (): void => {
    const sample = activity.sample();
    onSample?.(sample);
    if (!isTerminal || options.isTyping()) return;
    write(formatStatusLine(sample, shown).slice(0, (stderr.columns || 80) - 1));
    shown = sample;
  };
  const toLog = (): void => {
    if (isTerminal && options.isLogOnTerminal && !options.isTyping()) return;
    const sample = activity.sample();
    log.info(formatProgress(sample, logged));
    logged = sample;
  };
  const ends = [
    repeatEvery(LOG_MS, clock, toLog),
    ...(isTerminal || onSample ? [repeatEvery(SECOND_MS, clock, everySecond)] : []),
  ];
  const clear = (): void => {
    if (hasLine) write('');
  };
  return {
    clear,
    end() {
      for (const end of ends) end();
      clear();
    },
  };
}

function repeatEvery(ms: number, clock: Clock, call: () => void): () => void {
  let cancel = clock.after(ms, function tick() {
    cancel = clock.after(ms, tick);
    call();
  });
  return () => cancel();
}
