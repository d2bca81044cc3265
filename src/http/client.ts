import { setMaxListeners } from 'node:events';
import type { z } from 'zod';
import type { Clock } from '../clock.ts';
import { DEFAULT_CONCURRENCY, MAX_CONCURRENCY } from '../define/destination.ts';
import type { Http, HttpOptions, HttpRequest, HttpResponse, RawResponse } from '../define/http.ts';
import type { Log } from '../define/log.ts';
import type { Environment } from '../environment.ts';
import { asConnectorError, type ConnectorError } from '../errors.ts';
import { currentMeter, startWaiting } from '../observer/meter.ts';
import type { SyncObserver } from '../observer/sync-observer.ts';
import { retryReason } from '../observer/wait-reasons.ts';
import type { Random } from '../random.ts';
import { type RetryOptions, withRetry } from '../retry/retry.ts';
import { RETRY_BUDGET_MS } from '../retry/time-limit.ts';
import { withCredentials } from './auth/with-credentials.ts';
import { openDispatcher } from './connection/dispatcher.ts';
import { isOutcomeUnknown } from './errors/classify.ts';
import { type ConfirmationOptions, confirmRejection } from './errors/stray-rejection.ts';
import { isGatewayError } from './errors/web-page.ts';
import { createGate } from './limits/gate.ts';
import { parseBaseUrl } from './request/base-url.ts';
import { parseResponse } from './request/parse-response.ts';
import {
  type Headers,
  type PreparedRequest,
  prepareHeaders,
  prepareRequest,
} from './request/prepare-request.ts';
import { ResponseReader } from './response-reader.ts';
import { Sender } from './sender.ts';

/** What the client gets from the CDK. */
export interface HttpEnvironment {
  readonly clock: Clock;
  readonly random: Random;
  /** Aborts everything at once: waiting and running requests reject with its reason. */
  readonly signal: AbortSignal;
  readonly log: Log;
  /** Called if the provider asks to wait: until when (milliseconds since 1970), and for how long. */
  readonly onClosed?: (untilWallMs: number, waitMs: number) => void;
  /** The header of clients that set none; `airbyte-destination` by default. */
  readonly userAgent?: string;
  /** Receives requests and waits. */
  readonly observer?: SyncObserver | undefined;
  /** The destination's `maxConcurrency`: limit of concurrent requests. */
  readonly maxConcurrency?: number | undefined;
  /** How long `idempotent` requests are repeated, in milliseconds from the first failure; 15 minutes by default. */
  readonly retryBudgetMs?: number;
  /** Base URLs of which the API has responded; clients that share it judge failures before the first response together. */
  readonly responded?: Set<string>;
  /** Whether the command sends records; `true` by default. `check` and `discover` send none. */
  readonly hasRecords?: boolean;
  /** Contains the proxy variables; the environment of the process by default. */
  readonly environment?: Environment;
  /**
   * Masks secrets in a text. Error responses may repeat them, and a text that is shortened first could keep a part of a
   * secret.
   */
  readonly redact?: (text: string) => string;
}

/** A request, with the schema of its response if it has one. */
type WantedRequest = HttpRequest & { readonly responseSchema?: z.ZodType };

const TIMEOUT_MS = 60_000;
/** Longest wait before a repetition in a command without records: a user waits for its result. */
const MAX_BACKOFF_WITHOUT_RECORDS_MS = 4_000;

/**
 * Creates a client for one API with one quota. Throws a `config` error for an invalid base URL or header.
 *
 * A request throws ConnectorError, or the reason of the environment's signal after that aborts. `idempotent` requests are
 * repeated here; all others fail after one attempt, and `isOutcomeUnknown` tells whether they may have been applied.
 */
export function createHttp(options: HttpOptions, env: HttpEnvironment): Http {
  const { clock, random, signal, log, observer } = env;
  const { credentials, requestsPerSecond } = options;
  // Each pause before a repetition adds a listener; Node 20 would warn of a leak from eleven on.
  setMaxListeners(0, signal);
  const defaults = requestDefaults(options, env);
  const { base } = defaults;
  const maxConcurrency = concurrencyOf(env);
  const budgetMs = env.retryBudgetMs ?? RETRY_BUDGET_MS;
  const reader = new ResponseReader(options, {
    clock,
    redact: env.redact,
    patienceMs: budgetMs / 2,
    hasRecords: env.hasRecords ?? true,
    address: base.origin + base.prefix,
    responded: env.responded,
  });
  const gate = createGate({
    clock,
    random,
    maxConcurrency,
    ...(requestsPerSecond !== undefined && { requestsPerSecond }),
    ...(env.onClosed !== undefined && { onClosed: env.onClosed }),
  });
  const sender = new Sender({
    origin: base.origin,
    entrance: { gate, clock, signal, observer, requestsPerSecond, budgetMs },
    reader,
    log,
    connect: () => openDispatcher(base, maxConcurrency, env.environment ?? process.env),
  });
  const send = (prepared: PreparedRequest, headers?: Headers) => sender.send(prepared, headers);
  const authorising = { credentials, clock, random, signal, wereGood: false, prepared: undefined };
  const confirming: ConfirmationOptions = {
    ...{ clock, random, signal },
    hasSucceeded: () => reader.hasSucceeded,
    isCertain: (error) => reader.isCertain(error),
  };
  const onRetry = (error: ConnectorError, waitMs: number) => reportRetry(error, waitMs, env);
  const repeating: RetryOptions = {
    ...{ clock, random, signal, budgetMs, onRetry },
    ...(env.hasRecords === false && { maxBackoffMs: MAX_BACKOFF_WITHOUT_RECORDS_MS }),
  };

  const attempt = (prepared: PreparedRequest): Promise<RawResponse> =>
    confirmRejection(() => withCredentials(prepared, send, authorising), confirming);

  const request = async (wanted: WantedRequest): Promise<HttpResponse<unknown>> => {
    try {
      const prepared = prepareRequest(wanted, defaults);
      if (!wanted.idempotent) return parsed(await attempt(prepared), wanted, prepared);
      return await withRetry(
        async () => parsed(await attempt(prepared), wanted, prepared),
        repetitionOf(wanted, repeating),
      );
    } catch (thrown) {
      if (signal.aborted && thrown === signal.reason) throw thrown;
      throw asConnectorError(thrown);
    }
  };

  return {
    // The overloads of Http give the type of the data, with and without a schema.
    request: request as Http['request'],
    close: () => sender.close(),
  };
}

function requestDefaults({ baseUrl, settings, headers, timeoutMs }: HttpOptions, env: HttpEnvironment) {
  return {
    base: parseBaseUrl(baseUrl, settings),
    headers: {
      'user-agent': env.userAgent ?? 'airbyte-destination',
      ...prepareHeaders(headers, settings),
    },
    timeoutMs: timeoutMs ?? TIMEOUT_MS,
    settings,
  };
}

function concurrencyOf({ maxConcurrency = DEFAULT_CONCURRENCY }: HttpEnvironment): number {
  return Math.min(MAX_CONCURRENCY, Math.max(1, Math.trunc(maxConcurrency)));
}

/** Returns the response with the data of its body. Throws the error of a body that does not match the schema. */
function parsed(
  response: RawResponse,
  { responseSchema: schema }: WantedRequest,
  { where }: PreparedRequest,
): HttpResponse<unknown> {
  const data = schema ? parseResponse(response, schema, where) : response.text;
  return { status: response.status, headers: response.headers, data };
}

/** Returns how a request is repeated that may be. */
function repetitionOf({ idempotent, body }: WantedRequest, repeating: RetryOptions): RetryOptions {
  if (idempotent !== 'when-rejected') return repeating;
  return {
    ...repeating,
    // A rejection about one of the records would come each time: the engine bisects the batch instead.
    mayRepeat: (error) => !isOutcomeUnknown(error) && !(body && isGatewayError(error)),
  };
}

/** Reports that a request will be repeated. Returns the function that reports the end of the wait. */
function reportRetry(
  error: ConnectorError,
  waitMs: number,
  { clock, log, observer }: HttpEnvironment,
): () => void {
  const meter = currentMeter();
  if (meter) meter.retries += 1;
  const fact = error.detail === undefined ? error.code : `${error.code}: ${error.detail}`;
  log.info(`${error.message} Trying again in ${Math.ceil(waitMs / 1000)} s. [${fact}]`);
  return startWaiting(retryReason(error, clock.wall() + waitMs), observer);
}
