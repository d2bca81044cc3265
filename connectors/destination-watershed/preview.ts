import { type Batch, ConnectorError, type Outcome } from '#cdk';
import type { WatershedApi } from './api.ts';
import { csvFile } from './file.ts';
import { failedRows } from './outcomes.ts';
import type { PreviewResult } from './records.ts';

/** An answer holds every statement that the rows make, so only so much is asked at once. */
const ROWS_AT_ONCE = 1_000;
const BYTES_AT_ONCE = 1_000_000;

/** What a preview says of rows. */
export interface Verdict {
  /** The rows that an import would refuse, by their index. */
  readonly refused: ReadonlyMap<number, Outcome>;
  /**
   * Whether statements carry the ids that the connector gave the rows. Undefined when no row got that far. `none`: rows make no
   * statements, but people or groups.
   */
  readonly ids: 'used' | 'unused' | 'none' | undefined;
}

/** Previews rows, in parts. Stores nothing. */
export async function previewed(
  api: WatershedApi,
  template: string,
  columns: readonly string[],
  rows: Batch,
): Promise<Verdict> {
  const refused = new Map<number, Outcome>();
  let ids: Verdict['ids'];
  const ask = async (from: number, to: number): Promise<void> => {
    const part = rows.part(Array.from({ length: to - from }, (_, index) => from + index));
    let result: PreviewResult;
    try {
      result = await api.preview(template, csvFile(columns, part), 'when-refused');
    } catch (error) {
      if (!isTooMuch(error) || to - from === 1) throw error;
      const middle = (from + to) >> 1;
      await ask(from, middle);
      return ask(middle, to);
    }
    const failed = failedRows(result.failedRows, part.size).rows;
    for (const [index, outcome] of failed) refused.set(from + index, outcome);
    for (let index = 0; index < part.size && ids !== 'used'; index++)
      if (!failed.has(index)) ids = idsOf(result.statements?.[String(index + 2)], part.row(index).identity);
    part.release();
  };
  const step = Math.max(1, Math.min(ROWS_AT_ONCE, Math.floor((BYTES_AT_ONCE * rows.size) / rows.bytes)));
  for (let from = 0; from < rows.size; from += step) await ask(from, Math.min(rows.size, from + step));
  return { refused, ids };
}

/** An answer that can't be read may be larger than anything that is read, or broken on the way: less of it may pass. */
const isTooMuch = (error: unknown): boolean =>
  error instanceof ConnectorError &&
  (error.code === 'ERR_UNREADABLE_REPLY' || error.code === 'ERR_TOO_LARGE');

function idsOf(statements: unknown, id: string | undefined): Verdict['ids'] {
  if (!Array.isArray(statements) || statements.length === 0) return 'none';
  const isUsed = statements.some(
    (each: { readonly id?: unknown } | null) => String(each?.id).toLowerCase() === id?.toLowerCase(),
  );
  return isUsed ? 'used' : 'unused';
}
