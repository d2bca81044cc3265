const SIGNALS = ['SIGTERM', 'SIGINT', 'SIGHUP'] as const;

/**
 * Time after which a process ends after a signal, also when it can't write because stdout is
 * not read. The engine ends running deliveries before that; `docker stop` and PyAirbyte kill after ten seconds.
 */
const LIMIT_MS = 8_000;

/** A shutdown requested from outside: a signal, or a closed stdout. */
export interface Termination {
  readonly terminate: AbortSignal;
  /** Call it last: the process ends by the received signal, if there was one. */
  end(): void;
}

/**
 * Listens for signals and for a closed stdout. A first signal requests an orderly end; a second one ends immediately.
 * Finally the process ends by the signal itself: an exit code of 0 would mean that every record was delivered.
 */
export function onTermination(readerGone: AbortSignal): Termination {
  const asked = new AbortController();
  let received: NodeJS.Signals | undefined;
  let limit: NodeJS.Timeout | undefined;
  const listen = (signal: NodeJS.Signals): void => {
    if (received) dieBy(signal);
    received = signal;
    limit = setTimeout(dieBy, LIMIT_MS, signal).unref();
    asked.abort(new Error(`stopped by ${signal}`));
  };
  const restore = (): void => {
    for (const signal of SIGNALS) process.off(signal, listen);
  };
  const dieBy = (signal: NodeJS.Signals): void => {
    restore();
    clearTimeout(limit);
    process.kill(process.pid, signal);
    // The first process of a container has no default action for signals.
    setTimeout(() => process.exit(128 + (signal === 'SIGTERM' ? 15 : signal === 'SIGINT' ? 2 : 1)), 100);
  };
  for (const signal of SIGNALS) process.on(signal, listen);
  readerGone.addEventListener('abort', () => asked.abort(readerGone.reason), { once: true });
  return {
    terminate: asked.signal,
    end() {
      if (received) dieBy(received);
      else restore();
    },
  };
}
