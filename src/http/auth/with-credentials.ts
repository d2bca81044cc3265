import type { Clock } from '../../clock.ts';
import type { Credentials, RawResponse } from '../../define/http.ts';
import { ConnectorError } from '../../errors.ts';
import { backoffMs, type Random } from '../../retry/retry.ts';
import { isWebPageError } from '../errors/web-page.ts';
import { type PreparedRequest, prepareHeaders } from '../request/prepare-request.ts';

export interface AuthorizationOptions {
  readonly credentials: Credentials | undefined;
  readonly clock: Clock;
  readonly random: Random;
  readonly signal: AbortSignal;
  /** Whether a request was let in with the credentials. */
  wereGood: boolean;
}

/**
 * A refusal may be a hiccup of whoever checks the credentials, so new ones are tried after these pauses, in milliseconds, before it
 * counts. Somebody who has mistyped them waits for the answer; what was good before rarely is wrong now.
 */
const FIRST_PAUSES_MS = [0, 1_000, 2_000];
const LATER_PAUSES_MS = [...FIRST_PAUSES_MS, 15_000];

/**
 * Sends a request with the credentials of its client. A request that is answered with 401 was not carried out, so it is
 * sent again with renewed ones: at once the first time, then after pauses that grow.
 */
export async function withCredentials(
  prepared: PreparedRequest,
  send: (prepared: PreparedRequest) => Promise<RawResponse>,
  authorising: AuthorizationOptions,
): Promise<RawResponse> {
  const { credentials, clock, random, signal } = authorising;
  if (!credentials) return send(prepared);
  for (let refusals = 0; ; refusals++) {
    const headers = await credentials.headers();
    try {
      const answer = await send({
        ...prepared,
        headers: { ...prepared.headers, ...prepareHeaders(headers, prepared.where.settings) },
      });
      authorising.wereGood = true;
      return answer;
    } catch (error) {
      const pause = (authorising.wereGood ? LATER_PAUSES_MS : FIRST_PAUSES_MS)[refusals];
      if (!(error instanceof ConnectorError) || error.status !== 401 || pause === undefined) throw error;
      // Whoever answers in web pages did not look at the credentials.
      if (isWebPageError(error)) throw error;
      if (pause > 0) await clock.sleep(backoffMs(refusals, random, pause), signal);
      await credentials.renew(headers);
    }
  }
}
