import { ConnectorError, type Context, configError, transientError, withTimeLimit } from '@airbyte-ts/cdk';
import type { Api } from '../api/api.ts';
import { executionError, isNotFound } from '../api/errors.ts';
import type { Execution } from '../api/responses.ts';
import { isCounted, isOver, looksFinished, phaseOf } from '../api/status.ts';

/** Poll interval and time limit of a job, in milliseconds. */
export interface PollingLimits {
  readonly pollMs: number;
  readonly timeoutMs: number;
}

/** Factor between poll intervals, which grow up to ten times the first one, and at most 30 s. */
const GROWTH = 1.5;
const MAX_INTERVAL_MS = 30_000;
/** An accepted execution may appear late. After this time it counts as vanished. */
const MISSING_MS = 60_000;
/**
 * Consecutive polls before contradictory data counts: the status is unfinished while all other properties indicate the end, or
 * the job succeeded without counts, which may follow later.
 */
const TRUSTED_POLLS = 3;
/** Minimum time for a poll. One that would have less is made at the timeout instead. */
const MIN_POLL_MS = 3_000;
/** Time limit of each request after the timeout. */
const LAST_REQUEST_MS = 10_000;
/** The same if mediarithmics did not respond usefully before. */
const LAST_REQUEST_IF_FAILING_MS = 3_000;

/** Returns a function that gives the next poll interval in milliseconds. */
export function pollIntervals({ pollMs }: PollingLimits): () => number {
  const longest = Math.max(pollMs, Math.min(MAX_INTERVAL_MS, 10 * pollMs));
  let next = pollMs;
  return () => {
    const wait = next;
    next = Math.min(longest, next * GROWTH);
    return wait;
  };
}

interface Job {
  readonly api: Api;
  readonly context: Context;
  readonly patience: PollingLimits;
  readonly importId: string;
  readonly id: string;
}

/**
 * Waits until the job of a document has succeeded, and resolves with its execution. Polls that fail with a transient error do not
 * end the wait, because the job may be running: only its time limit does, or a Retry-After beyond it.
 * @throws ConnectorError that ends the sync in all other cases. It is never retryable, because mediarithmics may have read the
 * document.
 */
export async function waitForJob(job: Job, first: Execution): Promise<Execution> {
  const { context, patience } = job;
  const { clock, log, signal } = context;
  const startedAt = clock.monotonic();
  const nextMs = pollIntervals(patience);
  const endsAt = startedAt + patience.timeoutMs;
  let polled: Poll = { latest: first };
  let missingSince: number | undefined;
  let contradictions = 0;
  let uncounted = 0;
  let isLogged = false;
  for (;;) {
    const { latest, failure } = polled;
    if (latest && !failure) {
      const phase = phaseOf(latest);
      if (phase === 'succeeded' && (isCounted(latest) || ++uncounted > TRUSTED_POLLS)) return latest;
      if (phase === 'failed' || phase === 'canceled') throw unsuccessful(job, latest);
      contradictions = looksFinished(latest) ? contradictions + 1 : 0;
      if (contradictions > TRUSTED_POLLS) {
        log.warn(
          `${nameOf(job)} has ended with a result, but still has the status ${statusOf(latest)}. The result counts.`,
        );
        return latest;
      }
      if (phase === 'unknown' && !isLogged) {
        isLogged = true;
        log.warn(
          `${nameOf(job)} has a status that the connector does not recognise, ${statusOf(latest)}. The connector continues to poll.`,
        );
      }
    }
    const now = clock.monotonic();
    if (!failure && missingSince !== undefined && now - missingSince >= MISSING_MS) throw vanished(job);
    const pause = nextMs();
    const left = endsAt - now;
    const isLast = left - pause < MIN_POLL_MS;
    await clock.sleep(Math.max(0, isLast ? left : pause), signal);
    if (isLast) return cancelOverdue(job, polled);
    polled = await pollWithin(job, endsAt - clock.monotonic(), polled);
    if (polled.failure && (polled.failure.retryAfterMs ?? 0) > endsAt - clock.monotonic())
      return cancelOverdue(job, polled, 'is not known to be finished within');
    if (!polled.failure) missingSince = polled.latest ? undefined : (missingSince ?? clock.monotonic());
  }
}

/** What is known of an execution. */
interface Poll {
  /** The execution when it was last read; undefined if it was not found. */
  readonly latest: Execution | undefined;
  /** The error of the last poll, if it failed. */
  readonly failure?: ConnectorError;
}

/** Polls an execution, with repetitions, for a time in milliseconds. After a transient error it keeps what was known before. */
async function pollWithin(job: Job, ms: number, { latest }: Poll): Promise<Poll> {
  try {
    return { latest: await withTimeLimit(job.context.clock, ms, () => poll(job)) };
  } catch (error) {
    if (!(error instanceof ConnectorError) || error.failureType !== 'transient_error') throw error;
    return { latest, failure: error };
  }
}

/** Reads the execution; undefined if it is not found. */
export async function poll({
  api,
  importId,
  id,
}: Pick<Job, 'api' | 'importId' | 'id'>): Promise<Execution | undefined> {
  try {
    return await api.findExecution(importId, id);
  } catch (error) {
    if (isNotFound(error)) return undefined;
    throw error;
  }
}

/**
 * Cancels a job that has exceeded its time limit, if it has not started. Resolves with an execution that has succeeded meanwhile.
 * If the polls fail, the status that was read last decides, and a cancellation that fails too changes nothing. `state`: what the
 * error says before the time limit.
 */
async function cancelOverdue(job: Job, before: Poll, state = 'was not finished after'): Promise<Execution> {
  const { api, importId, id, context } = job;
  let polled = before.failure ? before : await pollWithin(job, LAST_REQUEST_MS, before);
  const isPending = polled.latest?.status === 'PENDING';
  if (isPending) {
    const ms = polled.failure ? LAST_REQUEST_IF_FAILING_MS : LAST_REQUEST_MS;
    const canceled = await withTimeLimit(context.clock, ms, () => api.cancel(importId, id)).catch(
      ignoreConnectorError,
    );
    // If the response was lost, the second request is rejected although the first one cancelled the job.
    if (canceled && isOver(canceled)) polled = { latest: canceled };
    else if (!polled.failure) polled = await pollWithin(job, LAST_REQUEST_MS, polled);
  }
  const { latest } = polled;
  const phase = latest && phaseOf(latest);
  if (latest && phase === 'succeeded') return latest;
  const isCanceled = isPending && phase === 'canceled';
  if (latest && isOver(latest) && !isCanceled) throw unsuccessful(job, latest);
  const minutes = Math.round(job.patience.timeoutMs / 60) / 1_000;
  const failure = polled.failure ?? before.failure;
  throw transientError(
    `${nameOf(job)} ${state} ${minutes} minutes. ${
      isCanceled ? 'It had not started and was cancelled.' : 'It could not be cancelled and may still end.'
    } Run the sync again, or allow more time with Execution Timeout (Minutes) (execution_timeout_minutes).${
      failure ? ` Its status could not be read at the end: ${failure.message}` : ''
    }`,
    {
      code: 'ERR_EXECUTION_TIMEOUT',
      exhausted: true,
      ...(failure && { cause: failure }),
      ...(failure?.detail !== undefined && { detail: failure.detail }),
    },
  );
}

/** Ignores a rejected cancellation: whether a job can be cancelled is not known in advance. */
function ignoreConnectorError(error: unknown): undefined {
  if (!(error instanceof ConnectorError)) throw error;
}

function unsuccessful(job: Job, execution: Execution): ConnectorError {
  const status = statusOf(execution);
  const { detail, ...explanation } = executionError(execution);
  const options = {
    ...explanation,
    code: 'ERR_EXECUTION_FAILED',
    detail: [`status ${status}`, detail].filter((part) => part !== undefined).join(', '),
  } as const;
  if (phaseOf(execution) === 'canceled')
    return configError(
      `${nameOf(job)} was cancelled in mediarithmics. Its records count as not delivered; run the sync again to send them.`,
      { ...options, code: 'ERR_EXECUTION_CANCELED' },
    );
  return transientError(
    `${nameOf(job)} ended with the status ${status}. mediarithmics shows the reason there; its records count as not delivered, and the next sync sends them again.`,
    { ...options, exhausted: true },
  );
}

const vanished = (job: Job): ConnectorError =>
  transientError(
    `mediarithmics accepted ${nameOf(job, 'the')} and no longer finds it. Its records count as not delivered; run the sync again.`,
    { code: 'ERR_EXECUTION_VANISHED', exhausted: true },
  );

const nameOf = ({ importId, id }: Job, article = 'The'): string =>
  `${article} execution ${id} of the document import ${importId}`;

/** The status, if it is one word; other text could contain data of records. */
const statusOf = ({ status }: Execution): string => (/^\w{1,40}$/.test(status) ? status : '(not a word)');
