import { randomBytes } from 'node:crypto';

/** A document to send: the request's body and its properties. */
export interface Upload {
  readonly contentType: string;
  readonly body: readonly Uint8Array[];
  /** Size of the body. */
  readonly bytes: number;
  /** The file name in mediarithmics; undefined for a raw upload. */
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

/** The document as a multipart form, as the provider's web app sends it: `file`, and its media type also in `type`. */
export function formUpload({ mediaType, body, lines }: Document, fileName: string): Upload {
  // 128 random bits do not occur in a document.
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
