import type { Batch, RowOutcome } from '#cdk';
import { type Imported, statementIds } from '../api/replies.ts';
import type { Verdict } from '../preview/preview.ts';
import { learn, type TemplateBehaviour } from '../preview/template-behaviour.ts';
import { type FailedRows, failedRows } from './outcomes.ts';

/**
 * Calls the rows of a file. An import is listed with the ids of all the statements that it generated, so a row whose id is not
 * among them, and that is not named as failed, is not in. Where rows have no ids of their own, statements are counted. People and groups
 * leave nothing to go by.
 */
export class RowAccounting {
  private readonly rows: Batch;
  private readonly habit: TemplateBehaviour;
  private readonly hasColumn: boolean;
  /** The files whose imports list rows, by the rows' indexes. A file is perhaps sent again under another name. */
  private readonly listedBy = new Map<number, string>();
  private readonly failed = new Map<number, RowOutcome>();
  private strangers = 0;
  /** The statements of the last import; undefined where it does not tell. */
  private statements: ReadonlySet<string> | undefined;
  /** What a preview says of rows that were missing. Rows that it does not name make no statement. */
  private foreseen: Pick<Verdict, 'refused' | 'made'> | undefined;

  /** `hasColumn`: the connector gives rows ids in a column of the file. */
  constructor(rows: Batch, habit: TemplateBehaviour, hasColumn: boolean) {
    this.rows = rows;
    this.habit = habit;
    this.hasColumn = hasColumn;
  }

  /** Takes in what the list says of the import of the file `name`. */
  take(imported: Imported, name: string): void {
    const { rows, strangers } = failedRows(imported.failedRows, this.rows.size);
    this.strangers = strangers;
    this.statements = statementIds(imported);
    for (const [index, outcome] of rows) {
      // It is in, by an earlier file. That it is refused now says no more than that.
      if ((this.listedBy.get(index) ?? name) !== name) continue;
      this.listedBy.delete(index);
      this.failed.set(index, outcome);
    }
    if (!this.hasColumn || !this.statements) return;
    for (const { index, dedupKey } of this.rows) {
      if (dedupKey === undefined || rows.has(index) || !this.statements.has(dedupKey.toLowerCase())) continue;
      this.habit.ids = 'used';
      const by = this.listedBy.get(index);
      if (by === undefined) {
        this.listedBy.set(index, name);
        this.failed.delete(index);
      } else if (by !== name) this.habit.repeats = 'listed';
    }
  }

  /** How many rows, or statements, should be there and are not: 0 where nobody can tell. */
  get missing(): number {
    if (!this.statements || this.habit.ids === 'none') return 0;
    if (this.goesByIds) return this.habit.repeats === 'omitted' ? 0 : this.absent.length;
    return Math.max(0, this.expected - this.statements.size);
  }

  /** Whether rows are missing that may as well have been there before the import. */
  get isUnproven(): boolean {
    return this.goesByIds && this.habit.repeats === 'omitted' && this.absent.length > 0;
  }

  /** Whether the file may be sent again: what is there already is ignored then. */
  get isRepeatable(): boolean {
    return this.goesByIds && this.habit.ids === 'used';
  }

  /** Whether a preview explains everything that is missing: those rows fail. */
  get isExplained(): boolean {
    return this.goesByIds && this.absent.every((index) => this.foreseen?.refused.has(index));
  }

  /** The rows that a preview has to be asked about. It is asked once, and where failed rows are named that the file does not have, too. */
  get unclear(): readonly number[] {
    if (this.foreseen || (this.missing === 0 && (this.tellsRows || this.strangers === 0))) return [];
    if (this.tellsRows) return this.absent;
    return [...this.rows].flatMap(({ index }) =>
      this.failed.has(index) || this.listedBy.has(index) ? [] : [index],
    );
  }

  /** Takes in what a preview says of the rows at these indexes. */
  foresee(verdict: Verdict, indexes: readonly number[]): void {
    learn(this.habit, verdict);
    const moved = <T>(of: ReadonlyMap<number, T>): Map<number, T> =>
      new Map([...of].map(([at, each]) => [indexes[at]!, each]));
    this.foreseen = { refused: moved(verdict.refused), made: moved(verdict.made) };
  }

  get answers(): FailedRows {
    const rows = new Map(this.failed);
    for (const [index, outcome] of this.foreseen?.refused ?? [])
      if (!this.listedBy.has(index) && !rows.has(index)) rows.set(index, outcome);
    const found = rows.size - this.failed.size;
    return { rows, strangers: this.tellsRows ? 0 : Math.max(0, this.strangers - found) };
  }

  /** Whether each row is known to be in or not. */
  private get tellsRows(): boolean {
    return this.goesByIds && this.statements !== undefined && this.habit.repeats !== 'omitted';
  }

  private get goesByIds(): boolean {
    return this.hasColumn && (this.habit.ids === undefined || this.habit.ids === 'used');
  }

  private get absent(): readonly number[] {
    return [...this.rows].flatMap(({ index, dedupKey = '' }) => {
      if (this.listedBy.has(index) || this.failed.has(index)) return [];
      const { refused, made } = this.foreseen ?? {};
      const isDue = !made || refused?.has(index) || made.get(index)?.includes(dedupKey.toLowerCase());
      return isDue ? [index] : [];
    });
  }

  /** A row makes one statement or more. A preview of it knows how many, and which rows make none after all. */
  private get expected(): number {
    if (!this.foreseen) return (this.rows.size - this.failed.size) * (this.habit.perRow ?? 1);
    const made = [...this.foreseen.made].flatMap(([index, ids]) => (this.failed.has(index) ? [] : ids));
    return new Set(made).size;
  }
}
