import type { Context } from '../../define/context.ts';
import type { AnyDestination } from '../../define/destination.ts';
import { asConnectorError } from '../../errors.ts';
import { withTimeLimit } from '../../retry/time-limit.ts';

/** Short, because the sync is over and only the provider benefits. */
const CLEAN_UP_MS = 30_000;

/**
 * Calls the definition's `disconnect`, with `ms` milliseconds for all of its requests and waits (30 seconds by default). An
 * error is logged at DEBUG and does not fail the sync, because what `connect` opened expires anyway.
 */
export async function disconnect(
  definition: AnyDestination,
  api: unknown,
  { clock, log }: Context,
  ms = CLEAN_UP_MS,
): Promise<void> {
  try {
    await withTimeLimit(clock, ms, () => definition.disconnect?.(api));
  } catch (thrown) {
    log.debug(() => `Ending the session failed: ${asConnectorError(thrown).code}.`);
  }
}
