import { ConnectorError, type Context, configError, transientError, withTimeLimit } from '#cdk';
import type { Api } from '../api/api.ts';
import type { Execution } from '../api/replies.ts';
import { isCounted, isOver, looksFinished, phaseOf } from '../api/status.ts';

/** How patiently jobs are waited for, in milliseconds. */
export interface Patience {
  readonly pollMs: number;
  readonly timeoutMs: number;
}

/** The waits between polls grow by this, up to ten times the first one or half a minute. */
const GROWTH = 1.5;
const LONGEST_MS = 30_000;
/** What was accepted may be found late. After so long it is gone. */
const MISSING_MS = 60_000;
/**
 * So many times in a row a job may say that it is not done while everything else says that it is, or that it succeeded
 * without its counts, which may come a moment later.
 */
const TRUSTED_POLLS = 3;
/** The least time for a poll, and the time for each step of giving up. */
const LEAST_MS = 30_000;

/** The waits from one poll to the next. */
export function growing({ pollMs }: Patience): () => number {
  const longest = Math.max(pollMs, Math.min(LONGEST_MS, 10 * pollMs));
  let next = pollMs;
  return () => {
    const wait = next;
    next = Math.min(longest, next * GROWTH);
    return wait;
  };
}

interface Waiting {
  readonly api: Api;
  readonly context: Context;
  readonly patience: Patience;
  readonly importId: string;
  readonly id: string;
}

/**
 * Waits until the job of a document is over, and tells how it ended when it succeeded. Otherwise it throws what ends the
 * sync: never something that would send the document again, for it may have been read.
 */
export async function finished(waiting: Waiting, first: Execution): Promise<Execution> {
  const { context, patience } = waiting;
  const { clock, log, signal } = context;
  const startedAt = clock.monotonic();
  const nextMs = growing(patience);
  let latest: Execution | undefined = first;
  let missingSince: number | undefined;
  let doubts = 0;
  let uncounted = 0;
  let isTold = false;
  for (;;) {
    if (latest) {
      const phase = phaseOf(latest);
      if (phase === 'succeeded' && (isCounted(latest) || ++uncounted > TRUSTED_POLLS)) return latest;
      if (phase === 'failed' || phase === 'canceled') throw endedBadly(waiting, latest);
      doubts = looksFinished(latest) ? doubts + 1 : 0;
      if (doubts > TRUSTED_POLLS) {
        log.warn(
          `${nameOf(waiting)} has ended with a result, but still says ${wordOf(latest)}. The result counts.`,
        );
        return latest;
      }
      if (phase === 'unknown' && !isTold) {
        isTold = true;
        log.warn(
          `${nameOf(waiting)} has a status that the connector does not know, ${wordOf(latest)}. It goes on asking.`,
        );
      }
    }
    const now = clock.monotonic();
    const left = startedAt + patience.timeoutMs - now;
    if (missingSince !== undefined && now - missingSince >= MISSING_MS) throw vanished(waiting);
    if (left <= 0) return givenUp(waiting);
    await clock.sleep(Math.min(nextMs(), left), signal);
    const time = Math.max(LEAST_MS, startedAt + patience.timeoutMs - clock.monotonic());
    latest = await withTimeLimit(clock, time, () => poll(waiting));
    missingSince = latest ? undefined : (missingSince ?? clock.monotonic());
  }
}

/** The execution as it is now; undefined when it can't be found. */
export async function poll({ api, importId, id }: Waiting): Promise<Execution | undefined> {
  try {
    return await api.findExecution(importId, id);
  } catch (error) {
    if (error instanceof ConnectorError && error.status === 404) return undefined;
    throw error;
  }
}

/** Cancels a job that has taken too long, as long as it has not begun; one that ended in this moment counts after all. */
async function givenUp(waiting: Waiting): Promise<Execution> {
  const { api, importId, id } = waiting;
  const shortly = <T>(ask: () => Promise<T>): Promise<T> =>
    withTimeLimit(waiting.context.clock, LEAST_MS, ask);
  let latest = await shortly(() => poll(waiting));
  const isPending = latest?.status === 'PENDING';
  if (isPending) {
    const answer = await shortly(() => api.cancel(importId, id)).catch(refused);
    // A lost answer and a second request are refused, though the first one cancelled the job.
    latest = answer && isOver(answer) ? answer : await shortly(() => poll(waiting));
  }
  const phase = latest && phaseOf(latest);
  if (latest && phase === 'succeeded') return latest;
  const isCanceled = isPending && phase === 'canceled';
  if (latest && isOver(latest) && !isCanceled) throw endedBadly(waiting, latest);
  const minutes = Math.round((waiting.patience.timeoutMs / 60_000) * 10) / 10;
  throw transientError(
    `${nameOf(waiting)} was not done after ${minutes} minutes. ${
      isCanceled
        ? 'It had not begun and was cancelled.'
        : 'It could not be cancelled any more and may still end.'
    } Run the sync again, or allow more time with Execution Timeout (Minutes) (execution_timeout_minutes).`,
    { code: 'ERR_EXECUTION_TIMEOUT', exhausted: true },
  );
}

/** Whether a job can be cancelled is known only from trying. */
function refused(error: unknown): undefined {
  if (!(error instanceof ConnectorError)) throw error;
}

function endedBadly(waiting: Waiting, execution: Execution): ConnectorError {
  const status = wordOf(execution);
  const options = { code: 'ERR_EXECUTION_FAILED', detail: `status ${status}` } as const;
  if (phaseOf(execution) === 'canceled')
    return configError(
      `${nameOf(waiting)} was cancelled in mediarithmics. Its records count as not delivered; run the sync again when they shall be.`,
      { ...options, code: 'ERR_EXECUTION_CANCELED' },
    );
  return transientError(
    `${nameOf(waiting)} ended with the status ${status}. mediarithmics shows the reason beside it; its records count as not delivered, and the next sync sends them again.`,
    { ...options, exhausted: true },
  );
}

const vanished = (waiting: Waiting): ConnectorError =>
  transientError(
    `mediarithmics accepted ${nameOf(waiting, 'the')} and does not find it any more. Its records count as not delivered; run the sync again.`,
    { code: 'ERR_EXECUTION_VANISHED', exhausted: true },
  );

const nameOf = ({ importId, id }: Waiting, article = 'The'): string =>
  `${article} execution ${id} of the document import ${importId}`;

/** A word of the provider, as far as it is one. */
const wordOf = ({ status }: Execution): string => (/^\w{1,40}$/.test(status) ? status : '(no word)');
