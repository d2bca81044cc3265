import type { StreamRun } from '../../define/stream.ts';

type Numbers = Pick<StreamRun, 'syncId' | 'generationId'>;
/** The variables of the process. */
export type Environment = Readonly<Record<string, string | undefined>>;

/**
 * The number of the platform's job, the same for all its attempts: from the catalog, else from the environment. Undefined where nobody
 * says it.
 */
export function jobIdOf(numbers: Numbers, environment: Environment): number | undefined {
  return hasPlaceholderJobIds(numbers, environment) ? undefined : (numbers.syncId ?? jobIn(environment));
}

/** PyAirbyte numbers every sync and every generation 1, which says nothing; a platform whose numbers they are names its job too. */
export function hasPlaceholderJobIds({ syncId, generationId }: Numbers, environment: Environment): boolean {
  return syncId === 1 && generationId === 1 && jobIn(environment) === undefined;
}

function jobIn({ WORKER_JOB_ID = '' }: Environment): number | undefined {
  return /^\d{1,15}$/.test(WORKER_JOB_ID) ? Number(WORKER_JOB_ID) : undefined;
}
