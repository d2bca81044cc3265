import { Buffer, isUtf8 } from 'node:buffer';
import { protocolError } from '../errors.ts';

const NEWLINE = 0x0a;
const RETURN = 0x0d;

/** Longer lines are rejected: they may not fit into a JavaScript string. */
const MAX_LINE_BYTES = 256 * 1024 * 1024;

/**
 * Lines are decoded in blocks of about this size. One character beyond Latin-1 makes a whole block a string of two
 * bytes a character, which is slower to read; in small blocks it affects few other lines.
 */
const BLOCK_BYTES = 8 * 1024;

/** Size of the buffer that is kept for the starts of lines; a larger one for a longer line is released. */
const PENDING_BYTES = 64 * 1024;

/** Receives the line in `text` from `start` to `end` (exclusive). It is not cut out, which would copy each record. */
export type OnLine = (text: string, start: number, end: number) => void;

/**
 * Splits bytes into lines on 0x0A and nothing else: U+2028 and a bare carriage return may occur inside a JSON
 * string. Bytes are decoded a block of whole lines at a time, so a character that a chunk border cuts stays whole.
 * Blank lines are skipped; a trailing carriage return is removed; a byte order mark at the start is dropped.
 */
export class LineSplitter {
  /** Lines so far, including blank ones: the number of the last line that was emitted. */
  count = 0;
  /**
   * Begins with a copy of the start of a line whose end has not arrived: the caller reuses a chunk after `push`. The buffer is
   * reused, because slices of Node's pool would live long enough to reach the old generation of the garbage collector.
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
    if (end + 1 < chunk.length) this.hold(chunk.subarray(end + 1));
  }

  /** Returns the last line if the input ended without a newline after it, else undefined. */
  end(): string | undefined {
    if (this.pendingBytes === 0) return undefined;
    const last = this.lastLine();
    if (last.trim() === '') return undefined;
    return last.endsWith('\r') ? last.slice(0, -1) : last;
  }

  private lastLine(): string {
    try {
      const bytes = this.take();
      if (!isUtf8(bytes)) throw this.notUtf8();
      return this.decode(bytes);
    } finally {
      this.count++;
    }
  }

  private hold(bytes: Buffer): void {
    const length = this.pendingBytes + bytes.length;
    if (length > this.maxBytes)
      throw protocolError(
        `Line ${this.count + 1} of the input is longer than ${this.maxBytes} bytes. No record can be that large; ` +
          'check what the source writes.',
        { code: 'ERR_LINE_TOO_LONG' },
      );
    if (length > this.pending.length) {
      const larger = Buffer.allocUnsafeSlow(Math.max(PENDING_BYTES, 2 * length));
      this.pending.copy(larger, 0, 0, this.pendingBytes);
      this.pending = larger;
    }
    this.pending.set(bytes, this.pendingBytes);
    this.pendingBytes = length;
  }

  /** Returns the buffered bytes; valid until the next line begins. */
  private take(): Buffer {
    const { pending, pendingBytes } = this;
    this.pendingBytes = 0;
    if (pending.length > PENDING_BYTES) this.pending = Buffer.alloc(0);
    return pending.subarray(0, pendingBytes);
  }

  private release(): void {
    this.block(this.take());
  }

  /** Emits every line of a block that ends with a newline; before it throws for one that is not UTF-8, those in front of it. */
  private block(bytes: Buffer): void {
    if (!isUtf8(bytes)) {
      this.lines(this.decode(bytes.subarray(0, startOfBadLine(bytes))));
      throw this.notUtf8();
    }
    this.lines(this.decode(bytes));
  }

  private lines(text: string): void {
    for (let start = 0; start < text.length; ) {
      const newline = text.indexOf('\n', start);
      const end = text.charCodeAt(newline - 1) === RETURN ? newline - 1 : newline;
      this.count++;
      if (text.charCodeAt(start) === 0x7b || text.slice(start, end).trim() !== '')
        this.onLine(text, start, end);
      start = newline + 1;
    }
  }

  private decode(bytes: Buffer): string {
    if (this.first) {
      this.first = false;
      if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) return bytes.toString('utf8', 3);
    }
    return bytes.toString('utf8');
  }

  /** The error of the next line. */
  private notUtf8(): Error {
    return protocolError(
      `Line ${this.count + 1} of the input is not UTF-8 text. Nothing after it was read; check what the source writes.`,
      { code: 'ERR_NOT_UTF8' },
    );
  }
}

/** Finds the first line that is not UTF-8 in a block of whole lines that has one. */
function startOfBadLine(bytes: Buffer): number {
  let start = 0;
  let end = bytes.indexOf(NEWLINE) + 1;
  while (isUtf8(bytes.subarray(start, end))) {
    start = end;
    end = bytes.indexOf(NEWLINE, start) + 1;
  }
  return start;
}
