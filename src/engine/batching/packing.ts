import { Buffer } from 'node:buffer';
import type { Framing } from '../../define/framing.ts';
import { segmentIndexOf } from './segment-index.ts';

const SEGMENT_BYTES = 64 * 1024;
/** More than a sync usually holds: a dropped segment stays in memory until the next full garbage collection. */
const MAX_FREE_SEGMENTS = 512;
const freeSegments: Buffer[] = [];

/**
 * The body of a batch, written row by row as bytes. Rows are held only as the bytes that will be sent: a string that was cut
 * from a block of input would keep the whole block in memory. Segments of 64 KiB are reused after a batch is settled. A
 * larger row has a segment of its own, and so has the row of a batch with one row. If many batches are open, the first
 * segment is small and each further one is as large as all before it.
 */
export class Packing {
  private total = 0;
  private readonly segments: Buffer[] = [];
  /** Used bytes of each segment. */
  private readonly used: number[] = [];
  /** End of each row's text in its segment, and the first row of each segment. */
  private readonly ends: number[] = [];
  private readonly firstRows: number[] = [];
  private readonly framing: Framing;
  private readonly closing: number;
  private readonly isSingle: boolean;
  private readonly firstSegmentBytes: number;

  /** `isSingle`: the body has one row. `firstSegmentBytes`: size of the first segment. */
  constructor(framing: Framing, isSingle = false, firstSegmentBytes = SEGMENT_BYTES) {
    this.framing = framing;
    this.isSingle = isSingle;
    this.firstSegmentBytes = firstSegmentBytes;
    this.closing = Buffer.byteLength(framing.close);
  }

  /** Bytes of the body, framing included. */
  get bytes(): number {
    return this.total + this.closing;
  }

  get rows(): number {
    return this.ends.length;
  }

  /** Appends a row; returns the bytes of its text. */
  append(text: string): number {
    const before = this.textBefore(this.ends.length);
    const maxBytes = (before.length + text.length) * 3;
    const segment = this.segmentWithRoom(maxBytes, () => byteLength(before) + Buffer.byteLength(text));
    const buffer = this.segments[segment]!;
    const from = this.used[segment]!;
    const start = from + writeText(buffer, before, from);
    const end = start + buffer.write(text, start);
    this.used[segment] = end;
    this.ends.push(end);
    this.total += end - from;
    return end - start;
  }

  /**
   * Appends rows of another packing with the same framing. Copies rows that follow one another there at once, with what is
   * between them.
   */
  appendRows(other: Packing, indexes: readonly number[]): void {
    for (let at = 0; at < indexes.length; ) {
      const first = indexes[at]!;
      const segment = segmentIndexOf(other.firstRows, first);
      const start = other.start(first, segment);
      const end = other.firstRows[segment + 1] ?? other.ends.length;
      let last = first;
      while (++at < indexes.length && indexes[at] === last + 1 && indexes[at]! < end) last++;
      this.appendRun(other, segment, start, first, last);
    }
  }

  /** Appends the rows from `first` to `last` of a segment; the first one begins at `start`. */
  private appendRun(other: Packing, segment: number, start: number, first: number, last: number): void {
    const before = this.textBefore(this.ends.length);
    const bytes = other.ends[last]! - start;
    const index = this.segmentWithRoom(byteLength(before) + bytes, () => byteLength(before) + bytes);
    const buffer = this.segments[index]!;
    const from = this.used[index]!;
    const to = from + writeText(buffer, before, from);
    other.segments[segment]!.copy(buffer, to, start, start + bytes);
    for (let row = first; row <= last; row++) this.ends.push(other.ends[row]! - start + to);
    this.used[index] = to + bytes;
    this.total += to + bytes - from;
  }

  /** Removes the last row. */
  undo(): void {
    const index = this.ends.length - 1;
    const segment = segmentIndexOf(this.firstRows, index);
    const from = this.from(index, segment);
    this.total -= this.ends.pop()! - from;
    this.used[segment] = from;
  }

  /** Bytes of a row's text. */
  bytesOf(index: number): number {
    return this.ends[index]! - this.start(index, segmentIndexOf(this.firstRows, index));
  }

  /** A row's text in UTF-8. Valid until `release`. */
  encoded(index: number): Uint8Array {
    const segment = segmentIndexOf(this.firstRows, index);
    return this.segments[segment]!.subarray(this.start(index, segment), this.ends[index]);
  }

  text(index: number): string {
    const segment = segmentIndexOf(this.firstRows, index);
    return this.segments[segment]!.toString('utf8', this.start(index, segment), this.ends[index]);
  }

  /** The body in chunks, in order. Valid until `release`. */
  body(): readonly Uint8Array[] {
    const last = this.segments.length - 1;
    const parts = this.segments.map((segment, index) => segment.subarray(0, this.used[index]));
    if (last < 0) return parts;
    const end = this.used[last]!;
    const buffer = this.segments[last]!;
    if (end + this.closing > buffer.length) return [...parts, Buffer.from(this.framing.close)];
    buffer.write(this.framing.close, end);
    parts[last] = buffer.subarray(0, end + this.closing);
    return parts;
  }

  /** Gives the segments back for reuse. */
  release(): void {
    for (const segment of this.segments)
      if (segment.length === SEGMENT_BYTES && freeSegments.length < MAX_FREE_SEGMENTS)
        freeSegments.push(segment);
    this.segments.length = 0;
    this.used.length = 0;
  }

  /** The framing's text before a row. */
  private textBefore(index: number): string {
    return index === 0 ? this.framing.open : this.framing.separator;
  }

  private start(index: number, segment: number): number {
    return this.from(index, segment) + byteLength(this.textBefore(index));
  }

  /** Start of a row with the text before it: the end of the previous row. */
  private from(index: number, segment: number): number {
    return this.firstRows[segment] === index ? 0 : this.ends[index - 1]!;
  }

  /** Returns the index of a segment with room for `exact` bytes, which are `maxBytes` at most; adds one if necessary. */
  private segmentWithRoom(maxBytes: number, exact: () => number): number {
    const last = this.segments.length - 1;
    if (last >= 0) {
      const left = this.segments[last]!.length - this.used[last]!;
      if (left >= maxBytes || left >= exact()) return last;
    }
    if (this.isSingle) return this.addSegment(Buffer.allocUnsafe(exact() + this.closing));
    const segmentBytes = this.nextSegmentBytes();
    const size = maxBytes <= segmentBytes ? segmentBytes : Math.max(segmentBytes, exact() + this.closing);
    return this.addSegment(
      size === SEGMENT_BYTES
        ? (freeSegments.pop() ?? Buffer.allocUnsafeSlow(SEGMENT_BYTES))
        : Buffer.allocUnsafeSlow(size),
    );
  }

  /** Bytes of the next segment, unless its first row is larger. */
  private nextSegmentBytes(): number {
    const size = Math.max(this.firstSegmentBytes, this.total);
    return size > SEGMENT_BYTES / 2 ? SEGMENT_BYTES : size;
  }

  private addSegment(segment: Buffer): number {
    this.used.push(0);
    this.firstRows.push(this.ends.length);
    return this.segments.push(segment) - 1;
  }
}

/**
 * Writes the text between rows and returns its bytes. Usually it is one ASCII character, which is faster to set than to write
 * as a string.
 */
function writeText(buffer: Buffer, text: string, at: number): number {
  if (!isAtMostOneAscii(text)) return buffer.write(text, at);
  if (text.length === 1) buffer[at] = text.charCodeAt(0);
  return text.length;
}

function byteLength(text: string): number {
  return isAtMostOneAscii(text) ? text.length : Buffer.byteLength(text);
}

function isAtMostOneAscii(text: string): boolean {
  return text === '' || (text.length === 1 && text.charCodeAt(0) <= 0x7f);
}
