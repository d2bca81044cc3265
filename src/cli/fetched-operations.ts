import type { AnyDestination } from '../define/destination.ts';
import type { SharedConfig } from '../define/shared-config.ts';
import { disconnect } from '../engine/delivery/disconnect.ts';
import { ConnectorError } from '../errors.ts';
import { aboutSettingsWithResponse } from '../http/errors/without-records.ts';
import type { CommandRuntime } from './command-runtime.ts';

/** Time limit for ending the session of these requests. */
const CLEAN_UP_MS = 5_000;

/**
 * Returns the definition; its `operations` also include those that `fetchOperations` gets from the provider. The connector may
 * change its configuration meanwhile (`CommandRuntime.liveConfig`).
 */
export async function withFetchedOperations(
  definition: AnyDestination,
  config: SharedConfig,
  { context, renewalsEnded }: CommandRuntime,
): Promise<AnyDestination> {
  if (!definition.fetchOperations) return definition;
  const api = definition.connect(config, context);
  try {
    const fetched = await definition.fetchOperations(api, config, context);
    return { ...definition, operations: (...given) => [...definition.operations(...given), ...fetched] };
  } catch (thrown) {
    throw thrown instanceof ConnectorError ? aboutSettingsWithResponse(thrown) : thrown;
  } finally {
    await disconnect(definition, api, context, CLEAN_UP_MS);
    // The next client gets the renewed credentials.
    await renewalsEnded();
  }
}
