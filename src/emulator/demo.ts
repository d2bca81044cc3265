import type { FaultPlanInput } from './faults.ts';
import type { EmulatedProvider } from './provider.ts';

/**
 * Content of `airbyte-ts demo` for a connector: a sync with messages of a source, against an emulator with faults. The
 * default export of `integration_tests/demo.ts` in the connector's folder.
 */
export interface Demo<P extends EmulatedProvider = EmulatedProvider> {
  /** Describes the messages in one line. */
  readonly what: string;
  /** Settings in addition to those of the emulator's configuration. */
  readonly settings?: Readonly<Record<string, unknown>>;
  /** Configured catalog of the sync. */
  readonly catalog: object;
  /** Messages, one per line. Each call returns a new iteration. */
  messages(): Iterable<string>;
  /** Faults of the provider during the sync. */
  readonly faults: FaultPlanInput;
  /** Describes the faults, such as "every fifth request gets 503". */
  readonly trouble: string;
  /** Returns a provider without data. */
  readonly provider: () => P;
  /** Returns a line or two about the data that the provider has stored. */
  arrived(provider: P): readonly string[];
}
