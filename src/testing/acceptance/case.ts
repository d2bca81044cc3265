import type { Finished, Running, RunOptions } from '../process.ts';
import type { Config, Probe, Subject } from '../subject.ts';
import type { Journal } from './journal.ts';
import type { TestStream, TestStreamOptions } from './stream.ts';

/** What a case needs; it is skipped if the subject does not offer it. */
export type Need =
  /** A provider whose records can be read and that can be made to fail. */
  | 'provider'
  /** A provider, also a live one, that may receive records. */
  | 'takes-records'
  /** A valid configuration; no record is sent. */
  | 'working-config'
  | 'discover'
  | 'given-checks'
  | 'given-spec'
  | 'executable'
  | 'invalid-records'
  | 'derived-keys'
  | 'changed-records'
  | 'deletions'
  | 'open-columns'
  | 'typed-columns'
  | 'line-breaks'
  | 'records-per-request'
  | `mode:${string}`
  | `not-mode:${string}`
  | `broken:${'schema' | 'closed-port' | 'unknown-host'}`;

/** One promise of the contract, as data. */
export interface Case {
  /** `group.name`, unique and stable. */
  readonly id: string;
  /** The promise, as a sentence. */
  readonly title: string;
  /** Effect on a user if the promise is broken. */
  readonly why: string;
  /** Source of the promise: a file of the platform, a test harness, a document. */
  readonly reference: string;
  /** Abilities that the subject must have; the case is skipped otherwise. None by default. */
  readonly needs?: readonly Need[];
  /** Waits for timers of the connector: half a minute and more. */
  readonly slow?: boolean;
  /** Waits only for timers of the connector, so that an accelerated clock does not change the result. */
  readonly isOnConnectorClock?: boolean;
  /** Throws an AssertionError if the promise is broken. */
  run(subject: Subject, tools: Tools): Promise<void>;
}

/** Input of a `write`. */
export interface WriteJob {
  /** Streams of the catalog. */
  readonly streams: readonly TestStream[];
  /** Lines without newlines; none by default. */
  readonly input?: readonly string[];
  /** Bytes of stdin as they are, in place of `input`. */
  readonly raw?: RunOptions['stdin'];
  /** The configuration; that of `Tools.config` by default. */
  readonly config?: Config;
  /** Text of the catalog; by default it is made from `streams`. */
  readonly catalogText?: string;
}

/** Options of one process of a case. */
export type ToolOptions = RunOptions & {
  /** The end of the output may be missing: the case kills the connector or closes stdout. */
  readonly cut?: boolean;
};

/** A run of the connector for one case. */
export interface OwnRun {
  /** Runs the connector for the case. */
  readonly alone: () => Promise<Finished>;
  /** Throws an AssertionError if the promise of the case is broken. */
  readonly judge: (end: Finished) => void;
}

/** A run of the connector that several cases judge. */
export interface SharedRun {
  /** Names the run, the same for all its cases. */
  readonly name: string;
  /** Runs the connector for all cases. */
  readonly together: () => Promise<Finished>;
  /** Runs the connector for one case; `together` by default. */
  readonly alone?: () => Promise<Finished>;
  /**
   * The own runs of the other cases; none by default. The first case makes them if the shared run failed as a whole and the
   * case passes alone: it fails too, unless one of these cases does.
   */
  readonly others?: readonly OwnRun[];
  /** Throws an AssertionError if the promise of the case is broken. */
  readonly judge: (end: Finished) => void;
}

/** Tools of a case. At the end of each process that it starts, the output is checked for valid messages and for secrets. */
export interface Tools {
  /** The provider of this case. @throws if the case does not declare that it needs one. */
  readonly probe: Probe;
  /** A valid configuration: that of the probe, or the offline one; a run of the case may have replaced it. */
  readonly config: Config;
  /** An empty folder for this case. */
  readonly folder: string;
  /** Writes a file into the folder and returns its path. */
  file(name: string, content: string | Uint8Array, mode?: number): Promise<string>;
  /**
   * Runs the connector with these arguments to its end. Later runs get the configuration that it sent to the platform in place of
   * its own.
   */
  run(args: readonly string[], options?: ToolOptions): Promise<Finished>;
  /** Starts the connector with these arguments; its stdin stays open. */
  start(args: readonly string[], options?: ToolOptions): Promise<Running>;
  /** Runs `check` with this configuration; the valid one by default. */
  check(config?: Config, options?: ToolOptions): Promise<Finished>;
  /** Runs `discover` with this configuration; the valid one by default. */
  discover(config?: Config, options?: ToolOptions): Promise<Finished>;
  /** Runs `write` to its end. */
  write(job: WriteJob, options?: ToolOptions): Promise<Finished>;
  /** Like `write`, but stdin stays open. */
  startWrite(job: WriteJob, options?: ToolOptions): Promise<Running>;
  /**
   * Judges a run that several cases share; the first of them makes it. A case that fails on it runs alone too, so that its report
   * has its own commands and files; that run decides if the shared one failed as a whole, perhaps because of another case.
   * A failure of the whole that no case shows alone fails the first case (`SharedRun.others`).
   */
  judgeShared(run: SharedRun): Promise<void>;
  /** Returns a stream for the subject's first object. */
  stream(options?: TestStreamOptions): TestStream;
  /** Returns a time limit in milliseconds, shortened if the case is expected to reach it (`CaseOptions.limitFactor`). */
  limit(ms: number): number;
  /**
   * Whether a process ends within `ms`. When it is late, it is compared with four Node processes that do nothing, or containers
   * that run `spec` one after another at the same time: the load of the machine delays them alike.
   */
  endsWithin(ended: Promise<unknown>, ms: number): Promise<boolean>;
}

/** Result of a case. */
export type CaseResult = {
  /** `Case.id`. */
  readonly id: string;
  /** `Case.title`. */
  readonly title: string;
  /** Milliseconds that the case took; 0 if it was skipped. */
  readonly durationMs: number;
} & (
  | {
      readonly status: 'passed';
      /** The case checks the delivered records, but a live provider does not show them. */
      readonly unseen?: true;
    }
  | {
      readonly status: 'skipped';
      /** Why the case did not run. */
      readonly reason: string;
      /** What the subject does not offer, if that is the reason. */
      readonly need?: Need;
    }
  | {
      readonly status: 'failed';
      /** The failure with title, reason and reference of the case. */
      readonly error: Error;
      /** The failure in one text. */
      readonly seen: string;
      /** The commands that the case ran. */
      readonly journal: Journal;
    }
);
