import { subscribe } from 'node:diagnostics_channel';
import type { Socket } from 'node:net';

type Bytes = Uint8Array | AsyncIterable<Uint8Array>;

/** Passes its connection to the request that is being started. */
let starting: ((socket: Socket) => void) | undefined;

// undici publishes this right after `onRequestStart`, in the same tick; it reports the connection nowhere else.
subscribe('undici:client:sendHeaders', (message) => {
  starting?.((message as { readonly socket: Socket }).socket);
  starting = undefined;
});

/**
 * Tracks the transfer of a request's body to the operating system. Until that is complete, or the connection is closed, the
 * connection reads the memory of the body: a response may arrive earlier, and data that is then written into that memory would be
 * sent.
 */
export class BodyTransfer {
  readonly body: Bytes | undefined;
  private socket: Socket | undefined;
  /** Whether all of the body was written to the connection, which may still buffer some. */
  private isGiven = true;
  private onGiven = (): void => undefined;

  constructor(body: Bytes | undefined) {
    this.body = body;
    if (body === undefined || body instanceof Uint8Array) return;
    this.isGiven = false;
    this.body = this.watched(body);
  }

  /** Must be called when the request is about to be written. */
  start(): void {
    starting = (socket) => {
      this.socket = socket;
    };
  }

  /** Whether the memory of the body is no longer read. */
  get isOver(): boolean {
    const { socket } = this;
    return socket === undefined || socket.destroyed || (this.isGiven && socket.writableLength === 0);
  }

  /** Calls `call` when the operating system has the whole body; never if the connection ends before. */
  whenHandedOver(call: () => void): void {
    const flush = (): void => {
      // Writes complete in order, so an empty chunk completes after the whole body.
      this.socket?.write('', (error) => error ?? call());
    };
    if (this.isGiven) flush();
    else this.onGiven = flush;
  }

  /** Closes the connection, so that the rest of the body is not sent. */
  stop(): void {
    this.socket?.destroy();
  }

  private async *watched(body: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
    yield* body;
    this.isGiven = true;
    this.onGiven();
  }
}
