import { type Batch, ConnectorError, type RowOutcome } from '@airbyte-ts/cdk';
import type { WatershedApi } from '../api/api.ts';
import type { PreviewResult } from '../api/responses.ts';
import { csvFile } from '../csv/file.ts';
import { failedRows } from '../imports/failed-rows.ts';

/** Limits of one preview, because its response contains every statement that the rows generate. */
const MAX_ROWS = 1_000;
const MAX_BYTES = 1_000_000;

/** The result of a preview. */
export interface Verdict {
  /** The rows that an import would reject, by index. */
  readonly rejected: ReadonlyMap<number, RowOutcome>;
  /**
   * Whether statements have the ids that the connector gave the rows. `none`: the rows generate no statements, but people or
   * groups. Undefined if every row fails.
   */
  readonly ids: IdsUse | undefined;
  /** The ids of the statements that each row generates, in lower case, by the row's index; without rows that generate none. */
  readonly generated: ReadonlyMap<number, readonly string[]>;
}

export type IdsUse = 'used' | 'unused' | 'none';

/** Previews rows in parts, which are halved while the response is too large. Stores nothing. */
export async function previewRows(
  api: WatershedApi,
  template: string,
  columns: readonly string[],
  rows: Batch,
): Promise<Verdict> {
  const rejected = new Map<number, RowOutcome>();
  const generated = new Map<number, readonly string[]>();
  let ids: Verdict['ids'];
  const previewRange = async (from: number, to: number): Promise<void> => {
    const part = rows.part(Array.from({ length: to - from }, (_, index) => from + index));
    let result: PreviewResult;
    try {
      result = await api.preview(template, csvFile(columns, part), 'when-rejected');
    } catch (error) {
      if (!mayBeTooLarge(error) || to - from === 1) throw error;
      const middle = (from + to) >> 1;
      await previewRange(from, middle);
      return previewRange(middle, to);
    }
    const failed = failedRows(result.failedRows, part.size).rows;
    for (const [index, outcome] of failed) rejected.set(from + index, outcome);
    for (let index = 0; index < part.size; index++) {
      if (failed.has(index)) continue;
      const rowIds = idsIn(result.statements?.[String(index + 2)], from + index);
      if (rowIds.length > 0) generated.set(from + index, rowIds);
      if (ids !== 'used') ids = useOf(rowIds, part.row(index).dedupKey);
    }
    part.release();
  };
  const step = Math.max(1, Math.min(MAX_ROWS, Math.floor((MAX_BYTES * rows.size) / rows.bytes)));
  for (let from = 0; from < rows.size; from += step)
    await previewRange(from, Math.min(rows.size, from + step));
  return { rejected, ids, generated };
}

/** An unreadable response may exceed the size limit, or be truncated on the way: fewer rows may succeed. */
const mayBeTooLarge = (error: unknown): boolean =>
  error instanceof ConnectorError &&
  (error.code === 'ERR_UNREADABLE_RESPONSE' || error.code === 'ERR_TOO_LARGE');

/** Ids of a row's statements. A statement without an id gets a substitute, so that it is counted. */
function idsIn(statements: unknown, row: number): readonly string[] {
  if (!Array.isArray(statements)) return [];
  return statements.map((each: { readonly id?: unknown } | null, nth) =>
    String(each?.id ?? `${row}/${nth}`).toLowerCase(),
  );
}

function useOf(generated: readonly string[], id: string | undefined): IdsUse {
  if (generated.length === 0) return 'none';
  return id !== undefined && generated.includes(id.toLowerCase()) ? 'used' : 'unused';
}
