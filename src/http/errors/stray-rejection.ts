import type { Clock } from '../../clock.ts';
import type { HttpSettings } from '../../define/http.ts';
import { ConnectorError } from '../../errors.ts';
import { backoffMs, type Random } from '../../retry/retry.ts';
import { credentialsSetting } from './request-context.ts';

/** Shortest pause before a rejection is confirmed, in milliseconds. */
const PAUSE_MS = 1_000;

export interface ConfirmationOptions {
  readonly clock: Clock;
  readonly random: Random;
  readonly signal: AbortSignal;
  /** Whether the API accepted a request of this client before. */
  hasSucceeded(): boolean;
  /** Whether the error needs no confirmation: it is in the provider's own form, or was repeated with new credentials. */
  isCertain(error: ConnectorError): boolean;
}

/**
 * Repeats an attempt once after a rejection that would end the sync: gateways send such responses for a moment, for example while the
 * API is deployed. A rejected request was not applied, so it can be repeated. Before the first success of the client only
 * `withoutRecords` errors are confirmed, so that a user who mistyped a setting gets the error at once.
 */
export async function confirmRejection<T>(
  attempt: () => Promise<T>,
  { clock, random, signal, hasSucceeded, isCertain }: ConfirmationOptions,
): Promise<T> {
  try {
    return await attempt();
  } catch (error) {
    if (!(error instanceof ConnectorError) || !endsSync(error) || isCertain(error)) throw error;
    if (!hasSucceeded() && error.code !== WITHOUT_RECORDS) throw error;
    await clock.sleep(backoffMs(0, random, PAUSE_MS), signal);
    return attempt();
  }
}

const endsSync = ({ kind, status }: ConnectorError): boolean =>
  (kind === 'config' || kind === 'auth') && status !== undefined && status >= 400;

const WITHOUT_RECORDS = 'ERR_CONTROL_REQUEST_REFUSED';

/** Characters of a provider message that an error shows. */
const MAX_SHOWN = 200;

/**
 * Returns the error of a request without records: a rejection as invalid is about no record, so it ends the sync if it is confirmed. It
 * quotes the provider, who can't repeat a record. Others unchanged.
 */
export function withoutRecords(error: ConnectorError): ConnectorError {
  if (error.kind !== 'reject') return error;
  const quoted = error.providerMessage?.replace(/\s+/g, ' ').trim().slice(0, MAX_SHOWN);
  const message =
    `The API, or a gateway before it, rejected a request that contains no records (status ${error.status}). Check the settings of the destination, and proxies ` +
    `between the connector and the API.${quoted ? ` The response: ${quoted}` : ''}`;
  return error.with({ kind: 'config', code: WITHOUT_RECORDS, message });
}

/** Codes of the errors whose message says that records are at fault. */
const ABOUT_RECORDS: ReadonlySet<string> = new Set(['ERR_REFUSED', 'ERR_CONFLICT', 'ERR_TOO_LARGE']);

/** Returns the error of a call that sends no records, such as a check: a rejection is about the settings there. Others unchanged. */
export function aboutSettings(error: ConnectorError): ConnectorError {
  if (error.kind !== 'reject') return error;
  return ABOUT_RECORDS.has(error.code) ? withoutRecords(error) : error.with({ kind: 'config' });
}

/**
 * Returns the error of credentials that could not be obtained: a rejection is about the credentials, never about the records of the request that
 * needs them. Others unchanged.
 */
export function aboutCredentials(error: ConnectorError, settings: HttpSettings | undefined): ConnectorError {
  if (error.kind !== 'reject') return error;
  if (!ABOUT_RECORDS.has(error.code)) return error.with({ kind: 'auth' });
  const message = `The API rejected the request for credentials (status ${error.status}). Check ${credentialsSetting(settings)}; they may have expired.`;
  return error.with({ kind: 'auth', code: 'ERR_UNAUTHORIZED', message });
}
