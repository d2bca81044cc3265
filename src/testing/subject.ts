import type { Finished } from './process.ts';

/** What the acceptance suite has to know of a connector. Everything it does beyond that follows from the protocol. */
export interface Subject {
  readonly name: string;
  /** Program and first arguments, absolute: `['node', '/…/destination.js']`, `['docker', 'run', …]`. */
  readonly command: readonly string[];
  /**
   * The same command on a clock that runs faster. Cases that wait for nothing but the connector's own timers
   * (`Case.isOnConnectorClock`) use it, so that a wait of half a minute takes seconds.
   */
  readonly acceleratedCommand?: readonly string[];
  /** The connector's file, where it can also be executed by itself (shebang, x bit). */
  readonly executable?: string;
  /** Where the files of the cases are written; the system's temporary folder if absent. A container has to see it at the same path. */
  readonly folder?: string;
  /** What the connector can write; the first one carries most of the cases. */
  readonly objects: readonly [SubjectObject, ...SubjectObject[]];
  /** Starts the provider that the connector writes to. Without it only `offlineConfig` is used. */
  readonly provider?: () => Promise<Probe>;
  /**
   * The provider is a live one: nobody can look at what arrived there (`arrived` gives `UNSEEN`) nor make it fail.
   * `records` when made-up records may be sent to it.
   */
  readonly live?: 'records' | 'no-records';
  /** Its commands include `discover`, and streams can be mapped to objects; so it is by default. */
  readonly discovers?: boolean;
  /** The specification that `spec` has to answer with, as a file of the connector's author holds it. */
  readonly expectedSpec?: unknown;
  /** Configurations with the answer that `check` owes them, as the connector's own test file lists them. */
  readonly checks?: readonly ExpectedCheck[];
  /** Where the command runs: what `env`, `cwd` and a folder of files mean to it. A process of this machine by default. */
  readonly runtime?: Runtime;
  /** A valid configuration for a provider that is not there: for `spec` and for what fails before any request. */
  readonly offlineConfig: Config;
  /** The values in the configurations that must never be seen; canaries that stand nowhere else. */
  readonly secrets: readonly string[];
  /** Configurations that break one thing each. */
  readonly broken: readonly BrokenConfig[];
}

export type Config = Readonly<Record<string, unknown>>;

/** `exception` is a check that ends with a TRACE instead of an answer; the platform's own tests know the word. */
export interface ExpectedCheck {
  readonly title: string;
  readonly config: Config;
  readonly status: 'succeed' | 'failed' | 'exception';
}

/** Makes one run of a command out of what a case asks for. */
export interface Runtime {
  command(
    command: readonly string[],
    run: { readonly cwd: string; readonly env: Readonly<Record<string, string>> },
  ): {
    readonly command: readonly string[];
    /** What the process that is started here is given, on top of PATH and HOME. */
    readonly env: Readonly<Record<string, string>>;
    /** Ends what killing that process leaves behind. */
    readonly cleanUp?: readonly string[];
  };
  /** The files of the cases belong to somebody else there. */
  readonly openFiles?: boolean;
  /** The connector's own end, without what the program adds that was started here. */
  ended?(end: Finished): Finished;
}

/** Why a configuration cannot work. */
export type BrokenKind = 'schema' | 'refused' | 'unknown-host';

export interface BrokenConfig {
  /** `schema`: violates the specification. `refused`: nobody listens there. `unknown-host`: a name without an address. */
  readonly kind: BrokenKind;
  readonly title: string;
  readonly config: Config;
  /** What the message has to contain, in any case of letters: the title of the field at fault, a host; of a list one is enough. */
  readonly expects: readonly ExpectedMessage[];
}

/** Words of a message, or several of which one is enough. */
export type ExpectedMessage = string | readonly string[];

/** An object that the provider stores, with records for it. */
export interface SubjectObject {
  readonly name: string;
  readonly modes: readonly string[];
  /** The name of a stream that reaches the object without a `destination_object_name`; without it the object is always named. */
  readonly stream?: string;
  /** The columns of `record`, as a source declares them. */
  readonly properties: Readonly<Record<string, object>>;
  readonly primaryKey: readonly (readonly string[])[];
  /** A valid record, another one for every `i`. */
  record(i: number): SampleRecord;
  /** The record of this number after a change at the source: the same primary key, and another text at the provider. */
  changed?(i: number): Readonly<Record<string, unknown>>;
  /** A record that a CDC source marks as deleted deletes what it stands for, in the mode append_dedup. */
  readonly deletes?: boolean;
  /** A record that the connector has to reject, by itself or because the provider refuses it. */
  invalid?(i: number): Readonly<Record<string, unknown>>;
  /** A valid record whose key at the provider has to be derived. */
  withoutKey?(i: number): Readonly<Record<string, unknown>>;
  /** Columns beyond the object's own are delivered too, whatever their values. */
  readonly openColumns?: boolean;
  /** Every value arrives as a text, a number as its digits; lists, objects and very long texts are not held to anything. */
  readonly columnsAs?: 'text';
  /** A format of lines has no place for breaks inside of texts: the connector says that it replaces them. */
  readonly lineBreaks?: 'replaced';
  /** How many records the connector puts into one request when they come fast. */
  readonly recordsPerRequest?: number;
}

export interface SampleRecord {
  readonly data: Readonly<Record<string, unknown>>;
  /** How the provider knows it: equal to the `key` of its arrival. */
  readonly key: string;
}

/** What a user of the provider can see. */
export interface Arrival {
  readonly key: string;
  /** The JSON text as it arrived, digits and escapes included. */
  readonly text: string;
}

/** A provider that runs for one case. */
export interface Probe {
  /** A valid configuration for it; every secret in it is one of the subject's. */
  readonly config: Config;
  /** In the order of arrival; what was delivered twice stands there twice. */
  arrived(): readonly Arrival[];
  /** How many requests delivered records, failed ones included. */
  deliveries(): number;
  /** How many requests of any kind came. */
  requests(): number;
  /** Replaces what goes wrong from now on. */
  fault(fault: ProviderFault): void;
  stop(): Promise<void>;
}

export type ProviderFault =
  | { readonly kind: 'none' }
  /** Refuses every request, or the next `times` ones; with `after` only deliveries, and only after so many more. */
  | {
      readonly kind: 'status';
      readonly status: number;
      readonly times?: number;
      readonly after?: number;
      readonly retryAfter?: string;
      /** The answer's body repeats the whole request, its headers included. */
      readonly echo?: boolean;
    }
  /** Takes requests and never answers. */
  | { readonly kind: 'hang' }
  /** Resets the connection of the next `times` deliveries instead of answering, `after` (so by default) or `before` they were carried out. */
  | { readonly kind: 'reset'; readonly times: number; readonly when?: 'before' | 'after' }
  /** Waits before it handles each request; with `times` only the next so many deliveries. */
  | { readonly kind: 'slow'; readonly ms: number; readonly times?: number };
