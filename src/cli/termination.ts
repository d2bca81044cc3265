const SIGNALS = ['SIGTERM', 'SIGINT', 'SIGHUP'] as const;

/** The end of the process by somebody else's wish. */
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
  const listen = (signal: NodeJS.Signals): void => {
    if (received) dieBy(signal);
    received = signal;
    asked.abort(new Error(`terminated by ${signal}`));
  };
  const restore = (): void => {
    for (const signal of SIGNALS) process.off(signal, listen);
  };
  const dieBy = (signal: NodeJS.Signals): void => {
    restore();
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
