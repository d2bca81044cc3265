import { type ConnectorError, transientError } from '@airbyte-ts/cdk';
import type { Upload } from './uploads.ts';

/** Describes an import that lacks rows, with the consequence. */
export function describeIncomplete({ rows, name, accounting }: Upload, consequence: string): string {
  const unit = accounting.isRepeatable ? 'rows' : 'statements';
  return (
    `Watershed lists the import of the file ${name} (stream "${rows.stream.name}", ${rows.size} rows), but ${accounting.missing} of its ` +
    `${unit} are neither listed nor reported as failed. ${consequence}`
  );
}

/** Returns the error of an import that is finished and lacks rows. */
export function incompleteError(upload: Upload): ConnectorError {
  const next = upload.accounting.isRepeatable
    ? 'Smaller files may help: lower Rows per File (rows_per_file).'
    : 'Its statements have no ids by which Watershed would recognise them, so void this import before the next sync, or its ' +
      'rows are stored twice; set Statement ID Column (statement_id_column) to avoid that.';
  const { name, namespace } = upload.rows.stream;
  return transientError(
    describeIncomplete(upload, `The sync fails, and the next one sends them again. ${next}`),
    {
      code: 'ERR_IMPORT_INCOMPLETE',
      stream: { name, namespace },
      exhausted: true,
    },
  );
}

/** Returns the error of an import that is not finished in time, or whose state cannot be read in that time. */
export function timeoutError(
  { rows, name, response }: Upload,
  {
    minutes,
    isOver,
    failure,
  }: {
    readonly minutes: number;
    /** Whether the time is over. */
    readonly isOver: boolean;
    /** The failure of the last poll. */
    readonly failure: ConnectorError | undefined;
  },
): ConnectorError {
  const state = isOver ? 'finished after' : 'known to be finished within';
  const { name: stream, namespace } = rows.stream;
  const empty = response?.isEmpty
    ? ` with an empty body (status ${response.status} to POST /csv-import)`
    : '';
  return transientError(
    `The import of the file ${name} (stream "${stream}", ${rows.size} rows) was accepted${empty}, but is not ${state} ` +
      `${minutes} minutes. Look for it under CSV Data Import in Watershed; allow more time with Import ` +
      `Timeout (Minutes) (import_timeout_minutes) if imports are slow.${
        failure ? ` Its state could not be read at the end: ${failure.message}` : ''
      }`,
    {
      ...{ code: 'ERR_IMPORT_TIMEOUT', stream: { name: stream, namespace }, exhausted: true },
      ...(failure && { cause: failure }),
      ...(failure?.detail !== undefined && { detail: failure.detail }),
    },
  );
}
