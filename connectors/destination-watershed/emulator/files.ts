import type { EmulatedRequest } from '@airbyte-ts/cdk/emulator';
import { readCsv, type Table } from './csv.ts';
import { readMultipart } from './multipart.ts';

/** A CSV file in a request. */
export interface ReceivedFile {
  readonly name: string;
  readonly bytes: number;
  /** Its content, or the reason why it is invalid. */
  readonly table: Table | string;
}

/** From this size on the size must be declared: "10Mb", read as megabytes. */
const SIZE_REQUIRED_FROM = 10_000_000;

/**
 * Reads the one file of a form, whose size is declared by the query `fileSize`; a preview may also declare it in a part
 * `filesize`. Returns an error of the form as a text.
 */
export function readFile(
  { headers, body, query }: EmulatedRequest,
  isPreview: boolean,
): ReceivedFile | string {
  const parts = readMultipart(headers['content-type'], body);
  if (typeof parts === 'string') return parts;
  const [file, size, ...more] = parts;
  if (file?.name !== 'file' || !file.filename) return 'the first part has to be the file, with its name';
  if (file.contentType !== 'text/csv') return 'the file has to be text/csv';
  if (size && !(isPreview && size.name === 'filesize')) return `the part ${size.name} is not expected`;
  if (more.length > 0) return 'there are more parts than expected';
  const { length: bytes } = file.content;
  for (const declared of [query.get('fileSize'), size?.content.toString()])
    if (declared !== undefined && declared !== null && declared !== String(bytes))
      return `the file has ${bytes} bytes, not ${declared}`;
  if (bytes >= SIZE_REQUIRED_FROM && !query.has('fileSize')) return 'fileSize is missing';
  return { name: file.filename, bytes, table: readCsv(file.content) };
}
