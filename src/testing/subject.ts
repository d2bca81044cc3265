import type { Finished } from './process.ts';

/**
 * Description of a connector for the acceptance suite. All else follows from the protocol.
 *
 * @example
 * export const acceptance = (): Subject => ({
 *   name: 'destination-example',
 *   ...builtConnector('destination-example'),
 *   objects: [user],
 *   provider: startProbe,
 *   offlineConfig: config('http://127.0.0.1:1'),
 *   secrets: [CANARY_SECRET],
 *   broken: [
 *     schemaMistake('a URL without a scheme', config('example.com'), 'Base URL'),
 *     ...unreachable(config('http://127.0.0.1:1'), 'http://127.0.0.1:1', 'https://unknown.invalid'),
 *   ],
 * });
 */
export interface Subject {
  /** Name of the connector, for reports. */
  readonly name: string;
  /** Program and first arguments, absolute: `['node', '/…/destination.js']`, `['docker', 'run', …]`. */
  readonly command: readonly string[];
  /** The connector's file, if it is executable (shebang, x bit). */
  readonly executable?: string;
  /** Folder for the files of cases; the system's temporary folder by default. A container must have it at the same path. */
  readonly folder?: string;
  /** Objects that the connector writes; most cases use the first one. */
  readonly objects: NonEmptyList<SubjectObject>;
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

/** A list of one or more. */
export type NonEmptyList<T> = readonly [T, ...T[]];

/** A configuration, by keys of the specification. */
export type Config = Readonly<Record<string, unknown>>;

/** A configuration with the expected result of `check`. */
export interface ExpectedCheck {
  /** The configuration in a few words. */
  readonly title: string;
  /** The configuration that is checked. */
  readonly config: Config;
  /** The result. `exception`, a term of the platform's tests: the check ends with a TRACE instead of a status. */
  readonly status: 'succeed' | 'failed' | 'exception';
}

/** Runs commands elsewhere than in a process of this machine, such as in a container. */
export interface Runtime {
  /** Returns the process for one run of a command. */
  command(
    command: readonly string[],
    run: {
      /** Working directory of the command. */
      readonly cwd: string;
      /** Environment of the command. */
      readonly env: Readonly<Record<string, string>>;
    },
  ): {
    /** Program and arguments. */
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
export type BrokenKind = 'schema' | 'closed-port' | 'unknown-host';

/** A configuration with one mistake, and the message that `check` has to give. */
export interface BrokenConfig {
  /**
   * `schema`: violates the specification. `closed-port`: nothing listens there. `unknown-host`: a host name without an address.
   */
  readonly kind: BrokenKind;
  /** The mistake in a few words. */
  readonly title: string;
  /** The configuration with the mistake. */
  readonly config: Config;
  /**
   * Texts that the message must contain, in upper or lower case: the title of the wrong field, a host; one of a list is enough.
   */
  readonly expects: readonly ExpectedMessage[];
}

/** A text of a message, or several of which one is enough. */
export type ExpectedMessage = string | readonly string[];

/** An object that the provider stores, with records for it. */
export interface SubjectObject {
  /** Name of the object: `Operation.object`. */
  readonly name: string;
  /** Destination sync modes of the object. */
  readonly modes: readonly string[];
  /** Name of a stream that is routed to the object without a `destination_object_name`; by default the object is always named. */
  readonly stream?: string;
  /** Columns of `record`, as a source declares them. */
  readonly properties: Readonly<Record<string, object>>;
  /** Paths of the columns that identify a record. */
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

/** A record, and its key at the provider. */
export interface SampleRecord {
  /** Columns of the record. */
  readonly data: Readonly<Record<string, unknown>>;
  /** Key at the provider, equal to the `key` of its arrival. */
  readonly key: string;
}

/** A record at the provider. */
export interface Arrival {
  /** Key at the provider, equal to the `key` of its `SampleRecord`. */
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
  /** Ends the provider and its connections. */
  stop(): Promise<void>;
}

/** A fault of the provider, until another replaces it. `none` ends it. */
export type ProviderFault =
  | { readonly kind: 'none' }
  /**
   * Rejects every request except those that sign in, or the next `times` ones; with `after` only deliveries, after that number of
   * further ones.
   */
  | {
      readonly kind: 'status';
      /** Status of the rejections. */
      readonly status: number;
      /** Number of requests that are rejected; unlimited by default. */
      readonly times?: number;
      /** Number of deliveries that succeed before. */
      readonly after?: number;
      /** The header `Retry-After`, as it is sent; none by default. */
      readonly retryAfter?: string;
      /** Whether the response repeats the whole request, including its headers; false by default. */
      readonly echo?: boolean;
    }
  /** Accepts requests and never responds. */
  | { readonly kind: 'hang' }
  /** Resets connections of deliveries instead of responding. */
  | {
      readonly kind: 'reset';
      /** Number of deliveries. */
      readonly times: number;
      /** Whether the reset comes before or after the delivery was applied; after by default. */
      readonly when?: 'before' | 'after';
    }
  /** Waits before it handles each request; with `times` only deliveries. */
  | {
      readonly kind: 'slow';
      /** Milliseconds of each wait. */
      readonly ms: number;
      /** Number of deliveries that are slow; every request by default. */
      readonly times?: number;
    };
