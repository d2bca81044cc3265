import type { Dispatcher } from 'undici';
import type { RawResponse } from '../define/http.ts';
import type { Log } from '../define/log.ts';
import type { ConnectorError } from '../errors.ts';
import { RESPONSE } from '../observer/wait-reasons.ts';
import { timeLimit } from '../retry/time-limit.ts';
import { type Entrance, enterGate } from './enter-gate.ts';
import type { Pass } from './limits/pass.ts';
import { exchange } from './request/exchange.ts';
import type { Headers, PreparedRequest } from './request/prepare-request.ts';
import type { ResponseReader } from './response-reader.ts';

/** What sending a request needs of the client. */
export interface SenderOptions {
  readonly origin: string;
  readonly entrance: Entrance;
  readonly reader: ResponseReader;
  readonly log: Log;
  /** Opens the connections, for the first request. */
  readonly connect: () => Dispatcher;
}

/** Sends the requests of one client, over the connections that they share. */
export class Sender {
  private readonly options: SenderOptions;
  private dispatcher: Dispatcher | undefined;

  constructor(options: SenderOptions) {
    this.options = options;
  }

  /**
   * Sends a request once, as soon as the gate admits it. Throws the error of a response that is not a success. The observer and
   * the gate learn how the request ended.
   */
  async send(prepared: PreparedRequest, credentials?: Headers): Promise<RawResponse> {
    const { origin, entrance, reader, log } = this.options;
    const { clock, signal, observer } = entrance;
    const { method, path, where, isSuccess, maxBytes } = prepared;
    this.dispatcher ??= this.options.connect();
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
      const headers = { ...prepared.headers, ...credentials };
      const result = await exchange(
        { origin, path, method, headers, body: prepared.body?.send() },
        { dispatcher: this.dispatcher, clock, signal, timeoutMs, isSuccess, maxBytes },
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
  }

  /** Closes the connections. Requests that still run fail. */
  async close(): Promise<void> {
    await this.dispatcher?.destroy();
  }
}

/** Returns the outcome for the gate: a response other than a rate limit or a 5xx shows that the provider works. */
function outcomeOf(response: RawResponse | ConnectorError): Parameters<Pass['done']> {
  if (!(response instanceof Error)) return ['ok'];
  const { kind, code, status, retryAfterMs } = response;
  if (kind === 'rate_limit') return ['throttled', retryAfterMs];
  const isHealthy = status !== undefined && status < 500 && code !== 'ERR_NO_RESPONSE';
  return [isHealthy ? 'ok' : 'failed', retryAfterMs];
}
