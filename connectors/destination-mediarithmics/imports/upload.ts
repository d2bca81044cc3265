import { randomBytes } from 'node:crypto';

/** A document on its way: the request's body and what tells of it. */
export interface Upload {
  readonly contentType: string;
  readonly body: readonly Uint8Array[];
  /** Of the body. */
  readonly bytes: number;
  /** The name that the provider will show; a raw upload has none. */
  readonly fileName: string | undefined;
  readonly lines: number;
}

interface Document {
  readonly mediaType: string;
  readonly body: readonly Uint8Array[];
  readonly lines: number;
}

/** The document as the body of the request. */
export function rawUpload({ mediaType, body, lines }: Document): Upload {
  return { contentType: mediaType, body, bytes: sizeOf(body), fileName: undefined, lines };
}

/** The document as a form, the way that the provider's own page sends it: `file`, and its type once more in `type`. */
export function formUpload({ mediaType, body, lines }: Document, fileName: string): Upload {
  // 128 random bits: no document holds them.
  const boundary = `airbyte-${randomBytes(16).toString('hex')}`;
  const head = Buffer.from(
    `--${boundary}\r\nContent-Disposition: form-data; name="type"\r\n\r\n${mediaType}\r\n` +
      `--${boundary}\r\nContent-Disposition: form-data; name="file"; filename="${fileName}"\r\n` +
      `Content-Type: ${mediaType}\r\n\r\n`,
  );
  const whole = [head, ...body, Buffer.from(`\r\n--${boundary}--\r\n`)];
  const contentType = `multipart/form-data; boundary=${boundary}`;
  return { contentType, body: whole, bytes: sizeOf(whole), fileName, lines };
}

const sizeOf = (body: readonly Uint8Array[]): number =>
  body.reduce((sum, { byteLength }) => sum + byteLength, 0);
