import type { Transform } from 'node:stream';

/** The text of a response. `cut`: it is longer than the size limit. `broken`: its coding is unknown or invalid. */
export interface DecodedBody {
  readonly text: string;
  readonly is: 'whole' | 'cut' | 'broken';
}

interface Piece {
  readonly bytes: Buffer;
  readonly is: DecodedBody['is'];
}

/** Low bits of a zlib header (RFC 1950); some servers send `deflate` without that header. */
const DEFLATE_METHOD = 8;

/** Loaded with the first response that needs it. */
const zlib = () => process.getBuiltinModule('node:zlib');

const DECODERS: Readonly<Record<string, (bytes: Buffer) => Transform>> = {
  gzip: () => zlib().createGunzip(),
  'x-gzip': () => zlib().createGunzip(),
  deflate: (bytes) =>
    ((bytes[0] ?? 0) & 0x0f) === DEFLATE_METHOD ? zlib().createInflate() : zlib().createInflateRaw(),
  br: () => zlib().createBrotliDecompress(),
};

/** The text of a body without a coding, which most responses have. */
export const plainBody = (body: Buffer): DecodedBody => ({ text: textOf(body), is: 'whole' });

const BYTE_ORDER_MARK = 0xfeff;

/** The text of UTF-8 bytes, without a byte order mark, which parsers of JSON may ignore (RFC 8259, 8.1) and JSON.parse rejects. */
function textOf(bytes: Buffer): string {
  const text = bytes.toString();
  return text.charCodeAt(0) === BYTE_ORDER_MARK ? text.slice(1) : text;
}

/**
 * Decodes the body of a response by its `content-encoding`. Requests ask for `identity`, but some gateways compress
 * anyway. Returns at most `maxBytes` decoded bytes, because a small body may expand to gigabytes. Of an incomplete body it
 * returns the part that arrived.
 */
export async function decodeBody(
  body: Buffer,
  contentEncoding: string | undefined,
  maxBytes: number,
): Promise<DecodedBody> {
  if (contentEncoding === undefined) return plainBody(body);
  const codings = contentEncoding
    .toLowerCase()
    .split(',')
    .map((coding) => coding.trim())
    .filter((coding) => coding !== '' && coding !== 'identity');
  let piece: Piece = { bytes: body, is: 'whole' };
  if (body.length > 0) {
    for (const coding of codings.reverse()) {
      const decoder = Object.hasOwn(DECODERS, coding) ? DECODERS[coding]!(piece.bytes) : undefined;
      if (!decoder) return { text: '', is: 'broken' };
      const next = await through(decoder, piece.bytes, maxBytes);
      piece = { bytes: next.bytes, is: piece.is === 'whole' ? next.is : piece.is };
    }
  }
  return { text: textOf(piece.bytes), is: piece.is };
}

async function through(decoder: Transform, bytes: Buffer, maxBytes: number): Promise<Piece> {
  const chunks: Buffer[] = [];
  let room = maxBytes;
  decoder.end(bytes);
  try {
    for await (const chunk of decoder as AsyncIterable<Buffer>) {
      chunks.push(chunk.length > room ? chunk.subarray(0, room) : chunk);
      room -= chunk.length;
      if (room < 0) return { bytes: Buffer.concat(chunks), is: 'cut' };
    }
  } catch {
    return { bytes: Buffer.concat(chunks), is: 'broken' };
  }
  return { bytes: Buffer.concat(chunks), is: 'whole' };
}
