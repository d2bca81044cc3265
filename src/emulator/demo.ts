import type { FaultPlanInput } from './faults.ts';
import type { Provider } from './provider.ts';

/**
 * What `airbyte-ts demo` shows of a connector: a sync of messages as a source would send them, to an emulator that misbehaves. The
 * default export of `integration_tests/demo.ts` in the connector's folder.
 */
export interface Demo<P extends Provider = Provider> {
  /** The messages, in one line for people. */
  readonly what: string;
  /** Settings beside those of the emulator's configuration. */
  readonly settings?: Readonly<Record<string, unknown>>;
  /** The configured catalog of the sync. */
  readonly catalog: object;
  /** Messages, one a line. Each call returns a new iteration. */
  messages(): Iterable<string>;
  /** Faults of the provider during the sync. */
  readonly faults: FaultPlanInput;
  /** The faults in words, as in "every fifth request is answered 503". */
  readonly trouble: string;
  /** Returns a provider without data. */
  readonly provider: () => P;
  /** A line or two about what the provider has stored. */
  arrived(provider: P): readonly string[];
}
