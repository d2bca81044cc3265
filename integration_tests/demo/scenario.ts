import type { FaultPlanInput } from '../../src/emulator/faults.ts';
import type { Provider } from '../../src/emulator/provider.ts';

/** What `npm start` shows of one connector: messages as a source would send them, and what became of them. */
export interface Scenario<P extends Provider = Provider> {
  /** In one line, for people. */
  readonly what: string;
  /** What the configuration has beside what the emulator needs. */
  readonly settings?: Readonly<Record<string, unknown>>;
  readonly catalog: object;
  /** One message a line; made anew each time it is asked for. */
  messages(): Iterable<string>;
  /** How the provider misbehaves meanwhile. */
  readonly faults: FaultPlanInput;
  /** The faults in words. */
  readonly trouble: string;
  readonly provider: () => P;
  /** A line or two about what lies at the provider now. */
  arrived(provider: P): readonly string[];
}
