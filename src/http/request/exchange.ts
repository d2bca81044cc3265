import type { Readable } from 'node:stream';
import type { Dispatcher } from 'undici';
import type { Clock } from '../../clock.ts';
import type { HttpRequest } from '../../define/http.ts';
import { onAbort } from '../../retry/on-abort.ts';
import { BodyTransfer } from './body-transfer.ts';

/** One request as it is sent. */
export interface Outgoing {
  readonly origin: string;
  readonly path: string;
  readonly method: HttpRequest['method'];
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array | AsyncIterable<Uint8Array> | undefined;
}

export interface ExchangeOptions {
  readonly dispatcher: Dispatcher;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  /** Time limit from sending to the last byte of the response, in milliseconds. */
  readonly timeoutMs: number;
  readonly isSuccess: (status: number) => boolean;
  /** See `PreparedRequest.maxBytes`. */
  readonly maxBytes: { readonly success: number; readonly rejection: number };
}

/** A response before its body is decoded. */
interface EncodedResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: Buffer;
}

export type ExchangeResult =
  | { readonly is: 'response'; readonly response: EncodedResponse }
  /** A success whose body is larger than any response of an API should be. */
  | { readonly is: 'endless'; readonly response: EncodedResponse }
  | { readonly is: 'late'; readonly sent: boolean; readonly status: number | undefined }
  | {
      readonly is: 'broken';
      readonly sent: boolean;
      readonly status: number | undefined;
      readonly thrown: unknown;
    };

/**
 * Statuses that servers and gateways return before they have read the request, and may then close the connection. They mean the
 * same with any body; the meaning of other rejections depends on it, such as that of a 404 with a web page.
 */
const EARLY: ReadonlySet<number> = new Set([413, 429, 503]);
/** Time limit for the body after the head of such a rejection, in milliseconds. */
const EARLY_BODY_MS = 10_000;

/**
 * Sends one request and reads the whole response; an unread body would block its connection. The body of a rejection is cut at
 * its maximum. Returns the result; throws only the signal's reason. A rejection with one of the statuses of `EARLY` counts
 * without a body if the body does not arrive completely: a part of it could end within a secret, which could not be masked then.
 *
 * When it ends, the memory of the request's body may be reused. A 2xx that arrives before the body was sent
 * counts when the body is sent; any other response closes the connection, because the server needs no more of it (RFC 9112, 9.5).
 */
export function exchange(outgoing: Outgoing, options: ExchangeOptions): Promise<ExchangeResult> {
  return new Promise((resolve, reject) => new Exchange(outgoing, options, resolve, reject).start());
}

const nothing = (): void => undefined;

/** One exchange: the handler that undici calls. A class, because closures for each request would be most of its garbage. */
class Exchange implements Dispatcher.DispatchHandler {
  private controller: Dispatcher.DispatchController | undefined;
  private status: number | undefined;
  private headers: EncodedResponse['headers'] = {};
  private room = 0;
  private isOver = false;
  /** Reading of the response is paused until the body was sent. */
  private isPaused = false;
  private readonly chunks: Buffer[] = [];
  private readonly outgoing: Outgoing;
  private readonly options: ExchangeOptions;
  private readonly sending: BodyTransfer;
  private readonly resolve: (result: ExchangeResult) => void;
  private readonly reject: (reason: unknown) => void;
  private stopListening = nothing;
  private stopTimer = nothing;
  private stopBodyTimer = nothing;

  constructor(
    outgoing: Outgoing,
    options: ExchangeOptions,
    resolve: (result: ExchangeResult) => void,
    reject: (reason: unknown) => void,
  ) {
    this.outgoing = outgoing;
    this.options = options;
    this.resolve = resolve;
    this.reject = reject;
    this.sending = new BodyTransfer(outgoing.body);
  }

  start(): void {
    const { clock, signal, timeoutMs, dispatcher } = this.options;
    if (signal.aborted) return this.abort();
    this.stopTimer = clock.after(timeoutMs, () => this.stop(this.headOr(this.late())));
    this.stopListening = onAbort(signal, () => this.abort());
    const { origin, path, method, headers } = this.outgoing;
    // undici sends any async iterable; its types allow only streams.
    const body = (this.sending.body ?? null) as Uint8Array | Readable | null;
    dispatcher.dispatch({ origin, path, method, headers, body }, this);
  }

  /** Called when the request is about to be written to a connection. */
  onRequestStart(started: Dispatcher.DispatchController): void {
    this.controller = started;
    if (this.isOver) started.abort(new Error('stopped'));
    else this.sending.start();
  }

  onResponseStart(
    reading: Dispatcher.DispatchController,
    code: number,
    headers: EncodedResponse['headers'],
  ): void {
    if (code < 200) return;
    this.status = code;
    this.headers = headers;
    const { isSuccess, maxBytes, clock } = this.options;
    this.room = isSuccess(code) ? maxBytes.success : maxBytes.rejection;
    if (EARLY.has(code))
      this.stopBodyTimer = clock.after(EARLY_BODY_MS, () => this.stop(this.headOr(this.late())));
    if (code >= 300 || this.sending.isOver) return;
    this.isPaused = true;
    reading.pause();
    this.sending.whenHandedOver(() => {
      this.isPaused = false;
      reading.resume();
    });
  }

  onResponseData(_: Dispatcher.DispatchController, chunk: Buffer): void {
    if (this.isOver) return;
    const { room } = this;
    this.chunks.push(chunk.byteLength > room ? chunk.subarray(0, room) : chunk);
    this.room -= chunk.byteLength;
    if (this.room >= 0) return;
    const is = this.options.isSuccess(this.status ?? 0) ? 'endless' : 'response';
    this.stop({ is, response: this.response() });
  }

  onResponseEnd(): void {
    if (!this.sending.isOver) this.sending.stop();
    // undici reads a paused response to its end when the server closes the connection. The rest of the body cannot arrive then.
    if (this.isPaused) this.end({ is: 'broken', sent: true, status: this.status, thrown: cutOff() });
    else this.end({ is: 'response', response: this.response() });
  }

  onResponseError(_: Dispatcher.DispatchController, thrown: unknown): void {
    const sent = this.controller !== undefined;
    this.end(this.headOr({ is: 'broken', sent, status: this.status, thrown }));
  }

  /** Returns the response without its body instead if its status is one of `EARLY`. */
  private headOr(result: ExchangeResult): ExchangeResult {
    const { status, headers } = this;
    if (status === undefined || !EARLY.has(status)) return result;
    return { is: 'response', response: { status, headers, body: Buffer.alloc(0) } };
  }

  private late(): ExchangeResult {
    return { is: 'late', sent: this.controller !== undefined, status: this.status };
  }

  private response(): EncodedResponse {
    const body = this.chunks.length === 1 ? this.chunks[0]! : Buffer.concat(this.chunks);
    return { status: this.status ?? 0, headers: this.headers, body };
  }

  private abort(): void {
    if (this.close()) this.reject(this.options.signal.reason);
    this.controller?.abort(new Error('stopped'));
  }

  /** Ends the exchange, and closes the connection as soon as there is one. */
  private stop(result: ExchangeResult): void {
    this.end(result);
    this.controller?.abort(new Error('stopped'));
  }

  private end(result: ExchangeResult): void {
    if (this.close()) this.resolve(result);
  }

  /** Returns whether the exchange was open. */
  private close(): boolean {
    if (this.isOver) return false;
    this.isOver = true;
    this.stopTimer();
    this.stopBodyTimer();
    this.stopListening();
    return true;
  }
}

const cutOff = (): Error => Object.assign(new Error('the connection ended early'), { code: 'ECONNRESET' });
