import { randomBytes } from 'node:crypto';
import type { Batch, BatchRow, Framing } from '#cdk';
import { cellOf, cellsIn, csvLine } from './rows.ts';

const CRLF = '\r\n';

/** Rows of CSV below their header. */
export const csvRows: Framing = { open: '', separator: CRLF, close: CRLF };

/** A CSV file in memory. `bytes` is its exact size, which Watershed wants to be told. */
export interface CsvFile {
  readonly parts: readonly Uint8Array[];
  readonly bytes: number;
}

/** The rows of a file: lines of CSV whose cells belong to the first columns of its header. */
export interface CsvRows extends Pick<Batch, 'body' | 'size'> {
  row(index: number): Pick<BatchRow, 'text'>;
}

/** The file with a header. Rows that were written before all of its columns were known get empty cells for the others. */
export function csvFile(columns: readonly string[], rows: CsvRows): CsvFile {
  const header = Buffer.from(csvLine(columns.map(cellOf)) + CRLF);
  // Rows stand in the order in which columns were found, so the first one is the shortest.
  const isFull = rows.size === 0 || cellsIn(rows.row(0).text) === columns.length;
  const parts = [header, ...(isFull ? rows.body() : filledUp(columns.length, rows))];
  return { parts, bytes: parts.reduce((sum, { length }) => sum + length, 0) };
}

const PART_CHARACTERS = 64 * 1024;

function* filledUp(width: number, rows: CsvRows): Iterable<Uint8Array> {
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
