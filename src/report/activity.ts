import type { Clock } from '../clock.ts';
import type { WaitReason } from '../define/wait-reason.ts';
import type { RecordCounts, SyncObserver } from '../observer/sync-observer.ts';
import { Waits, type WaitTotal } from '../observer/waits.ts';

/** A sample of a sync at one time. All numbers count from its start. */
export interface Sample extends RecordCounts {
  /** Milliseconds since the start. */
  readonly atMs: number;
  readonly requests: number;
  /** Requests that have ended, and the sum of their times. */
  readonly ended: number;
  readonly latencyMs: number;
  readonly states: number;
  readonly memoryBytes: number;
  readonly waits: readonly WaitTotal[];
  /** Purposes of the current waits. */
  readonly now: readonly string[];
}

const NOTHING: RecordCounts = { received: 0, delivered: 0, skipped: 0, rejected: 0 };

/** Records that have an outcome. */
export const settledOf = ({ delivered, skipped, rejected }: RecordCounts): number =>
  delivered + skipped + rejected;

/** Adds up the events of a sync. */
export class Activity implements SyncObserver {
  readonly waits: Waits;
  /** Requests by their status, or by the code of the error that they ended with. */
  readonly responses = new Map<string, number>();
  /** Peak memory of the samples. */
  peakMemoryBytes = 0;
  /** Records that the emitted states cover. */
  covered = 0;
  private requests = 0;
  private ended = 0;
  private latencyMs = 0;
  private states = 0;
  private hasStarted = false;
  private counts = (): RecordCounts => NOTHING;
  private readonly clock: Pick<Clock, 'monotonic'>;
  private readonly memoryBytes: () => number;
  private readonly startedAt: number;

  /** `memoryBytes` returns the memory of the process. */
  constructor(clock: Pick<Clock, 'monotonic'>, memoryBytes: () => number = () => 0) {
    this.clock = clock;
    this.memoryBytes = memoryBytes;
    this.startedAt = clock.monotonic();
    this.waits = new Waits(clock);
  }

  requestSent(): (response: number | string) => void {
    const sentAt = this.clock.monotonic();
    this.requests++;
    return (response) => {
      this.ended++;
      this.latencyMs += this.clock.monotonic() - sentAt;
      const key = String(response);
      this.responses.set(key, (this.responses.get(key) ?? 0) + 1);
    };
  }

  waiting(reason: WaitReason): () => void {
    return this.waits.start(reason);
  }

  stateEmitted(records: number): void {
    this.states++;
    this.covered += records;
  }

  started(counts: () => RecordCounts): void {
    this.hasStarted = true;
    this.counts = counts;
  }

  sample(): Sample {
    const memoryBytes = this.memoryBytes();
    this.peakMemoryBytes = Math.max(this.peakMemoryBytes, memoryBytes);
    const { requests, ended, latencyMs, states } = this;
    return {
      ...this.counts(),
      atMs: this.clock.monotonic() - this.startedAt,
      ...{ requests, ended, latencyMs, states, memoryBytes },
      waits: this.waits.totals(),
      now: this.now(),
    };
  }

  private now(): readonly string[] {
    const waits = this.waits.now();
    if (waits.length > 0) return waits;
    return [this.hasStarted ? 'works on records' : 'prepares the sync'];
  }
}
