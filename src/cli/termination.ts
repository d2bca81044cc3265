const SIGNALS = ['SIGTERM', 'SIGINT', 'SIGHUP'] as const;

/**
 * A process that was told to end is gone after this time, also when nothing can be written any more because stdout is
 * not read. The engine ends what is under way before that; `docker stop` and PyAirbyte kill after ten seconds.
 */
const LIMIT_MS = 8_000;

/** A shutdown requested from outside: a signal, or a closed stdout. */
export interface Termination {
  readonly terminate: AbortSignal;
  /** To be called last: dies by the signal that came, if one came. */
  end(): void;
}

/**
 * Listens for signals and for a reader that has gone. A first signal asks for an orderly end; a second one ends at once.
 * In the end the process dies by the signal itself: an exit code of 0 would say that every record was delivered.
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
