import { randomBytes } from 'node:crypto';
import type { Batch, Framing } from '#cdk';
import { cellOf, csvLine } from './csv.ts';

const CRLF = '\r\n';

/** Rows of CSV below their header. */
export const csvRows: Framing = { open: '', separator: CRLF, close: CRLF };

/** A CSV file in memory. `bytes` is its exact size, which Watershed wants to be told. */
export interface CsvFile {
  readonly parts: readonly Uint8Array[];
  readonly bytes: number;
}

export function csvFile(columns: readonly string[], rows: Pick<Batch, 'body'>): CsvFile {
  const header = Buffer.from(csvLine(columns.map(cellOf)) + CRLF);
  const parts = [header, ...rows.body()];
  return { parts, bytes: parts.reduce((sum, { length }) => sum + length, 0) };
}

/** A multipart form with the file, without a copy of it. */
export interface Form {
  readonly contentType: string;
  readonly body: readonly Uint8Array[];
}

/**
 * The form that takes a file up (RFC 7578). With `size` a second part tells the size, as previews are documented. The boundary
 * is random and stands nowhere in the file: rows are never torn over two parts, and a boundary has no line break.
 */
export function formOf(
  file: CsvFile,
  name: string,
  { size = false, random = () => randomBytes(16).toString('hex') } = {},
): Form {
  let boundary = random();
  while (file.parts.some((part) => Buffer.from(part.buffer, part.byteOffset, part.length).includes(boundary)))
    boundary = random();
  const open = `--${boundary}${CRLF}Content-Disposition: form-data; name=`;
  const head = `${open}"file"; filename="${name}"${CRLF}Content-Type: text/csv${CRLF}${CRLF}`;
  const told = size ? `${CRLF}${open}"filesize"${CRLF}${CRLF}${file.bytes}` : '';
  const tail = `${told}${CRLF}--${boundary}--${CRLF}`;
  return {
    contentType: `multipart/form-data; boundary=${boundary}`,
    body: [Buffer.from(head), ...file.parts, Buffer.from(tail)],
  };
}
