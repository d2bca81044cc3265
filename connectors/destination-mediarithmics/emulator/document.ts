import type { EmulatedRequest } from '@airbyte-ts/cdk/emulator';
import { csvRows } from './csv.ts';
import { CONTENT_TYPES, type DocumentImport } from './document-types.ts';

/** A line of a document: its text, and its JSON object; undefined if it is not an object. */
export interface Line {
  readonly text: string;
  readonly value: Readonly<Record<string, unknown>> | undefined;
}

/** A document as it arrived. */
export interface Document {
  /** File name from a multipart upload; a raw one has none. */
  readonly fileName: string | undefined;
  readonly lines: readonly Line[];
  readonly text: string;
}

/** Reads the body of a POST of a document, or returns the reason why the provider rejects it immediately. */
export function readDocument(
  { headers, body }: EmulatedRequest,
  { mime_type }: DocumentImport,
): Document | string {
  const expected = CONTENT_TYPES[mime_type];
  const contentType = headers['content-type'] ?? '';
  const file = contentType.startsWith('multipart/form-data')
    ? filePart(body, contentType, expected)
    : { bytes: body, type: contentType, name: undefined };
  if (typeof file === 'string') return file;
  if (mediaType(file.type) !== expected)
    return `Content-Type does not match the mime_type of the document import: ${expected} expected`;
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(file.bytes);
  } catch {
    return 'the document is not UTF-8';
  }
  const lines = mime_type === 'TEXT_CSV' ? csvLines(text) : ndjsonLines(text);
  return typeof lines === 'string' ? lines : { fileName: file.name, lines, text };
}

const mediaType = (value: string): string => value.split(';')[0]!.trim().toLowerCase();

/** Before the job runs only the first line is validated: an array, or JSON over several lines, fails here. */
function ndjsonLines(text: string): readonly Line[] | string {
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  if (lines.length === 0) return 'the document is empty';
  const parsed = lines.map((line): Line => ({ text: line, value: objectOf(line) }));
  return parsed[0]!.value ? parsed : 'the document is not NDJSON';
}

function objectOf(line: string): Line['value'] {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Line['value'])
      : undefined;
  } catch {
    return undefined;
  }
}

const SEGMENT_COLUMNS = new Set([
  ...['operation', 'compartment_id', 'user_account_id', 'email_hash', 'user_agent_id'],
  ...['segment_id', 'segment_technical_name', 'expiration_duration', 'expiration_ts', 'data_bag'],
]);

function csvLines(text: string): readonly Line[] | string {
  const [header, ...rows] = csvRows(text) ?? [];
  if (!header?.every((column) => SEGMENT_COLUMNS.has(column))) return 'the CSV header is not valid';
  if (rows.length === 0) return 'the document is empty';
  return rows.map((row): Line => {
    const cells = header.flatMap((column, index) => (row[index] ? [[column, row[index]]] : []));
    return {
      text: row.join(','),
      value: row.length === header.length ? Object.fromEntries(cells) : undefined,
    };
  });
}

interface FilePart {
  readonly bytes: Buffer;
  readonly type: string;
  readonly name: string | undefined;
}

/** The form that the provider's own page sends: `file` with a name and a type, and the same type as text in `type`. */
function filePart(body: Buffer, contentType: string, expected: string): FilePart | string {
  const boundary = /;\s*boundary="?([^";]+)"?/.exec(contentType)?.[1];
  if (boundary === undefined) return 'the multipart body has no boundary';
  const parts = partsOf(body, boundary);
  if (!parts) return 'the multipart body is truncated';
  const file = parts.find(({ head }) => /;\s*name="file"/.test(head));
  const name = /;\s*filename="([^"]+)"/.exec(file?.head ?? '')?.[1];
  const type = /^content-type:\s*(.+)$/im.exec(file?.head ?? '')?.[1];
  if (!file || name === undefined || type === undefined)
    return 'the part "file" is missing or has no name or type';
  const actual = parts.find(({ head }) => /;\s*name="type"/.test(head))?.bytes.toString();
  if (actual !== expected) return `the part "type" must be ${expected}`;
  return { bytes: file.bytes, type, name };
}

function partsOf(body: Buffer, boundary: string): readonly { head: string; bytes: Buffer }[] | undefined {
  const parts: { head: string; bytes: Buffer }[] = [];
  const delimiter = `\r\n--${boundary}`;
  // The first delimiter may be at the very beginning.
  let at = body.subarray(0, boundary.length + 2).toString() === `--${boundary}` ? boundary.length + 2 : -1;
  while (at !== -1 && body.subarray(at, at + 2).toString() === '\r\n') {
    const headEnd = body.indexOf('\r\n\r\n', at);
    const end = body.indexOf(delimiter, headEnd);
    if (headEnd === -1 || end === -1) return undefined;
    parts.push({ head: body.subarray(at + 2, headEnd).toString(), bytes: body.subarray(headEnd + 4, end) });
    at = end + delimiter.length;
  }
  return at !== -1 && body.subarray(at, at + 2).toString() === '--' ? parts : undefined;
}
