import type { Environment } from '../environment.ts';

/**
 * Returns the numbers that distinguish the syncs of a stream. PyAirbyte numbers every sync and every generation 1; a platform in
 * its first job also sets `WORKER_JOB_ID`.
 */
export function jobNumbers(
  { sync_id, generation_id }: Readonly<Record<string, unknown>>,
  environment: Environment,
): { readonly syncId: number | undefined; readonly hasPlaceholderNumbers: boolean } {
  const job = jobIn(environment);
  const syncId = typeof sync_id === 'number' ? sync_id : undefined;
  const hasPlaceholderNumbers = syncId === 1 && generation_id === 1 && job === undefined;
  return { syncId: hasPlaceholderNumbers ? undefined : (syncId ?? job), hasPlaceholderNumbers };
}

function jobIn({ WORKER_JOB_ID = '' }: Environment): number | undefined {
  return /^\d{1,15}$/.test(WORKER_JOB_ID) ? Number(WORKER_JOB_ID) : undefined;
}
