import type { FailureType } from '../errors.ts';

/** The parts of a connector's message that tests read. `shapeProblem` checks its shape. */
export interface OutputMessage {
  /** `SPEC`, `CONNECTION_STATUS`, `DESTINATION_CATALOG`, `STATE`, `LOG`, `TRACE` or `CONTROL`. */
  readonly type?: string;
  /** Content of a SPEC. */
  readonly spec?: Specification;
  /** Content of a CONNECTION_STATUS. */
  readonly connectionStatus?: {
    /** `SUCCEEDED` or `FAILED`. */
    readonly status?: string;
    /** The text for the user. */
    readonly message?: string;
  };
  /** Content of a DESTINATION_CATALOG. */
  readonly destination_catalog?: {
    /** Objects with their sync modes. */
    readonly operations?: readonly DiscoveredOperation[];
  };
  /** Content of a STATE: that of the source, with the destination's counts. */
  readonly state?: Readonly<Record<string, unknown>> & {
    /** Records before the state. */
    readonly destinationStats?: DestinationStats;
  };
  /** Content of a LOG. */
  readonly log?: {
    /** `FATAL`, `ERROR`, `WARN`, `INFO`, `DEBUG` or `TRACE`. */
    readonly level?: string;
    /** The text. */
    readonly message?: string;
  };
  /** Content of a TRACE. */
  readonly trace?: Trace;
  /** Content of a CONTROL. */
  readonly control?: {
    /** Always `CONNECTOR_CONFIG`. */
    readonly type?: string;
    /** Milliseconds since 1970. */
    readonly emitted_at?: number;
    /** The configuration that replaces the stored one. */
    readonly connectorConfig?: {
      /** The complete configuration, without the defaults of absent settings. */
      readonly config?: Readonly<Record<string, unknown>>;
    };
  };
}

/** Counts of the records between two states of a stream. */
export interface DestinationStats {
  /** Delivered or skipped records. */
  readonly recordCount?: number;
  /** Rejected records. */
  readonly rejectedRecordCount?: number;
}

/** A specification, as `spec` prints it. */
export interface Specification {
  /** JSON Schema of the configuration. */
  readonly connectionSpecification: Readonly<Record<string, unknown>>;
  /** Sync modes that the destination implements. */
  readonly supported_destination_sync_modes?: readonly string[];
}

/** An object in one sync mode, as `discover` prints it. */
export interface DiscoveredOperation {
  /** `Operation.object`. */
  readonly object_name: string;
  /** The destination sync mode. */
  readonly sync_mode: string;
  /** JSON Schema of the object's fields. */
  readonly json_schema: {
    /** Always `object`. */
    readonly type?: unknown;
    /** Schemas of the fields, by name. */
    readonly properties?: Readonly<Record<string, unknown>>;
    /** Names of required fields. */
    readonly required?: readonly string[];
    /** False if the object accepts no other fields. */
    readonly additionalProperties?: unknown;
  };
  /** Keys that identify an object; the recommended one first. */
  readonly matching_keys?: readonly (readonly string[])[];
}

/** Content of a TRACE. */
export interface Trace {
  /** `ERROR`, `STREAM_STATUS`, `ESTIMATE` or `ANALYTICS`. */
  readonly type?: string;
  /** Milliseconds since 1970. */
  readonly emitted_at?: number;
  /** Content of the type `ERROR`. */
  readonly error?: {
    /** The text for the user. */
    readonly message?: string;
    /** Technical detail. */
    readonly internal_message?: string;
    /** Stack frames. */
    readonly stack_trace?: string;
    /** Whether the platform repeats the sync: not after `config_error`. */
    readonly failure_type?: FailureType;
    /** The stream that the error is about. */
    readonly stream_descriptor?: {
      /** Name of the stream. */
      readonly name: string;
      /** Namespace of the stream. */
      readonly namespace?: string | null;
    };
  };
}
