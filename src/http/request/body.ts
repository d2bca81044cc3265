import type { HttpRequest } from '../../define/http.ts';
import { bug } from '../../errors.ts';

/** A request's body, ready to be sent as often as needed. */
export interface Body {
  readonly contentType: string | undefined;
  /** Exact length, in bytes. */
  readonly length: number;
  /** Returns the content for one attempt. */
  send(): Uint8Array | AsyncIterable<Uint8Array>;
}

/** A list up to this size is joined: one write is cheaper than many. A longer one is never joined whole. */
const JOIN_BYTES = 1024 * 1024;
const BLOCK_BYTES = 64 * 1024;
/** A piece from this size on is sent as it is. The segments of a batch are larger. */
const LARGE_BYTES = 32 * 1024;

/** The members of a request that give it a body. */
type BodyMembers = Pick<HttpRequest, 'body' | 'json' | 'form'>;

export function prepareBody(request: BodyMembers): Body | undefined {
  const given = (['json', 'form', 'body'] as const).filter((name) => request[name] !== undefined);
  if (given.length > 1)
    throw bug(`The connector made a request with both "${given[0]}" and "${given[1]}". Please report this.`);
  const { json, form, body } = request;
  if (json !== undefined) return single(Buffer.from(JSON.stringify(json)), 'application/json');
  if (form !== undefined) return single(Buffer.from(formText(form)), 'application/x-www-form-urlencoded');
  if (body === undefined) return undefined;
  if (typeof body === 'string') return single(Buffer.from(body));
  if (body instanceof Uint8Array) return single(body);
  if (body.length === 1) return single(body[0]!);
  const length = body.reduce((sum, piece) => sum + piece.byteLength, 0);
  if (length <= JOIN_BYTES) return single(Buffer.concat(body, length));
  return { contentType: undefined, length, send: () => blocks(body) };
}

/** Encodes the fields of a form. */
export function formText(fields: NonNullable<HttpRequest['form']>): string {
  const given = Object.entries(fields).filter(([, value]) => value !== undefined);
  return new URLSearchParams(given.map(([name, value]) => [name, String(value)])).toString();
}

const single = (bytes: Uint8Array, contentType?: string): Body => ({
  contentType,
  length: bytes.byteLength,
  send: () => bytes,
});

/** Yields the pieces in order. Joins small ones to blocks, so that ten thousand rows do not need ten thousand writes. */
async function* blocks(pieces: readonly Uint8Array[]): AsyncGenerator<Uint8Array> {
  let held: Uint8Array[] = [];
  let size = 0;
  for (const piece of pieces) {
    const isLarge = piece.byteLength >= LARGE_BYTES;
    if (!isLarge) {
      held.push(piece);
      size += piece.byteLength;
    }
    if (size > 0 && (isLarge || size >= BLOCK_BYTES)) {
      yield Buffer.concat(held, size);
      held = [];
      size = 0;
    }
    if (isLarge) yield piece;
  }
  if (size > 0) yield Buffer.concat(held, size);
}
