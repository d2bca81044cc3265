import { LatencySamples } from './latency-samples.ts';

/**
 * A fair sample of responses: the next `size` requests that start, each of which is awaited. A sample of the requests that end in
 * a period would not be fair: fast ones end in it first.
 */
export interface SampleWindow {
  /** Latencies of successful requests. */
  readonly durations: LatencySamples;
  started(now: number): void;
  /** Records the end of a request, with its latency if it succeeded. Returns true when the sample is complete. */
  ended(now: number, startedAt: number, success?: { readonly route: string; readonly ms: number }): boolean;
}

export interface SampleWindowOptions {
  readonly opensAt: number;
  readonly size: number;
  /** Milliseconds for which the last requests are awaited, so that one that hangs does not stop the search. */
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
      // Requests that start at the same time are all included, because they can't be distinguished.
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
