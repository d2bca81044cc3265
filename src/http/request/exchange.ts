import type { Readable } from 'node:stream';
import type { Dispatcher } from 'undici';
import type { Clock } from '../../clock.ts';
import type { HttpRequest } from '../../define/http.ts';
import { onAbort } from '../../retry/on-abort.ts';
import { BodyTransfer } from './body-transfer.ts';

/** One request as it goes to the wire. */
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
  /** The time for all of it, from sending to the last byte of the answer, in milliseconds. */
  readonly timeoutMs: number;
  readonly isSuccess: (status: number) => boolean;
}

/** An answer as it came. */
export interface RawAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: Buffer;
}

export type ExchangeResult =
  | { readonly is: 'answer'; readonly answer: RawAnswer }
  /** A success whose body is larger than anything the API should say. */
  | { readonly is: 'endless'; readonly answer: RawAnswer }
  | { readonly is: 'late'; readonly sent: boolean; readonly status: number | undefined }
  | {
      readonly is: 'broken';
      readonly sent: boolean;
      readonly status: number | undefined;
      readonly thrown: unknown;
    };

const RESULT_BYTES = 16 * 1024 * 1024;
const REFUSAL_BYTES = 1024 * 1024;

/** How much of an answer's body is read, in bytes. */
export const maxResponseBytes = (isSuccess: boolean): number => (isSuccess ? RESULT_BYTES : REFUSAL_BYTES);

/**
 * Sends one request and reads the whole answer; a body is never left unread, which would block its connection. A
 * refusal's body is cut at 1 MiB. Says how it went; throws the signal's reason and nothing else.
 *
 * It ends on both sides: after it the memory of the request's body may be used again. A 2xx that comes before the body was sent
 * counts when it is sent; another answer closes the connection, because the server wants no more of it (RFC 9112, 9.5).
 */
export function exchange(outgoing: Outgoing, options: ExchangeOptions): Promise<ExchangeResult> {
  const { clock, signal } = options;
  return new Promise((resolve, reject) => {
    let controller: Dispatcher.DispatchController | undefined;
    let status: number | undefined;
    let headers: RawAnswer['headers'] = {};
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
    /** Also closes the connection, once there is one. */
    const stop = (settle: () => void): void => {
      end(settle);
      controller?.abort(new Error('stopped'));
    };
    const answer = (): RawAnswer => ({ status: status ?? 0, headers, body: Buffer.concat(chunks) });
    const aborted = (): void => stop(() => reject(signal.reason));
    let stopListening = (): void => undefined;
    const stopTimer = clock.after(options.timeoutMs, () =>
      stop(() => resolve({ is: 'late', sent: controller !== undefined, status })),
    );

    if (signal.aborted) return aborted();
    stopListening = onAbort(signal, aborted);

    options.dispatcher.dispatch(
      // undici sends any async iterable; its types name only streams.
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
          const is = options.isSuccess(status ?? 0) ? 'endless' : 'answer';
          stop(() => resolve({ is, answer: answer() }));
        },
        onResponseEnd() {
          if (!sending.isOver) sending.stop();
          // undici reads a paused response to its end when the server closes the connection. The rest of the body cannot arrive then.
          if (isPaused) return say({ is: 'broken', sent: true, status, thrown: cutOff() });
          say({ is: 'answer', answer: answer() });
        },
        onResponseError: (_, thrown) => say({ is: 'broken', sent: controller !== undefined, status, thrown }),
      },
    );
  });
}

const cutOff = (): Error => Object.assign(new Error('the connection ended early'), { code: 'ECONNRESET' });
