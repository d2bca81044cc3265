import { Buffer } from 'node:buffer';
import type { Framing } from '../../define/framing.ts';
import { segmentIndexOf } from './segment-index.ts';

const SEGMENT = 64 * 1024;
const MAX_FREE = 64;
const free: Buffer[] = [];

/**
 * The body of a batch, written row by row as bytes. Rows are held as the bytes that will be sent and nothing else: a
 * piece of the input's text kept as a string would keep the whole block of input that it was cut from in memory.
 * Segments of 64 KiB are used again when a batch is settled; a larger row has a segment of its own, and so has each row where
 * it travels alone. Where many batches are open, the first segment is small and each further one is as large as all before it.
 */
export class Packing {
  private total = 0;
  private readonly segments: Buffer[] = [];
  /** Bytes used of each segment. */
  private readonly used: number[] = [];
  /** Where the text of each row ends in its segment, and the first row of each segment. */
  private readonly ends: number[] = [];
  private readonly firsts: number[] = [];
  private readonly framing: Framing;
  private readonly closing: number;
  private readonly isSingle: boolean;
  private readonly first: number;

  /** `isSingle`: no second row will come. `first`: bytes of the first segment. */
  constructor(framing: Framing, isSingle = false, first = SEGMENT) {
    this.framing = framing;
    this.isSingle = isSingle;
    this.first = first;
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
    const lead = this.lead(this.ends.length);
    const segment = this.room(lead, text);
    const buffer = this.segments[segment]!;
    const from = this.used[segment]!;
    const start = from + put(buffer, lead, from);
    const end = start + buffer.write(text, start);
    this.used[segment] = end;
    this.ends.push(end);
    this.total += end - from;
    return end - start;
  }

  /** Takes the last row back. */
  undo(): void {
    const index = this.ends.length - 1;
    const segment = segmentIndexOf(this.firsts, index);
    const from = this.from(index, segment);
    this.total -= this.ends.pop()! - from;
    this.used[segment] = from;
  }

  /** Bytes of a row's text. */
  bytesOf(index: number): number {
    return this.ends[index]! - this.start(index, segmentIndexOf(this.firsts, index));
  }

  text(index: number): string {
    const segment = segmentIndexOf(this.firsts, index);
    return this.segments[segment]!.toString('utf8', this.start(index, segment), this.ends[index]);
  }

  /** The body's bytes, in order. Valid until `release`. */
  body(): readonly Uint8Array[] {
    const last = this.segments.length - 1;
    const parts = this.segments.map((segment, index) => segment.subarray(0, this.used[index]));
    if (this.closing === 0 || last < 0) return parts;
    const end = this.used[last]!;
    const buffer = this.segments[last]!;
    if (end + this.closing > buffer.length) return [...parts, Buffer.from(this.framing.close)];
    buffer.write(this.framing.close, end);
    parts[last] = buffer.subarray(0, end + this.closing);
    return parts;
  }

  release(): void {
    for (const segment of this.segments)
      if (segment.length === SEGMENT && free.length < MAX_FREE) free.push(segment);
    this.segments.length = 0;
    this.used.length = 0;
  }

  /** What stands before a row. */
  private lead(index: number): string {
    return index === 0 ? this.framing.open : this.framing.separator;
  }

  private start(index: number, segment: number): number {
    return this.from(index, segment) + widthOf(this.lead(index));
  }

  /** Where a row's lead begins: where the row before it ends. */
  private from(index: number, segment: number): number {
    return this.firsts[segment] === index ? 0 : this.ends[index - 1]!;
  }

  /** The segment that has room for the row, a new one if need be. */
  private room(lead: string, text: string): number {
    const last = this.segments.length - 1;
    const most = (lead.length + text.length) * 3;
    const exact = (): number => Buffer.byteLength(lead) + Buffer.byteLength(text);
    if (last >= 0) {
      const left = this.segments[last]!.length - this.used[last]!;
      if (left >= most || left >= exact()) return last;
    }
    if (this.isSingle) return this.add(Buffer.allocUnsafe(exact() + this.closing));
    const usual = this.usual();
    const size = most <= usual ? usual : Math.max(usual, exact() + this.closing);
    return this.add(
      size === SEGMENT ? (free.pop() ?? Buffer.allocUnsafeSlow(SEGMENT)) : Buffer.allocUnsafeSlow(size),
    );
  }

  /** Bytes of the next segment, if its first row is no larger. */
  private usual(): number {
    const size = Math.max(this.first, this.total);
    return size > SEGMENT / 2 ? SEGMENT : size;
  }

  private add(segment: Buffer): number {
    this.used.push(0);
    this.firsts.push(this.ends.length);
    return this.segments.push(segment) - 1;
  }
}

/** Writes the text between rows; mostly it is one character, and writing strings costs more than rows need. */
function put(buffer: Buffer, text: string, at: number): number {
  if (!isSimple(text)) return buffer.write(text, at);
  if (text.length === 1) buffer[at] = text.charCodeAt(0);
  return text.length;
}

function widthOf(text: string): number {
  return isSimple(text) ? text.length : Buffer.byteLength(text);
}

function isSimple(text: string): boolean {
  return text === '' || (text.length === 1 && text.charCodeAt(0) <= 0x7f);
}
