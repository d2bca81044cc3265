import type { LoggedRequest } from '../../src/emulator/request-log.ts';
import type { AttemptEnd, Interruption } from '../platform/index.ts';

/** Events of a schedule, which prove that faults occurred. */
export interface Tally {
  attempts: number;
  records: number;
  rejected: number;
  /** Attempts that found no room for rejected records. */
  blockedRejects: number;
  /** Number of times that each kind of fault occurred. */
  readonly faults: Map<string, number>;
  /** Number of times that each interruption, or a cancel, had an effect. */
  readonly interruptions: Map<Interruption | 'cancelled', number>;
  /** Interruptions during a request. */
  midFlight: number;
  /** Attempts that started after a state of an earlier one. */
  resumes: number;
  /** Attempts that failed without an interruption. */
  failures: number;
  /** Records that are at the provider more than once. */
  duplicates: number;
  /** Repeated deliveries that the provider dropped. */
  dropped: number;
  peakMiB: number;
  ms: number;
}

export const emptyTally = (): Tally => ({
  attempts: 0,
  records: 0,
  rejected: 0,
  blockedRejects: 0,
  faults: new Map(),
  interruptions: new Map(),
  midFlight: 0,
  resumes: 0,
  failures: 0,
  duplicates: 0,
  dropped: 0,
  peakMiB: 0,
  ms: 0,
});

export const count = <Key>(counts: Map<Key, number>, key: Key, by = 1): void =>
  void counts.set(key, (counts.get(key) ?? 0) + by);

export function countAttempt(tally: Tally, end: AttemptEnd, requests: readonly LoggedRequest[]): void {
  tally.attempts++;
  if (
    end.messages.some(({ trace }) => trace?.error?.message?.startsWith('Rejected records cannot be written'))
  )
    tally.blockedRejects++;
  if (end.interrupted) count(tally.interruptions, end.interrupted);
  else if (end.exitCode !== 0) tally.failures++;
  for (const { fault } of requests) if (fault !== undefined) count(tally.faults, fault);
  tally.peakMiB = Math.max(tally.peakMiB, (end.peakKiB ?? 0) >> 10);
}
