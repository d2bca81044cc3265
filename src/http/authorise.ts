import type { Clock } from '../clock.ts';
import { ConnectorError } from '../errors.ts';
import { type Prepared, prepareHeaders } from './prepare.ts';
import { backoffMs, type Random } from './retry.ts';
import type { Answer, Credentials } from './types.ts';

export interface Authorising {
  readonly credentials: Credentials | undefined;
  readonly clock: Clock;
  readonly random: Random;
  readonly signal: AbortSignal;
}

/** A refusal may be a hiccup of whoever checks the credentials, so new ones are tried this often before it counts. */
const RENEWALS = 3;
const PAUSE_MS = 1_000;

/**
 * Sends a request with the credentials of its client. A request that is answered with 401 was not carried out, so it is
 * sent again with renewed ones: at once the first time, then after pauses that grow.
 */
export async function authorised(
  prepared: Prepared,
  send: (prepared: Prepared) => Promise<Answer>,
  { credentials, clock, random, signal }: Authorising,
): Promise<Answer> {
  if (!credentials) return send(prepared);
  for (let refusals = 0; ; refusals++) {
    const headers = await credentials.headers();
    try {
      return await send({ ...prepared, headers: { ...prepared.headers, ...prepareHeaders(headers) } });
    } catch (error) {
      if (!(error instanceof ConnectorError) || error.status !== 401 || refusals === RENEWALS) throw error;
      if (refusals > 0) await clock.sleep(backoffMs(refusals, random, PAUSE_MS * refusals), signal);
      await credentials.renew(headers);
    }
  }
}
