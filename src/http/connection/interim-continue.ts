import { subscribe } from 'node:diagnostics_channel';
import type { Socket } from 'node:net';

const LF = 0x0a;
const CR = 0x0d;
const ZERO = 0x30;
const ONE = 0x31;
const TWO = 0x32;
/** Columns of the status digits in `HTTP/1.1 100`. */
const [FIRST, SECOND, THIRD] = [9, 10, 11];

/** Parses the heads of one response, in chunks of any size, up to the status of the final head. */
class ResponseHeads {
  /** The final status was read, or no response is expected. */
  private isPast = true;
  private column = 0;
  private isStatusLine = true;
  private isHundred = false;

  /** Starts a response: the next byte is its first. */
  expect(): void {
    this.isPast = false;
    this.column = 0;
    this.isStatusLine = true;
  }

  /** Changes each interim status 100 to 102, in place. */
  replaceContinue(bytes: Uint8Array): void {
    for (let at = 0; at < bytes.length && !this.isPast; at++) {
      const byte = bytes[at]!;
      if (byte === LF) this.endLine();
      else if (byte !== CR) {
        if (this.isStatusLine && this.isThirdOfHundred(byte)) bytes[at] = TWO;
        this.column++;
      }
    }
  }

  /** Ends a head at an empty line; empty lines before a head are ignored. */
  private endLine(): void {
    this.isStatusLine = this.column === 0;
    this.column = 0;
  }

  private isThirdOfHundred(byte: number): boolean {
    if (this.column === FIRST) this.isPast = byte !== ONE;
    else if (this.column === SECOND) this.isHundred = byte === ZERO;
    return this.column === THIRD && this.isHundred && byte === ZERO;
  }
}

const headsOf = new WeakMap<object, ResponseHeads>();

// undici publishes this right before it writes a request. No other request is in flight on the connection.
subscribe('undici:client:sendHeaders', (message) => {
  headsOf.get((message as { readonly socket: Socket }).socket)?.expect();
});

/**
 * Makes undici ignore interim `100 Continue` responses. It closes a connection at one that no request asked for, although a
 * client has to ignore it (RFC 9110, 15.2). It ignores `102 Processing`, so the status is changed to that in the bytes that the
 * socket receives.
 */
export function ignoreInterimContinue(socket: Socket): void {
  const heads = new ResponseHeads();
  headsOf.set(socket, heads);
  const { push } = socket;
  socket.push = (chunk: unknown, encoding) => {
    if (chunk instanceof Uint8Array) heads.replaceContinue(chunk);
    return push.call(socket, chunk, encoding);
  };
}
