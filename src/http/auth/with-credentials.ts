import type { Clock } from '../../clock.ts';
import type { Credentials, RawResponse } from '../../define/http.ts';
import { ConnectorError } from '../../errors.ts';
import type { Random } from '../../random.ts';
import { backoffMs } from '../../retry/retry.ts';
import { isGatewayError } from '../errors/web-page.ts';
import { aboutCredentials } from '../errors/without-records.ts';
import { type Headers, type PreparedRequest, prepareHeaders } from '../request/prepare-request.ts';

export interface AuthorizationOptions {
  readonly credentials: Credentials | undefined;
  readonly clock: Clock;
  readonly random: Random;
  readonly signal: AbortSignal;
  /** Whether a request succeeded with the credentials. */
  wereGood: boolean;
  /** The latest headers of the credentials, as they are and as they are sent: preparing them for each request would cost much. */
  prepared: { readonly from: Headers; readonly headers: Headers } | undefined;
}

/**
 * Pauses before a rejected request is repeated with new credentials, in milliseconds. The provider's check of credentials may
 * fail for a moment. The first pauses are short, because a user who mistyped credentials waits for the error; credentials that
 * worked before are rarely wrong now, so they get more attempts.
 */
const FIRST_PAUSES_MS = [0, 1_000, 2_000];
const LATER_PAUSES_MS = [...FIRST_PAUSES_MS, 15_000];

/**
 * Sends a request with the credentials of its client. A request with the response 401 was not applied, so it is
 * sent again with renewed credentials: first without a pause, then after growing pauses.
 */
export function withCredentials(
  prepared: PreparedRequest,
  send: (prepared: PreparedRequest, credentials?: Headers) => Promise<RawResponse>,
  authorising: AuthorizationOptions,
): Promise<RawResponse> {
  const { credentials } = authorising;
  return credentials ? sendWith(credentials, prepared, send, authorising) : send(prepared);
}

/** Compares values, because credentials may return one object whose values change. */
function isSame(one: Headers, other: Headers): boolean {
  const names = Object.keys(one);
  return names.length === Object.keys(other).length && names.every((name) => one[name] === other[name]);
}

async function sendWith(
  credentials: Credentials,
  prepared: PreparedRequest,
  send: (prepared: PreparedRequest, credentials?: Headers) => Promise<RawResponse>,
  authorising: AuthorizationOptions,
): Promise<RawResponse> {
  const { clock, random, signal } = authorising;
  const throwAboutCredentials = (error: unknown): never => {
    throw error instanceof ConnectorError ? aboutCredentials(error, prepared.where.settings) : error;
  };
  for (let rejections = 0; ; rejections++) {
    const headers = await credentials.headers().catch(throwAboutCredentials);
    try {
      if (!authorising.prepared || !isSame(authorising.prepared.from, headers))
        authorising.prepared = {
          from: { ...headers },
          headers: prepareHeaders(headers, prepared.where.settings),
        };
      const response = await send(prepared, authorising.prepared.headers);
      authorising.wereGood = true;
      return response;
    } catch (error) {
      const pause = (authorising.wereGood ? LATER_PAUSES_MS : FIRST_PAUSES_MS)[rejections];
      if (!(error instanceof ConnectorError) || error.status !== 401 || pause === undefined) throw error;
      // A web page comes from a proxy or gateway, which did not check the credentials.
      if (isGatewayError(error)) throw error;
      if (pause > 0) await clock.sleep(backoffMs(rejections, random, pause), signal);
      await credentials.renew(headers).catch(throwAboutCredentials);
    }
  }
}
