import type { RowOutcome } from '#cdk';

const REASON = 'Watershed refused the row';

/** The rows of a file that failed, by their index, with the provider's words. */
export interface FailedRows {
  readonly rows: ReadonlyMap<number, RowOutcome>;
  /** How many are named that the file does not have: nobody knows which rows they are. */
  readonly strangers: number;
}

/** Reads `failedRows`: the header is line 1, so line 2 is the first row. */
export function failedRows(
  failed: Readonly<Record<string, unknown>> | null | undefined,
  size: number,
): FailedRows {
  const rows = new Map<number, RowOutcome>();
  let strangers = 0;
  for (const [line, said] of Object.entries(failed ?? {})) {
    const index = /^\d+$/.test(line) ? Number(line) - 2 : -1;
    if (index < 0 || index >= size) strangers++;
    else rows.set(index, { status: 'rejected', reason: REASON, providerMessage: wordsOf(said) });
  }
  return { rows, strangers };
}

const wordsOf = (said: unknown): string => (typeof said === 'string' ? said : JSON.stringify(said ?? ''));
