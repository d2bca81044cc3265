import type { Context } from '@airbyte-ts/cdk';
import type { DataApi } from '../api/api.ts';

/** Removes a data set without visible rows. Errors are ignored, because a remaining set is not visible. */
export async function abandon(api: DataApi, id: string, { signal }: Context): Promise<void> {
  try {
    await api.remove(id);
  } catch (error) {
    if (signal.aborted) throw error;
  }
}
