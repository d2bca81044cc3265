import type { AnyDestination } from '../define/destination.ts';
import type { SharedConfig } from '../define/shared-config.ts';
import { disconnect } from '../engine/delivery/disconnect.ts';
import { type Bounds, bounded, CLEAN_UP_MS } from './bounded.ts';
import type { CommandRuntime } from './command-runtime.ts';

/** The parts of a runtime that a session uses. */
export type SessionRuntime = Pick<CommandRuntime, 'context' | 'renewalsEnded' | 'abort'>;

/**
 * Connects to the provider, works with the client, and ends the session, also if the work fails, reaches its deadline or is ended
 * by a signal. Returns when renewals of credentials have ended, so that the next client gets the new ones.
 */
export async function inSession<T>(
  definition: AnyDestination,
  config: SharedConfig,
  runtime: SessionRuntime,
  bounds: Bounds,
  work: (api: unknown) => Promise<T>,
): Promise<T> {
  const { context, renewalsEnded } = runtime;
  const api = definition.connect(config, context);
  let ending: Promise<void> | undefined;
  const end = (): Promise<void> => {
    ending ??= disconnect(definition, api, context, CLEAN_UP_MS).then(renewalsEnded);
    return ending;
  };
  try {
    return await bounded(work(api), bounds, runtime, end);
  } finally {
    await end();
  }
}
