import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Clock } from '../clock.ts';
import { type Exchange, send } from './exchange.ts';
import { applyFault } from './fault-actions.ts';
import type { FaultPicker } from './fault-picker.ts';
import {
  type EmulatedProvider,
  type EmulatedRequest,
  type EmulatedResponse,
  jsonResponse,
} from './provider.ts';
import type { LoggedRequest, Moment, RequestLog } from './request-log.ts';

export interface RequestHandlerOptions {
  readonly provider: EmulatedProvider;
  readonly clock: Clock;
  readonly faults: FaultPicker;
  readonly log: RequestLog;
  /** Milliseconds of a wait before every request is handled. */
  readonly latencyMs: number;
  readonly maxBodyBytes: number;
  /** Called at each moment of a request. */
  readonly watch: ((moment: Moment, request: LoggedRequest) => void) | undefined;
  /** Called with each request that was read, before a fault or the provider handles it. */
  readonly onRequest: ((request: EmulatedRequest) => void) | undefined;
  /** Aborted when the emulator closes. */
  readonly signal: AbortSignal;
}

/** Handles the requests of an emulator: lets the provider respond or a fault act, and keeps the log. */
export class RequestHandler {
  private readonly options: RequestHandlerOptions;

  constructor(options: RequestHandlerOptions) {
    this.options = options;
  }

  /** Rejects if the client disconnects or the emulator closes before the response is sent. */
  async handle(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const { faults, log, latencyMs, maxBodyBytes, watch, onRequest } = this.options;
    const entry = this.open(incoming, response);
    // Writing to a client that has disconnected is not an error here.
    response.on('error', () => {});
    watch?.('arrived', entry);
    const body = await readBody(incoming, maxBodyBytes, (bytes) => log.read(entry, bytes));
    const exchange = this.exchange(entry, body ?? Buffer.alloc(0), incoming, response);
    onRequest?.(exchange.request);
    if (latencyMs > 0) await exchange.sleep(latencyMs);
    if (body === undefined) return send(exchange, jsonResponse(413, { error: 'request body too large' }));
    const fault = faults.pick(exchange.request);
    if (fault === undefined) return send(exchange, exchange.apply());
    entry.fault = fault.action.type;
    return applyFault(exchange, fault.action);
  }

  /** Opens the entry of a request in the log, which ends with its response. */
  private open(
    { method = '', url = '/', headers }: IncomingMessage,
    response: ServerResponse,
  ): LoggedRequest {
    const { clock, log, watch } = this.options;
    const [path = '', search = ''] = url.split(/\?(.*)/s);
    const entry = log.open({ method, path, search, headers }, clock.monotonic());
    response.once('close', () => {
      log.end(entry, clock.monotonic());
      watch?.('ended', entry);
    });
    return entry;
  }

  private exchange(
    entry: LoggedRequest,
    body: Buffer,
    incoming: IncomingMessage,
    response: ServerResponse,
  ): Exchange {
    const { provider, clock, signal } = this.options;
    const { path, search } = entry;
    const now = (): EmulatedRequest => ({
      number: entry.number,
      method: entry.method,
      path,
      query: new URLSearchParams(search),
      search,
      headers: entry.headers,
      body,
      at: clock.monotonic(),
      wallAt: clock.wall(),
    });
    return {
      request: now(),
      incoming,
      response,
      clock,
      apply: () => this.noteEffect(entry, provider.handle(now())),
      applyPartly: (rows) => this.noteEffect(entry, provider.handlePartially(now(), rows)),
      sent: (status, retryAfter) => {
        entry.status = status;
        if (retryAfter !== undefined) entry.retryAfter = retryAfter;
      },
      sleep: (ms) => clock.sleep(ms, signal),
    };
  }

  private noteEffect(entry: LoggedRequest, result: EmulatedResponse): EmulatedResponse {
    const { clock, watch } = this.options;
    if (result.effect === undefined) return result;
    entry.effect = { ...result.effect, at: clock.monotonic() };
    watch?.('effect', entry);
    return result;
  }
}

/** Reads the body to its end; undefined when it is larger than `max`. */
async function readBody(
  incoming: IncomingMessage,
  max: number,
  done: (bytes: number) => void,
): Promise<Buffer | undefined> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of incoming as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes <= max) chunks.push(chunk);
    else chunks.length = 0;
  }
  done(bytes);
  return bytes > max ? undefined : Buffer.concat(chunks, bytes);
}
