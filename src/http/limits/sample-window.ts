import { LatencySamples } from './latency-samples.ts';

/**
 * A fair sample of answers: of the next `size` requests that start from a moment on, each is waited for. What ends in
 * a stretch of time would not be fair: the quick ones end in it first.
 */
export interface SampleWindow {
  /** How long the answers took that succeeded. */
  readonly durations: LatencySamples;
  started(now: number): void;
  /** A success says how long it took. True when nobody is waited for any longer. */
  ended(now: number, startedAt: number, success?: { readonly route: string; readonly ms: number }): boolean;
}

export interface SampleWindowOptions {
  readonly opensAt: number;
  readonly size: number;
  /** How long the last ones are waited for: one request that hangs must not stop everything. */
  readonly patienceMs: number;
}

export function createSampleWindow({ opensAt, size, patienceMs }: SampleWindowOptions): SampleWindow {
  const durations = new LatencySamples();
  let started = 0;
  let ended = 0;
  let lastStart = Number.NEGATIVE_INFINITY;
  let closed = false;
  return {
    durations,
    started(now) {
      if (now < opensAt || closed) return;
      // Those that start at one moment belong together; nothing else could tell them apart.
      closed = started >= size && now > lastStart;
      if (closed) return;
      started += 1;
      lastStart = now;
    },
    ended(now, startedAt, success) {
      const isMember = startedAt >= opensAt && startedAt <= lastStart;
      if (isMember) {
        ended += 1;
        if (success) durations.add(success.route, success.ms);
      }
      return started >= size && (ended >= started || now - lastStart >= patienceMs);
    },
  };
}
