import type { AnyDestination } from '../define/destination.ts';
import type { SharedConfig } from '../define/shared-config.ts';
import { ConnectorError } from '../errors.ts';
import { aboutSettingsWithResponse } from '../http/errors/without-records.ts';
import type { Bounds } from './bounded.ts';
import { inSession, type SessionRuntime } from './in-session.ts';

/**
 * Returns the definition; its `operations` also include those that `fetchOperations` gets from the provider. The connector may
 * change its configuration meanwhile (`CommandRuntime.liveConfig`).
 */
export async function withFetchedOperations(
  definition: AnyDestination,
  config: SharedConfig,
  runtime: SessionRuntime,
  bounds: Bounds = { clock: runtime.context.clock },
): Promise<AnyDestination> {
  if (!definition.fetchOperations) return definition;
  try {
    const fetched = await inSession(
      definition,
      config,
      runtime,
      bounds,
      async (api) => await definition.fetchOperations!(api, config, runtime.context),
    );
    return { ...definition, operations: (...given) => [...definition.operations(...given), ...fetched] };
  } catch (thrown) {
    throw thrown instanceof ConnectorError ? aboutSettingsWithResponse(thrown) : thrown;
  }
}
