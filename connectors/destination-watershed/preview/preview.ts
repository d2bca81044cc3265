import { type Batch, ConnectorError, type RowOutcome } from '#cdk';
import type { WatershedApi } from '../api/api.ts';
import type { PreviewResult } from '../api/replies.ts';
import { csvFile } from '../csv/file.ts';
import { failedRows } from '../imports/outcomes.ts';

/** An answer holds every statement that the rows make, so only so much is asked at once. */
const ROWS_AT_ONCE = 1_000;
const BYTES_AT_ONCE = 1_000_000;

/** What a preview says of rows. */
export interface Verdict {
  /** The rows that an import would refuse, by their index. */
  readonly refused: ReadonlyMap<number, RowOutcome>;
  /**
   * Whether statements carry the ids that the connector gave the rows. Undefined when no row got that far. `none`: rows make no
   * statements, but people or groups.
   */
  readonly ids: IdsUse | undefined;
  /** The ids of the statements that each row makes, in lower case, by the row's index; without rows that make none. */
  readonly made: ReadonlyMap<number, readonly string[]>;
}

export type IdsUse = 'used' | 'unused' | 'none';

/** Previews rows, in parts. Stores nothing. */
export async function previewed(
  api: WatershedApi,
  template: string,
  columns: readonly string[],
  rows: Batch,
): Promise<Verdict> {
  const refused = new Map<number, RowOutcome>();
  const made = new Map<number, readonly string[]>();
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
    for (let index = 0; index < part.size; index++) {
      if (failed.has(index)) continue;
      const its = idsIn(result.statements?.[String(index + 2)], from + index);
      if (its.length > 0) made.set(from + index, its);
      if (ids !== 'used') ids = useOf(its, part.row(index).dedupKey);
    }
    part.release();
  };
  const step = Math.max(1, Math.min(ROWS_AT_ONCE, Math.floor((BYTES_AT_ONCE * rows.size) / rows.bytes)));
  for (let from = 0; from < rows.size; from += step) await ask(from, Math.min(rows.size, from + step));
  return { refused, ids, made };
}

/** An answer that can't be read may be larger than anything that is read, or broken on the way: less of it may pass. */
const isTooMuch = (error: unknown): boolean =>
  error instanceof ConnectorError &&
  (error.code === 'ERR_UNREADABLE_REPLY' || error.code === 'ERR_TOO_LARGE');

/** A statement without an id of its own still counts as one. */
function idsIn(statements: unknown, row: number): readonly string[] {
  if (!Array.isArray(statements)) return [];
  return statements.map((each: { readonly id?: unknown } | null, nth) =>
    String(each?.id ?? `${row}/${nth}`).toLowerCase(),
  );
}

function useOf(made: readonly string[], id: string | undefined): IdsUse {
  if (made.length === 0) return 'none';
  return id !== undefined && made.includes(id.toLowerCase()) ? 'used' : 'unused';
}
