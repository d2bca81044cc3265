import { Buffer } from 'node:buffer';

/** How the texts of rows become one body. */
export interface Framing {
  readonly open: string;
  readonly separator: string;
  readonly close: string;
}

export const jsonArray: Framing = { open: '[', separator: ',', close: ']' };
export const ndjson: Framing = { open: '', separator: '\n', close: '\n' };
/** For providers that take one row a request: the body is the row's text. */
export const alone: Framing = { open: '', separator: '', close: '' };

/** Where a row's text stands in its packing. */
export interface Place {
  segment: number;
  start: number;
  end: number;
}

const SEGMENT = 64 * 1024;
const MAX_FREE = 64;
const free: Buffer[] = [];

/**
 * The body of a batch, written row by row as bytes. Rows are held as the bytes that will be sent and nothing else: a
 * piece of the input's text kept as a string would keep the whole block of input that it was cut from in memory.
 * Segments of 64 KiB are used again when a batch is settled; a larger row has a segment of its own, and so has each row where
 * it travels alone.
 */
export class Packing {
  rows = 0;
  private total = 0;
  private readonly segments: Buffer[] = [];
  /** Bytes used of each segment. */
  private readonly used: number[] = [];
  private readonly framing: Framing;
  private readonly closing: number;
  private readonly isSingle: boolean;

  /** `isSingle`: no second row will come. */
  constructor(framing: Framing, isSingle = false) {
    this.framing = framing;
    this.isSingle = isSingle;
    this.closing = Buffer.byteLength(framing.close);
  }

  /** Bytes of the body, framing included. */
  get bytes(): number {
    return this.total + this.closing;
  }

  /** Appends a row and writes down where it stands. */
  append<T extends Place>(text: string, place: T): T {
    const lead = this.rows === 0 ? this.framing.open : this.framing.separator;
    const segment = this.room(lead, text);
    const buffer = this.segments[segment]!;
    const from = this.used[segment]!;
    place.segment = segment;
    place.start = from + put(buffer, lead, from);
    place.end = place.start + buffer.write(text, place.start);
    this.used[segment] = place.end;
    this.total += place.end - from;
    this.rows++;
    return place;
  }

  /** Takes the last row back. */
  undo(place: Place): void {
    const lead = this.rows === 1 ? this.framing.open : this.framing.separator;
    const from = place.start - Buffer.byteLength(lead);
    this.used[place.segment] = from;
    this.total -= place.end - from;
    this.rows--;
  }

  text(place: Place): string {
    return this.segments[place.segment]!.toString('utf8', place.start, place.end);
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
    const size = most <= SEGMENT ? SEGMENT : Math.max(SEGMENT, exact() + this.closing);
    return this.add(
      size === SEGMENT ? (free.pop() ?? Buffer.allocUnsafeSlow(SEGMENT)) : Buffer.allocUnsafeSlow(size),
    );
  }

  private add(segment: Buffer): number {
    this.used.push(0);
    return this.segments.push(segment) - 1;
  }
}

/** Writes the text between rows; mostly it is one character, and writing strings costs more than rows need. */
function put(buffer: Buffer, text: string, at: number): number {
  const code = text.charCodeAt(0);
  if (text.length > 1 || code > 0x7f) return buffer.write(text, at);
  if (text.length === 1) buffer[at] = code;
  return text.length;
}
