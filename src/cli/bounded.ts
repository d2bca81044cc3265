import type { Clock } from '../clock.ts';
import type { ConnectorError } from '../errors.ts';
import type { CommandRuntime } from './command-runtime.ts';

/** What ends work before it is done. */
export interface Bounds {
  readonly clock: Clock;
  /** Aborted on a signal. */
  readonly terminate?: AbortSignal | undefined;
  readonly deadline?: { readonly ms: number; readonly error: () => ConnectorError } | undefined;
}

/** Time limit for ending a session; the result of the command waits for it. */
export const CLEAN_UP_MS = 5_000;

/**
 * Waits for work, and aborts every request at its deadline or on a signal. `end` is called before that: nothing can be sent to
 * the provider after it, such as the end of a session.
 */
export async function bounded<T>(
  work: Promise<T>,
  { clock, terminate, deadline }: Bounds,
  runtime: Pick<CommandRuntime, 'abort'>,
  end: () => Promise<void> = () => Promise.resolve(),
): Promise<T> {
  const stop = (reason: unknown): void => {
    const abort = (): void => runtime.abort(reason);
    // The end may wait for work that only the abort ends.
    const cancelBound = clock.after(CLEAN_UP_MS, abort);
    void end().then(() => {
      cancelBound();
      abort();
    });
  };
  const onSignal = (): void => stop(terminate?.reason);
  if (terminate?.aborted) onSignal();
  terminate?.addEventListener('abort', onSignal, { once: true });
  const cancel = deadline && clock.after(deadline.ms, () => stop(deadline.error()));
  try {
    return await work;
  } finally {
    cancel?.();
    terminate?.removeEventListener('abort', onSignal);
  }
}
