import type { Clock } from '../../clock.ts';
import { ConnectorError } from '../../errors.ts';
import type { Random } from '../../random.ts';
import { backoffMs } from '../../retry/retry.ts';
import { WITHOUT_RECORDS } from './without-records.ts';

/** Shortest pause before a rejection is confirmed, in milliseconds. */
const PAUSE_MS = 1_000;

export interface ConfirmationOptions {
  readonly clock: Clock;
  readonly random: Random;
  readonly signal: AbortSignal;
  /** Whether the API accepted a request of this client before. */
  hasSucceeded(): boolean;
  /** Whether the error needs no confirmation: see `ResponseReader.isCertain`. */
  isCertain(error: ConnectorError): boolean;
}

/**
 * Repeats an attempt once after a rejection that would end the sync: gateways send such responses for a moment, for example while
 * the API is deployed. A rejected request was not applied, so it can be repeated. Before the first success of the client only
 * `withoutRecords` errors are confirmed, so that a user who mistyped a setting gets the error at once.
 */
export function confirmRejection<T>(attempt: () => Promise<T>, options: ConfirmationOptions): Promise<T> {
  const { clock, random, signal, hasSucceeded, isCertain } = options;
  return attempt().catch(async (error: unknown) => {
    if (!(error instanceof ConnectorError) || !endsSync(error) || isCertain(error)) throw error;
    if (!hasSucceeded() && error.code !== WITHOUT_RECORDS) throw error;
    await clock.sleep(backoffMs(0, random, PAUSE_MS), signal);
    return attempt();
  });
}

const endsSync = ({ kind, status }: ConnectorError): boolean =>
  (kind === 'config' || kind === 'auth') && status !== undefined && status >= 400;
