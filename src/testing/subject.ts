import type { Finished } from './process.ts';

/** Description of a connector for the acceptance suite. All else follows from the protocol. */
export interface Subject {
  readonly name: string;
  /** Program and first arguments, absolute: `['node', '/…/destination.js']`, `['docker', 'run', …]`. */
  readonly command: readonly string[];
  /**
   * The same command with an accelerated clock. Cases that wait only for the connector's timers
   * (`Case.isOnConnectorClock`) use it, so that a wait of half a minute takes seconds.
   */
  readonly acceleratedCommand?: readonly string[];
  /** The connector's file, if it is executable (shebang, x bit). */
  readonly executable?: string;
  /** Folder for the files of cases; the system's temporary folder by default. A container must have it at the same path. */
  readonly folder?: string;
  /** Objects that the connector writes; most cases use the first one. */
  readonly objects: readonly [SubjectObject, ...SubjectObject[]];
  /** Starts the provider that the connector writes to. Without it only `offlineConfig` is used. */
  readonly provider?: () => Promise<Probe>;
  /**
   * Set for a live provider, whose records cannot be read (`arrived` returns `UNSEEN`) and which cannot be made to fail.
   * `records` if made-up records may be sent to it.
   */
  readonly live?: 'records' | 'no-records';
  /** Whether `discover` exists and streams can be mapped to objects; true by default. */
  readonly discovers?: boolean;
  /** The specification that `spec` has to write, from a file of the connector's author. */
  readonly expectedSpec?: unknown;
  /** Configurations with the expected results of `check`, from the connector's test file. */
  readonly checks?: readonly ExpectedCheck[];
  /** Runs the command with `env`, `cwd` and files; a process of this machine by default. */
  readonly runtime?: Runtime;
  /** A valid configuration without a provider: for `spec` and for failures before any request. */
  readonly offlineConfig: Config;
  /** Secret values in the configurations, which must never be shown; they must not occur elsewhere. */
  readonly secrets: readonly string[];
  /** Configurations with one mistake each. */
  readonly broken: readonly BrokenConfig[];
}

export type Config = Readonly<Record<string, unknown>>;

/** `exception`, a term of the platform's tests: the check ends with a TRACE instead of a status. */
export interface ExpectedCheck {
  readonly title: string;
  readonly config: Config;
  readonly status: 'succeed' | 'failed' | 'exception';
}

/** Returns the process for one run of a command. */
export interface Runtime {
  command(
    command: readonly string[],
    run: { readonly cwd: string; readonly env: Readonly<Record<string, string>> },
  ): {
    readonly command: readonly string[];
    /** Environment of the process, in addition to PATH and HOME. */
    readonly env: Readonly<Record<string, string>>;
    /** Command that cleans up after the process was killed. */
    readonly cleanUp?: readonly string[];
  };
  /** Whether the command runs as another user, who must be able to read the files of cases. */
  readonly openFiles?: boolean;
  /** Returns the end of the connector, without what the started program adds. */
  ended?(end: Finished): Finished;
}

/** Kind of mistake in a configuration. */
export type BrokenKind = 'schema' | 'refused' | 'unknown-host';

export interface BrokenConfig {
  /** `schema`: violates the specification. `refused`: a closed port. `unknown-host`: a host name without an address. */
  readonly kind: BrokenKind;
  readonly title: string;
  readonly config: Config;
  /** Texts that the message must contain, in upper or lower case: the title of the wrong field, a host; one of a list is enough. */
  readonly expects: readonly ExpectedMessage[];
}

/** A text of a message, or several of which one is enough. */
export type ExpectedMessage = string | readonly string[];

/** An object that the provider stores, with records for it. */
export interface SubjectObject {
  readonly name: string;
  readonly modes: readonly string[];
  /** Name of a stream that is routed to the object without a `destination_object_name`; by default the object is always named. */
  readonly stream?: string;
  /** Columns of `record`, as a source declares them. */
  readonly properties: Readonly<Record<string, object>>;
  readonly primaryKey: readonly (readonly string[])[];
  /** Returns a valid record, different for every `i`. */
  record(i: number): SampleRecord;
  /** Returns the record of this number after a change at the source: same primary key, another text at the provider. */
  changed?(i: number): Readonly<Record<string, unknown>>;
  /** Whether a record that a CDC source marks as deleted deletes its object, in the mode append_dedup. */
  readonly deletes?: boolean;
  /** Returns a record that the connector or the provider has to reject. */
  invalid?(i: number): Readonly<Record<string, unknown>>;
  /** Returns a valid record whose key at the provider has to be derived. */
  withoutKey?(i: number): Readonly<Record<string, unknown>>;
  /** Whether columns that the object does not declare are delivered, with any value. */
  readonly openColumns?: boolean;
  /** Every value arrives as a text, a number as its digits; lists, objects and very long texts are not checked. */
  readonly columnsAs?: 'text';
  /** Set if the connector replaces line breaks, because its format of lines does not allow them in texts. */
  readonly lineBreaks?: 'replaced';
  /** Number of records per request if they arrive fast. */
  readonly recordsPerRequest?: number;
}

export interface SampleRecord {
  readonly data: Readonly<Record<string, unknown>>;
  /** Key at the provider, equal to the `key` of its arrival. */
  readonly key: string;
}

/** A record at the provider. */
export interface Arrival {
  readonly key: string;
  /** The JSON text as it arrived, digits and escapes included. */
  readonly text: string;
}

/** A provider for one case. */
export interface Probe {
  /** A valid configuration; each secret in it is one of `Subject.secrets`. */
  readonly config: Config;
  /** Records in order of arrival; one that was delivered twice is included twice. */
  arrived(): readonly Arrival[];
  /** Number of requests that delivered records, including failed ones. */
  deliveries(): number;
  /** Number of all requests. */
  requests(): number;
  /** Replaces the current fault. */
  fault(fault: ProviderFault): void;
  stop(): Promise<void>;
}

export type ProviderFault =
  | { readonly kind: 'none' }
  /** Rejects every request, or the next `times` ones; with `after` only deliveries, after that number of further ones. */
  | {
      readonly kind: 'status';
      readonly status: number;
      readonly times?: number;
      readonly after?: number;
      readonly retryAfter?: string;
      /** Whether the response repeats the whole request, including its headers. */
      readonly echo?: boolean;
    }
  /** Accepts requests and never responds. */
  | { readonly kind: 'hang' }
  /** Resets the connection of the next `times` deliveries instead of responding, `after` (default) or `before` they were applied. */
  | { readonly kind: 'reset'; readonly times: number; readonly when?: 'before' | 'after' }
  /** Waits before it handles each request; with `times` only for that number of deliveries. */
  | { readonly kind: 'slow'; readonly ms: number; readonly times?: number };
