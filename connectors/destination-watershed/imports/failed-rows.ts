import type { RowOutcome } from '@airbyte-ts/cdk';

const REASON = 'Watershed rejected the row';

/** The failed rows of a file by index, with the provider message. */
export interface FailedRows {
  readonly rows: ReadonlyMap<number, RowOutcome>;
  /** Number of failures without a line that the file has, so that their rows are unknown. */
  readonly unknownLines: number;
}

/** Reads `failedRows`: the header is line 1, so line 2 is the first row. */
export function failedRows(
  failed: Readonly<Record<string, unknown>> | null | undefined,
  size: number,
): FailedRows {
  const rows = new Map<number, RowOutcome>();
  let unknownLines = 0;
  for (const [line, message] of Object.entries(failed ?? {})) {
    const index = /^\d+$/.test(line) ? Number(line) - 2 : -1;
    if (index < 0 || index >= size) unknownLines++;
    else rows.set(index, { status: 'rejected', reason: REASON, providerMessage: textOf(message) });
  }
  return { rows, unknownLines };
}

const textOf = (message: unknown): string =>
  typeof message === 'string' ? message : JSON.stringify(message ?? '');
