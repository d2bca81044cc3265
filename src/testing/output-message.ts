import type { FailureType } from '../errors.ts';

/** The parts of a connector's message that tests read. `shapeProblem` checks its shape. */
export interface OutputMessage {
  readonly type?: string;
  readonly spec?: Specification;
  readonly connectionStatus?: { readonly status?: string; readonly message?: string };
  readonly destination_catalog?: { readonly operations?: readonly DiscoveredOperation[] };
  readonly state?: Readonly<Record<string, unknown>> & { readonly destinationStats?: DestinationStats };
  readonly log?: { readonly level?: string; readonly message?: string };
  readonly trace?: Trace;
}

export interface DestinationStats {
  readonly recordCount?: number;
  readonly rejectedRecordCount?: number;
}

export interface Specification {
  readonly connectionSpecification: Readonly<Record<string, unknown>>;
  readonly supported_destination_sync_modes?: readonly string[];
}

export interface DiscoveredOperation {
  readonly object_name: string;
  readonly sync_mode: string;
  readonly json_schema: {
    readonly type?: unknown;
    readonly properties?: Readonly<Record<string, unknown>>;
    readonly required?: readonly string[];
    readonly additionalProperties?: unknown;
  };
  readonly matching_keys?: readonly (readonly string[])[];
}

export interface Trace {
  readonly type?: string;
  readonly emitted_at?: number;
  readonly error?: {
    readonly message?: string;
    readonly internal_message?: string;
    readonly stack_trace?: string;
    readonly failure_type?: FailureType;
    readonly stream_descriptor?: { readonly name: string; readonly namespace?: string | null };
  };
}
