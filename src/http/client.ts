import { setMaxListeners } from 'node:events';
import type { Dispatcher } from 'undici';
import type { z } from 'zod';
import type { Clock } from '../clock.ts';
import { DEFAULT_CONCURRENCY } from '../define/destination.ts';
import type { Http, HttpOptions, HttpRequest, HttpResponse, RawResponse } from '../define/http.ts';
import type { Log } from '../define/log.ts';
import type { Environment } from '../environment.ts';
import { asConnectorError, type ConnectorError } from '../errors.ts';
import { currentMeter, startWaiting } from '../observer/meter.ts';
import type { SyncObserver } from '../observer/sync-observer.ts';
import { RESPONSE, retryReason } from '../observer/wait-reasons.ts';
import type { Random } from '../random.ts';
import { withRetry } from '../retry/retry.ts';
import { RETRY_BUDGET_MS, timeLimit } from '../retry/time-limit.ts';
import { withCredentials } from './auth/with-credentials.ts';
import { openDispatcher } from './connection/dispatcher.ts';
import { enterGate } from './enter-gate.ts';
import { isOutcomeUnknown } from './errors/classify.ts';
import { type ConfirmationOptions, confirmRejection } from './errors/stray-rejection.ts';
import { isGatewayError } from './errors/web-page.ts';
import { createGate } from './limits/gate.ts';
import type { Pass } from './limits/pass.ts';
import { parseBaseUrl } from './request/base-url.ts';
import { exchange } from './request/exchange.ts';
import { parseResponse } from './request/parse-response.ts';
import {
  type Headers,
  type PreparedRequest,
  prepareHeaders,
  prepareRequest,
} from './request/prepare-request.ts';
import { ResponseReader } from './response-reader.ts';

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
  /** Contains the proxy variables; the environment of the process by default. */
  readonly environment?: Environment;
  /**
   * Masks secrets in a text. Error responses may repeat them, and a text that is shortened first could keep a part of a
   * secret.
   */
  readonly redact?: (text: string) => string;
}

const TIMEOUT_MS = 60_000;
const MAX_CONCURRENCY = 64;

/**
 * Creates a client for one API with one quota. Throws a `config` error for an invalid base URL or header.
 *
 * A request throws ConnectorError, or the reason of the environment's signal after that aborts. `idempotent` requests are
 * repeated here; all others fail after one attempt, and `isOutcomeUnknown` tells whether they may have been applied.
 */
export function createHttp(options: HttpOptions, env: HttpEnvironment): Http {
  const { clock, signal, log, random, observer } = env;
  // Each pause before a repetition adds a listener; Node 20 would warn of a leak from eleven on.
  setMaxListeners(0, signal);
  const base = parseBaseUrl(options.baseUrl, options.settings);
  const headers = {
    'user-agent': env.userAgent ?? 'airbyte-destination',
    ...prepareHeaders(options.headers, options.settings),
  };
  const fixed = { base, headers, timeoutMs: options.timeoutMs ?? TIMEOUT_MS, settings: options.settings };
  const maxConcurrency = Math.min(
    MAX_CONCURRENCY,
    Math.max(1, Math.trunc(env.maxConcurrency ?? DEFAULT_CONCURRENCY)),
  );
  const gate = createGate({
    clock,
    random,
    maxConcurrency,
    ...(options.requestsPerSecond !== undefined && { requestsPerSecond: options.requestsPerSecond }),
    ...(env.onClosed !== undefined && { onClosed: env.onClosed }),
  });
  const budgetMs = env.retryBudgetMs ?? RETRY_BUDGET_MS;
  const authorising = {
    credentials: options.credentials,
    clock,
    random,
    signal,
    wereGood: false,
    prepared: undefined,
  };
  let dispatcher: Dispatcher | undefined;
  const reader = new ResponseReader(options, { clock, redact: env.redact, patienceMs: budgetMs / 2 });
  const confirming: ConfirmationOptions = {
    ...{ clock, random, signal },
    hasSucceeded: () => reader.hasSucceeded,
    isCertain: (error) => reader.isCertain(error),
  };
  const entrance = { gate, clock, signal, observer, requestsPerSecond: options.requestsPerSecond, budgetMs };

  const send = async (prepared: PreparedRequest, credentials?: Headers): Promise<RawResponse> => {
    const { method, path, where, isSuccess, maxBytes } = prepared;
    dispatcher ??= openDispatcher(base, maxConcurrency, env.environment ?? process.env);
    const entering = enterGate(entrance, prepared);
    const pass = entering instanceof Promise ? await entering : entering;
    let outcome: Parameters<Pass['done']> = ['cancelled'];
    let said: number | string = 'cancelled';
    const resume = observer?.waiting(RESPONSE);
    const requestEnded = observer?.requestSent();
    try {
      const startedAt = clock.monotonic();
      const timeoutMs = Math.min(where.timeoutMs, timeLimit(clock).totalMs);
      const isShortened = timeoutMs < where.timeoutMs;
      const result = await exchange(
        {
          origin: base.origin,
          path,
          method,
          headers: { ...prepared.headers, ...credentials },
          body: prepared.body?.send(),
        },
        { dispatcher, clock, signal, timeoutMs, isSuccess, maxBytes },
      );
      const reading = reader.read(
        result,
        isShortened ? { ...prepared, where: { ...where, timeoutMs } } : prepared,
      );
      const response = reading instanceof Promise ? await reading : reading;
      outcome = outcomeOf(response);
      said = response instanceof Error ? (response.status ?? response.code) : response.status;
      log.debug(() => {
        const summary = response instanceof Error ? response.code : response.status;
        return `${method} ${where.route}: ${summary} after ${Math.round(clock.monotonic() - startedAt)} ms.`;
      });
      if (response instanceof Error) throw response;
      return response;
    } finally {
      resume?.();
      requestEnded?.(said);
      pass.done(...outcome);
    }
  };

  const onRetry = (error: ConnectorError, waitMs: number): (() => void) => {
    const meter = currentMeter();
    if (meter) meter.retries += 1;
    log.info(
      `${error.message} Trying again in ${Math.ceil(waitMs / 1000)} s. [${error.code}: ${error.detail}]`,
    );
    return startWaiting(retryReason(error, clock.wall() + waitMs), observer);
  };

  const request = async (
    wanted: HttpRequest & { readonly responseSchema?: z.ZodType },
  ): Promise<HttpResponse<unknown>> => {
    try {
      const prepared = prepareRequest(wanted, fixed);
      const attempt = () => confirmRejection(() => withCredentials(prepared, send, authorising), confirming);
      const parsed = (response: RawResponse): HttpResponse<unknown> => {
        const { responseSchema: schema } = wanted;
        const data = schema ? parseResponse(response, schema, prepared.where) : response.text;
        return { status: response.status, headers: response.headers, data };
      };
      if (!wanted.idempotent) return parsed(await attempt());
      const mayRepeat = wanted.idempotent === 'when-rejected' && {
        // A rejection about one of the records would come each time: the engine bisects the batch instead.
        mayRepeat: (error: ConnectorError) => isRejection(error) && !(wanted.body && isGatewayError(error)),
      };
      return await withRetry(async () => parsed(await attempt()), {
        clock,
        random,
        signal,
        onRetry,
        budgetMs,
        ...mayRepeat,
      });
    } catch (thrown) {
      if (signal.aborted && thrown === signal.reason) throw thrown;
      throw asConnectorError(thrown);
    }
  };

  return {
    // The overloads of Http give the type of the data, with and without a schema.
    request: request as Http['request'],
    close: async () => {
      await dispatcher?.destroy();
    },
  };
}

const isRejection = (error: ConnectorError): boolean => !isOutcomeUnknown(error);

/** Returns the outcome for the gate: a response other than a rate limit or a 5xx shows that the provider works. */
function outcomeOf(response: RawResponse | ConnectorError): Parameters<Pass['done']> {
  if (!(response instanceof Error)) return ['ok'];
  const { kind, code, status, retryAfterMs } = response;
  if (kind === 'rate_limit') return ['throttled', retryAfterMs];
  const isHealthy = status !== undefined && status < 500 && code !== 'ERR_NO_RESPONSE';
  return [isHealthy ? 'ok' : 'failed', retryAfterMs];
}
