import { randomBytes } from 'node:crypto';
import type { Batch, BatchRow, Framing } from '@airbyte-ts/cdk';
import { cellsIn, csvLine } from './rows.ts';

const CRLF = '\r\n';

/** Rows of CSV below their header. */
export const csvRows: Framing = { open: '', separator: CRLF, close: CRLF };

/** A CSV file in memory. `bytes` is its exact size, which Watershed requires as a parameter. */
export interface CsvFile {
  readonly parts: readonly Uint8Array[];
  readonly bytes: number;
}

/** The rows of a file: lines of CSV whose cells belong to the first columns of its header. */
export interface CsvRows extends Pick<Batch, 'body' | 'size'> {
  row(index: number): Pick<BatchRow, 'text'>;
}

/** Builds the file with its header. Rows that were serialised before all columns were found get empty cells for the others. */
export function csvFile(columns: readonly string[], rows: CsvRows): CsvFile {
  const header = Buffer.from(csvLine(columns) + CRLF);
  // Rows are in the order in which columns were found, so the first one is the shortest.
  const isFull = rows.size === 0 || cellsIn(rows.row(0).text) === columns.length;
  const parts = [header, ...(isFull ? rows.body() : padded(columns.length, rows))];
  return { parts, bytes: parts.reduce((sum, { length }) => sum + length, 0) };
}

const PART_CHARACTERS = 64 * 1024;

function* padded(width: number, rows: CsvRows): Iterable<Uint8Array> {
  let text = '';
  for (let index = 0; index < rows.size; index++) {
    const line = rows.row(index).text;
    text += line + ','.repeat(width - cellsIn(line)) + CRLF;
    if (text.length < PART_CHARACTERS) continue;
    yield Buffer.from(text);
    text = '';
  }
  if (text !== '') yield Buffer.from(text);
}

/** A multipart form with the file, without a copy of it. */
export interface Form {
  readonly contentType: string;
  readonly body: readonly Uint8Array[];
}

/**
 * The multipart form that uploads a file (RFC 7578). With `size`, a second part contains the size, as documented for previews.
 * The random boundary does not occur in the file. Searching each part is enough: a boundary has no line break, and no row is
 * split between parts.
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
  const sizePart = size ? `${CRLF}${open}"filesize"${CRLF}${CRLF}${file.bytes}` : '';
  const tail = `${sizePart}${CRLF}--${boundary}--${CRLF}`;
  return {
    contentType: `multipart/form-data; boundary=${boundary}`,
    body: [Buffer.from(head), ...file.parts, Buffer.from(tail)],
  };
}
