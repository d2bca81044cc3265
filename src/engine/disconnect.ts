import type { AnyDestination, Context } from '../define/destination.ts';
import { asConnectorError } from '../errors.ts';

/** What can't be ended ends by itself some day: no reason to fail a sync. */
export async function disconnect(definition: AnyDestination, api: unknown, { log }: Context): Promise<void> {
  try {
    await definition.disconnect?.(api);
  } catch (thrown) {
    log.debug(() => `Ending the session failed: ${asConnectorError(thrown).code}.`);
  }
}
