import type { Readable } from 'node:stream';
import type { Dispatcher } from 'undici';
import type { Clock } from '../clock.ts';
import { onAbort } from './aborts.ts';
import type { Answer, HttpRequest } from './types.ts';

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

export type Exchange =
  | { readonly is: 'answer'; readonly answer: Answer }
  /** A success whose body is larger than anything the API should say. */
  | { readonly is: 'endless'; readonly answer: Answer }
  | { readonly is: 'late'; readonly sent: boolean; readonly status: number | undefined }
  | {
      readonly is: 'broken';
      readonly sent: boolean;
      readonly status: number | undefined;
      readonly thrown: unknown;
    };

const RESULT_BYTES = 16 * 1024 * 1024;
const REFUSAL_BYTES = 1024 * 1024;

/**
 * Sends one request and reads the whole answer; a body is never left unread, which would block its connection. A
 * refusal's body is cut at 1 MiB. Says how it went; throws the signal's reason and nothing else.
 */
export function exchange(outgoing: Outgoing, options: ExchangeOptions): Promise<Exchange> {
  const { clock, signal } = options;
  return new Promise((resolve, reject) => {
    let controller: Dispatcher.DispatchController | undefined;
    let status: number | undefined;
    let headers: Answer['headers'] = {};
    let room = 0;
    let over = false;
    const chunks: Buffer[] = [];

    const end = (settle: () => void): void => {
      if (over) return;
      over = true;
      stopTimer();
      stopListening();
      settle();
    };
    const say = (said: Exchange): void => end(() => resolve(said));
    /** Also closes the connection, once there is one. */
    const stop = (settle: () => void): void => {
      end(settle);
      controller?.abort(new Error('stopped'));
    };
    const answer = (): Answer => ({ status: status ?? 0, headers, text: Buffer.concat(chunks).toString() });
    const aborted = (): void => stop(() => reject(signal.reason));
    let stopListening = (): void => undefined;
    const stopTimer = clock.after(options.timeoutMs, () =>
      stop(() => resolve({ is: 'late', sent: controller !== undefined, status })),
    );

    if (signal.aborted) return aborted();
    stopListening = onAbort(signal, aborted);

    options.dispatcher.dispatch(
      // undici sends any async iterable; its types name only streams.
      { ...outgoing, body: (outgoing.body ?? null) as Uint8Array | Readable | null },
      {
        // Called when the request is about to be written to a connection.
        onRequestStart(started) {
          controller = started;
          if (over) started.abort(new Error('stopped'));
        },
        onResponseStart(_, code, head) {
          if (code < 200) return;
          status = code;
          headers = head;
          room = options.isSuccess(code) ? RESULT_BYTES : REFUSAL_BYTES;
        },
        onResponseData(_, chunk) {
          if (over) return;
          chunks.push(chunk.byteLength > room ? chunk.subarray(0, room) : chunk);
          room -= chunk.byteLength;
          if (room >= 0) return;
          const is = options.isSuccess(status ?? 0) ? 'endless' : 'answer';
          stop(() => resolve({ is, answer: answer() }));
        },
        onResponseEnd: () => say({ is: 'answer', answer: answer() }),
        onResponseError: (_, thrown) => say({ is: 'broken', sent: controller !== undefined, status, thrown }),
      },
    );
  });
}
