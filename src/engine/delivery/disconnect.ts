import type { Context } from '../../define/context.ts';
import type { AnyDestination } from '../../define/destination.ts';
import { asConnectorError } from '../../errors.ts';
import { withTimeLimit } from '../../retry/time-limit.ts';

/** The time for all that ends a connection: the sync is over, and only the provider gains by it. */
const CLEAN_UP_MS = 30_000;

/**
 * Ends what `connect` began, in 30 s by default: a provider that asks to wait for longer, or that does not answer, is left as it is.
 * What can't be ended ends by itself some day: no reason to fail a sync.
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
