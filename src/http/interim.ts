import { subscribe } from 'node:diagnostics_channel';
import type { Socket } from 'node:net';

const LF = 0x0a;
const CR = 0x0d;
const ZERO = 0x30;
const ONE = 0x31;
const TWO = 0x32;
/** `HTTP/1.1 100`: where the three digits of the status stand. */
const [FIRST, SECOND, THIRD] = [9, 10, 11];

/** Reads the heads of one answer, however the network cuts them, up to the status of the last one. */
class Heads {
  /** The final status was seen, or no answer is expected. */
  private isPast = true;
  private column = 0;
  private isStatusLine = true;
  private isHundred = false;

  /** A request is about to be written: its answer comes next. */
  expect(): void {
    this.isPast = false;
    this.column = 0;
    this.isStatusLine = true;
  }

  /** Writes 102 in the place of each status 100. */
  rename(bytes: Uint8Array): void {
    for (let at = 0; at < bytes.length && !this.isPast; at++) {
      const byte = bytes[at]!;
      if (byte === LF) this.endLine();
      else if (byte !== CR) {
        if (this.isStatusLine && this.isThirdOfHundred(byte)) bytes[at] = TWO;
        this.column++;
      }
    }
  }

  /** An empty line ends a head; empty lines before a head mean nothing. */
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

const headsOf = new WeakMap<object, Heads>();

// undici publishes this right before it writes a request. No other request is under way on the connection.
subscribe('undici:client:sendHeaders', (message) => {
  headsOf.get((message as { readonly socket: Socket }).socket)?.expect();
});

/**
 * Hides interim `100 Continue` answers from undici, which breaks a connection at one that no request asked for. Any client has to ignore
 * it (RFC 9110, 15.2), as undici ignores `102 Processing`: the bytes are changed to that as they come in from the network.
 */
export function passOverContinue(socket: Socket): void {
  const heads = new Heads();
  headsOf.set(socket, heads);
  const { push } = socket;
  socket.push = (chunk: unknown, encoding) => {
    if (chunk instanceof Uint8Array) heads.rename(chunk);
    return push.call(socket, chunk, encoding);
  };
}
