import { subscribe } from 'node:diagnostics_channel';
import type { Socket } from 'node:net';

type Bytes = Uint8Array | AsyncIterable<Uint8Array>;

/** Tells the request that is being started of its connection. */
let starting: ((socket: Socket) => void) | undefined;

// undici publishes this right after `onRequestStart`, in the same turn, and tells of the connection nowhere else.
subscribe('undici:client:sendHeaders', (message) => {
  starting?.((message as { readonly socket: Socket }).socket);
  starting = undefined;
});

/**
 * The way of a request's body into the network. The memory of a body belongs to the connection until the operating system has all
 * of it, or the connection is closed: an answer may come earlier, and what is written into that memory then would be sent.
 */
export class BodyTransfer {
  readonly body: Bytes | undefined;
  private socket: Socket | undefined;
  /** Whether the connection was given all of the body; it may still hold some. */
  private isGiven = true;
  private onGiven = (): void => undefined;

  constructor(body: Bytes | undefined) {
    this.body = body;
    if (body === undefined || body instanceof Uint8Array) return;
    this.isGiven = false;
    this.body = this.watched(body);
  }

  /** To be called when the request is about to be written. */
  start(): void {
    starting = (socket) => {
      this.socket = socket;
    };
  }

  /** Whether nothing reads the memory of the body any more. */
  get isOver(): boolean {
    const { socket } = this;
    return socket === undefined || socket.destroyed || (this.isGiven && socket.writableLength === 0);
  }

  /** Calls when the operating system has the whole body. Not when the connection ends before. */
  whenHandedOver(call: () => void): void {
    const flush = (): void => {
      // What is written is called back for in order, so an empty piece comes after all of the body.
      this.socket?.write('', (error) => error ?? call());
    };
    if (this.isGiven) flush();
    else this.onGiven = flush;
  }

  /** Closes the connection, which stops the sending of what is left. */
  stop(): void {
    this.socket?.destroy();
  }

  private async *watched(body: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
    yield* body;
    this.isGiven = true;
    this.onGiven();
  }
}
