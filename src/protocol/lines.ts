import { Buffer, isUtf8 } from 'node:buffer';
import { protocolError } from '../errors.ts';

const NEWLINE = 0x0a;
const RETURN = 0x0d;

/** A line longer than this is refused: a JavaScript string could not hold it for sure. */
export const MAX_LINE_BYTES = 256 * 1024 * 1024;

/**
 * Lines are decoded in blocks of about this size. One character beyond Latin-1 makes a whole block a string of two
 * bytes a character, which is slower to read; in small blocks it spoils few of its neighbours.
 */
const BLOCK_BYTES = 8 * 1024;

/** A buffer of this size is kept for the starts of lines; one that a longer line asked for is not. */
const PENDING_BYTES = 64 * 1024;

/** Takes the line that stands in `text` from `start` to `end`. It is not cut out: that would make a copy per record. */
export type OnLine = (text: string, start: number, end: number) => void;

/**
 * Splits bytes into lines on 0x0A and nothing else: U+2028 and a bare carriage return may stand inside a JSON
 * string. Bytes are decoded a block of whole lines at a time, so a character that a chunk border cuts stays whole.
 * Blank lines are passed over; a trailing carriage return is cut; a byte order mark at the start is dropped.
 */
export class LineSplitter {
  /** Lines seen so far, blank ones included: the number of the last line that was handed on. */
  count = 0;
  /**
   * Begins with the start of a line whose end has not come yet, copied: a chunk is its reader's again when `push` returns. The same
   * buffer each time: pieces of Node's pool live so long that the old generation gets them.
   */
  private pending = Buffer.alloc(0);
  private pendingBytes = 0;
  private first = true;
  private readonly onLine: OnLine;
  private readonly maxBytes: number;

  constructor(onLine: OnLine, maxBytes = MAX_LINE_BYTES) {
    this.onLine = onLine;
    this.maxBytes = maxBytes;
  }

  push(chunk: Buffer): void {
    const end = chunk.lastIndexOf(NEWLINE);
    if (end === -1) return this.hold(chunk);
    let start = 0;
    // Stryker disable next-line ConditionalExpression,EqualityOperator: only saves the copy of a line
    if (this.pendingBytes > 0) {
      start = chunk.indexOf(NEWLINE) + 1;
      this.hold(chunk.subarray(0, start));
      this.release();
    }
    while (start <= end) {
      const stop = chunk.indexOf(NEWLINE, Math.min(start + BLOCK_BYTES, end)) + 1;
      this.block(chunk.subarray(start, stop));
      start = stop;
    }
    this.hold(chunk.subarray(end + 1));
  }

  /** The last line, when the input ended without a newline after it; undefined when there is none. */
  end(): string | undefined {
    if (this.pendingBytes === 0) return undefined;
    const last = this.decode(this.take());
    this.count++;
    if (last.trim() === '') return undefined;
    return last.endsWith('\r') ? last.slice(0, -1) : last;
  }

  private hold(bytes: Buffer): void {
    const length = this.pendingBytes + bytes.length;
    if (length > this.maxBytes)
      throw protocolError(
        `Line ${this.count + 1} of the input is longer than ${this.maxBytes} bytes. No record can be that large; ` +
          'check what the source writes.',
        { code: 'ERR_LINE_TOO_LONG' },
      );
    // Stryker disable next-line EqualityOperator: only the memory differs
    if (length > this.pending.length) {
      const larger = Buffer.allocUnsafeSlow(Math.max(PENDING_BYTES, 2 * length));
      this.pending.copy(larger, 0, 0, this.pendingBytes);
      this.pending = larger;
    }
    this.pending.set(bytes, this.pendingBytes);
    this.pendingBytes = length;
  }

  /** Valid until the next line is begun. */
  private take(): Buffer {
    const { pending, pendingBytes } = this;
    this.pendingBytes = 0;
    // Stryker disable next-line ConditionalExpression,EqualityOperator: only the memory differs
    if (pending.length > PENDING_BYTES) this.pending = Buffer.alloc(0);
    return pending.subarray(0, pendingBytes);
  }

  private release(): void {
    this.block(this.take());
  }

  /** Hands on every line of a block that ends with a newline. */
  private block(bytes: Buffer): void {
    const text = this.decode(bytes);
    for (let start = 0; start < text.length; ) {
      const newline = text.indexOf('\n', start);
      const end = text.charCodeAt(newline - 1) === RETURN ? newline - 1 : newline;
      this.count++;
      // Stryker disable next-line ConditionalExpression: the first check only saves the second
      if (text.charCodeAt(start) === 0x7b || text.slice(start, end).trim() !== '')
        this.onLine(text, start, end);
      start = newline + 1;
    }
  }

  private decode(bytes: Buffer): string {
    if (!isUtf8(bytes)) throw this.notUtf8(bytes);
    if (this.first) {
      this.first = false;
      if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) return bytes.toString('utf8', 3);
    }
    return bytes.toString('utf8');
  }

  /** Finds the line that is at fault, so that the message can name it. */
  private notUtf8(bytes: Buffer): Error {
    let line = this.count + 1;
    for (let start = 0; ; line++) {
      const newline = bytes.indexOf(NEWLINE, start);
      const end = newline === -1 ? bytes.length : newline + 1;
      if (!isUtf8(bytes.subarray(start, end))) break;
      start = end;
    }
    return protocolError(
      `Line ${line} of the input is not UTF-8 text. Nothing after it was read; check what the source writes.`,
      { code: 'ERR_NOT_UTF8' },
    );
  }
}
