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
}

/** A response before its body is decoded. */
export interface EncodedResponse {
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

const RESULT_BYTES = 16 * 1024 * 1024;
const REJECTION_BYTES = 1024 * 1024;

/** Returns the number of bytes of a response's body that are read. */
export const maxResponseBytes = (isSuccess: boolean): number => (isSuccess ? RESULT_BYTES : REJECTION_BYTES);

/**
 * Sends one request and reads the whole response; an unread body would block its connection. The body of a
 * rejection is cut at 1 MiB. Returns the result; throws only the signal's reason.
 *
 * When it ends, the memory of the request's body may be reused. A 2xx that arrives before the body was sent
 * counts when the body is sent; any other response closes the connection, because the server needs no more of it (RFC 9112, 9.5).
 */
export function exchange(outgoing: Outgoing, options: ExchangeOptions): Promise<ExchangeResult> {
  const { clock, signal } = options;
  return new Promise((resolve, reject) => {
    let controller: Dispatcher.DispatchController | undefined;
    let status: number | undefined;
    let headers: EncodedResponse['headers'] = {};
    let room = 0;
    let over = false;
    /** Reading of the response is paused until the body was sent. */
    let isPaused = false;
    const chunks: Buffer[] = [];
    const sending = new BodyTransfer(outgoing.body);

    const end = (settle: () => void): void => {
      if (over) return;
      over = true;
      stopTimer();
      stopListening();
      settle();
    };
    const say = (said: ExchangeResult): void => end(() => resolve(said));
    /** Also closes the connection, as soon as there is one. */
    const stop = (settle: () => void): void => {
      end(settle);
      controller?.abort(new Error('stopped'));
    };
    const response = (): EncodedResponse => ({ status: status ?? 0, headers, body: Buffer.concat(chunks) });
    const aborted = (): void => stop(() => reject(signal.reason));
    let stopListening = (): void => undefined;
    const stopTimer = clock.after(options.timeoutMs, () =>
      stop(() => resolve({ is: 'late', sent: controller !== undefined, status })),
    );

    if (signal.aborted) return aborted();
    stopListening = onAbort(signal, aborted);

    options.dispatcher.dispatch(
      // undici sends any async iterable; its types allow only streams.
      { ...outgoing, body: (sending.body ?? null) as Uint8Array | Readable | null },
      {
        // Called when the request is about to be written to a connection.
        onRequestStart(started) {
          controller = started;
          if (over) started.abort(new Error('stopped'));
          else sending.start();
        },
        onResponseStart(reading, code, head) {
          if (code < 200) return;
          status = code;
          headers = head;
          room = maxResponseBytes(options.isSuccess(code));
          if (code >= 300 || sending.isOver) return;
          isPaused = true;
          reading.pause();
          sending.whenHandedOver(() => {
            isPaused = false;
            reading.resume();
          });
        },
        onResponseData(_, chunk) {
          if (over) return;
          chunks.push(chunk.byteLength > room ? chunk.subarray(0, room) : chunk);
          room -= chunk.byteLength;
          if (room >= 0) return;
          const is = options.isSuccess(status ?? 0) ? 'endless' : 'response';
          stop(() => resolve({ is, response: response() }));
        },
        onResponseEnd() {
          if (!sending.isOver) sending.stop();
          // undici reads a paused response to its end when the server closes the connection. The rest of the body cannot arrive then.
          if (isPaused) return say({ is: 'broken', sent: true, status, thrown: cutOff() });
          say({ is: 'response', response: response() });
        },
        onResponseError: (_, thrown) => say({ is: 'broken', sent: controller !== undefined, status, thrown }),
      },
    );
  });
}

const cutOff = (): Error => Object.assign(new Error('the connection ended early'), { code: 'ECONNRESET' });
