import type { Finished, Running, RunOptions } from '../process.ts';
import type { Config, Probe, Subject } from '../subject.ts';
import type { Journal } from './journal.ts';
import type { TestStream, TestStreamOptions } from './stream.ts';

/** What a case cannot do without; it is skipped where the subject does not offer it. */
export type Need =
  /** A provider that can be looked at and made to fail. */
  | 'provider'
  /** A provider, a live one too, that may be sent records. */
  | 'takes-records'
  /** A configuration that works; no record is sent. */
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
  | `broken:${'schema' | 'refused' | 'unknown-host'}`;

/** One promise of the contract, as data. */
export interface Case {
  /** `group.words`, unique, stable. */
  readonly id: string;
  /** The promise, as a sentence. */
  readonly title: string;
  /** What happens to a user where it is broken. */
  readonly why: string;
  /** Where the promise comes from: a file of the platform, a harness, a document. */
  readonly reference: string;
  readonly needs?: readonly Need[];
  /** Waits for timers of the connector: half a minute and more. */
  readonly slow?: boolean;
  /** Waits for nothing but timers of the connector, so that an accelerated clock changes no verdict. */
  readonly isOnConnectorClock?: boolean;
  /** Throws an AssertionError when the promise is broken. */
  run(subject: Subject, tools: Tools): Promise<void>;
}

/** What a `write` is given. */
export interface WriteJob {
  readonly streams: readonly TestStream[];
  /** Lines without newlines; or bytes as they are, with `raw`. */
  readonly input?: readonly string[];
  readonly raw?: RunOptions['stdin'];
  readonly config?: Config;
  /** The catalog's text, where it is not made from `streams`. */
  readonly catalogText?: string;
}

export type ToolOptions = RunOptions & {
  /** The end of the output may be missing: the case kills the connector or closes stdout. */
  readonly cut?: boolean;
};

/** What a case works with. Every process it starts has the shape of its output and its secrets checked at its end. */
export interface Tools {
  /** The provider that runs for this case. @throws when the case does not need one. */
  readonly probe: Probe;
  /** A valid configuration: the probe's, or the offline one. */
  readonly config: Config;
  /** An empty folder of this case. */
  readonly folder: string;
  /** Writes a file into the folder and gives its path. */
  file(name: string, content: string | Uint8Array, mode?: number): Promise<string>;
  run(args: readonly string[], options?: ToolOptions): Promise<Finished>;
  start(args: readonly string[], options?: ToolOptions): Promise<Running>;
  /** `check` with this configuration, or the valid one. */
  check(config?: Config, options?: ToolOptions): Promise<Finished>;
  discover(config?: Config, options?: ToolOptions): Promise<Finished>;
  write(job: WriteJob, options?: ToolOptions): Promise<Finished>;
  /** As `write`, but stdin stays open. */
  startWrite(job: WriteJob, options?: ToolOptions): Promise<Running>;
  /** A stream for the subject's first object. */
  stream(options?: TestStreamOptions): TestStream;
  /** A limit of the case in milliseconds, shortened where the case is known to run into it (`CaseOptions.limitFactor`). */
  limit(ms: number): number;
  /**
   * Whether a process ends within `ms`. When it is late, it is compared with four Node processes that do nothing, or containers that
   * answer `spec`, run one after another at the same time: the load of the machine delays them alike.
   */
  endsWithin(ended: Promise<unknown>, ms: number): Promise<boolean>;
}

export type CaseResult = {
  readonly id: string;
  readonly title: string;
  readonly durationMs: number;
} /** `unseen`: the case would have looked at what arrived, and nobody could. */ & (
  | { readonly status: 'passed'; readonly unseen?: true }
  /** `need` is what the subject does not offer, where that is the reason. */
  | { readonly status: 'skipped'; readonly reason: string; readonly need?: Need }
  /** `seen` is what was wrong, in one text; `error` says in addition what was promised, why, and where that is written. */
  | {
      readonly status: 'failed';
      readonly error: Error;
      readonly seen: string;
      readonly journal: Journal;
    }
);
