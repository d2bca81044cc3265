import type { Framing } from '@airbyte-ts/cdk';
import type { Line } from './line.ts';

/**
 * The columns in the order and case of the documentation:
 * https://developer.mediarithmics.io/data-ingestion/bulk-processing/imports/segments
 */
const COLUMNS = [
  ...['operation', 'compartment_id', 'user_account_id', 'email_hash', 'user_agent_id'],
  ...['segment_id', 'segment_technical_name', 'expiration_duration', 'expiration_ts', 'data_bag'],
];

/** A CSV document has a header, and a line end after every row, including the last. */
export const segmentCsv: Framing = { open: `${COLUMNS.join(',')}\r\n`, separator: '\r\n', close: '\r\n' };

/** A row of CSV (RFC 4180). Null and undefined become an empty cell. */
export const csvRow = (line: Line): string => COLUMNS.map((column) => cell(line[column])).join(',');

function cell(value: unknown): string {
  const text = value === undefined || value === null ? '' : String(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
