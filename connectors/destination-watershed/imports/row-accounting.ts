import type { Batch, RowOutcome } from '@airbyte-ts/cdk';
import { type Imported, statementIds } from '../api/responses.ts';
import type { Verdict } from '../preview/preview.ts';
import { observe, type TemplateBehaviour } from '../preview/template-behaviour.ts';
import { type FailedRows, failedRows } from './failed-rows.ts';

/**
 * Finds the rows of a file that are missing from its import. An import is listed with the ids of all statements that it
 * generated. A row is missing if its id is not listed and the row is not reported as failed. If rows have no ids, statements are
 * counted. Imports of people and groups can't be compared.
 */
export class RowAccounting {
  private readonly rows: Batch;
  private readonly behaviour: TemplateBehaviour;
  private readonly hasColumn: boolean;
  /** The file whose import lists a row, by the row's index. A repeated file has a different name. */
  private readonly listedBy = new Map<number, string>();
  private readonly failed = new Map<number, RowOutcome>();
  private unknownLines = 0;
  /** The statements of the last import; undefined if the import does not list them. */
  private statements: ReadonlySet<string> | undefined;
  /** The preview of the missing rows. Rows in neither of its maps generate no statement. */
  private previewed: Pick<Verdict, 'rejected' | 'generated'> | undefined;

  /** `hasColumn`: a column of the file contains statement ids. */
  constructor(rows: Batch, behaviour: TemplateBehaviour, hasColumn: boolean) {
    this.rows = rows;
    this.behaviour = behaviour;
    this.hasColumn = hasColumn;
  }

  /** Adds the listed import of the file `name`. */
  addImport(imported: Imported, name: string): void {
    const { rows, unknownLines } = failedRows(imported.failedRows, this.rows.size);
    this.unknownLines = unknownLines;
    this.statements = statementIds(imported);
    for (const [index, outcome] of rows) {
      // An earlier file imported the row, so a failure now only means that it exists.
      if ((this.listedBy.get(index) ?? name) !== name) continue;
      this.listedBy.delete(index);
      this.failed.set(index, outcome);
    }
    if (!this.hasColumn || !this.statements) return;
    for (const { index, dedupKey } of this.rows) {
      if (dedupKey === undefined || rows.has(index) || !this.statements.has(dedupKey.toLowerCase())) continue;
      this.behaviour.ids = 'used';
      const fileName = this.listedBy.get(index);
      if (fileName === undefined) {
        this.listedBy.set(index, name);
        this.failed.delete(index);
      } else if (fileName !== name) this.behaviour.repeats = 'listed';
    }
  }

  /** Number of missing rows, or of missing statements if rows have no ids; 0 if unknown. */
  get missing(): number {
    if (!this.statements || this.behaviour.ids === 'none') return 0;
    if (this.usesIds) return this.behaviour.repeats === 'omitted' ? 0 : this.absent.length;
    return Math.max(0, this.expected - this.statements.size);
  }

  /** Whether rows are not listed that may have existed before the import. */
  get isUnproven(): boolean {
    return this.usesIds && this.behaviour.repeats === 'omitted' && this.absent.length > 0;
  }

  /** Whether sending the file again is idempotent, because Watershed ignores statements with existing ids. */
  get isRepeatable(): boolean {
    return this.usesIds && this.behaviour.ids === 'used';
  }

  /** Whether a preview rejects every missing row. */
  get isExplained(): boolean {
    return this.usesIds && this.absent.every((index) => this.previewed?.rejected.has(index));
  }

  /**
   * The rows to preview, because they are missing, or because failures are reported without a line that the file has. Empty after
   * the first preview.
   */
  get rowsToPreview(): readonly number[] {
    if (this.previewed || (this.missing === 0 && (this.identifiesRows || this.unknownLines === 0))) return [];
    if (this.identifiesRows) return this.absent;
    return [...this.rows].flatMap(({ index }) =>
      this.failed.has(index) || this.listedBy.has(index) ? [] : [index],
    );
  }

  /** Adds the preview of the rows at these indexes. */
  addPreview(verdict: Verdict, indexes: readonly number[]): void {
    observe(this.behaviour, verdict);
    const withFileIndexes = <T>(map: ReadonlyMap<number, T>): Map<number, T> =>
      new Map([...map].map(([at, each]) => [indexes[at]!, each]));
    this.previewed = {
      rejected: withFileIndexes(verdict.rejected),
      generated: withFileIndexes(verdict.generated),
    };
  }

  /** The rows that failed in the import or in the preview. */
  get outcomes(): FailedRows {
    const rows = new Map(this.failed);
    for (const [index, outcome] of this.previewed?.rejected ?? [])
      if (!this.listedBy.has(index) && !rows.has(index)) rows.set(index, outcome);
    const found = rows.size - this.failed.size;
    return { rows, unknownLines: this.identifiesRows ? 0 : Math.max(0, this.unknownLines - found) };
  }

  /** Whether it is known of each row whether it is imported. */
  private get identifiesRows(): boolean {
    return this.usesIds && this.statements !== undefined && this.behaviour.repeats !== 'omitted';
  }

  private get usesIds(): boolean {
    return this.hasColumn && (this.behaviour.ids === undefined || this.behaviour.ids === 'used');
  }

  private get absent(): readonly number[] {
    return [...this.rows].flatMap(({ index, dedupKey = '' }) => {
      if (this.listedBy.has(index) || this.failed.has(index)) return [];
      const { rejected, generated } = this.previewed ?? {};
      const isDue =
        !generated || rejected?.has(index) || generated.get(index)?.includes(dedupKey.toLowerCase());
      return isDue ? [index] : [];
    });
  }

  /** Number of expected statements: as many as the preview generated, or the minimum per row before there is a preview. */
  private get expected(): number {
    if (!this.previewed)
      return (this.rows.size - this.failed.size) * (this.behaviour.minStatementsPerRow ?? 1);
    const ids = [...this.previewed.generated].flatMap(([index, each]) =>
      this.failed.has(index) ? [] : each,
    );
    return new Set(ids).size;
  }
}
