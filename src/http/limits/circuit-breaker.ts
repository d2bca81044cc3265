const TRIPS_AFTER = 10;
const PAUSE_MS = 5000;

/**
 * Stops requests to a provider that does not respond: after ten failures in a row only one request at a time is
 * admitted, at least 5 s after the last one failed, until one gets a response. The pause does not grow: a longer one would delay
 * the sync after the outage, and one request in 5 s is no burden. It reads no clock.
 */
export interface CircuitBreaker {
  /** Earliest time of the next request; infinite while a probe is running; negative infinity while the breaker is closed. */
  readonly opensAt: number;
  /** Records the start of a request; returns true if it is the probe. */
  onStart(): boolean;
  onResponse(): void;
  onFailed(now: number, probe: boolean): void;
  /** Records the end of a request that was cancelled. */
  onCancelled(probe: boolean): void;
}

export function createCircuitBreaker(): CircuitBreaker {
  let failures = 0;
  let open = false;
  let probing = false;
  let probeAt = 0;
  return {
    get opensAt() {
      if (!open) return Number.NEGATIVE_INFINITY;
      return probing ? Number.POSITIVE_INFINITY : probeAt;
    },
    onStart() {
      probing ||= open;
      return open;
    },
    onResponse() {
      open = probing = false;
      failures = 0;
    },
    onFailed(now, probe) {
      failures += 1;
      if (open && probe) {
        probing = false;
        probeAt = now + PAUSE_MS;
      } else if (!open && failures >= TRIPS_AFTER) {
        open = true;
        probeAt = now + PAUSE_MS;
      }
    },
    onCancelled(probe) {
      if (probe) probing = false;
    },
  };
}
