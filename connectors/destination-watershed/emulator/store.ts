import type { Table } from './csv.ts';
import { type Cells, type Made, make, type Template } from './templates.ts';

/** An imported row. */
export interface ImportedRow {
  readonly cells: Cells;
  /** Id of its first statement, or of the person. */
  readonly id: string;
  /** All its statements existed already, so it changed nothing. */
  readonly repeated: boolean;
}

export interface Import {
  readonly id: string;
  /** Time at which it finished, in milliseconds since 1970, and on the clock's monotonic scale. */
  readonly createdWall: number;
  readonly finishedAt: number;
  readonly name: string;
  readonly template: string;
  readonly bytes: number;
  /** All statements that its rows produced, including those that existed already. */
  readonly statementIds: readonly string[];
  /** Those of them that the list of imports contains. */
  readonly listedIds: readonly string[];
  readonly failedRows: Readonly<Record<string, string>>;
  /** Empty unless rows are kept. */
  readonly rows: readonly ImportedRow[];
  readonly rowCount: number;
  voided: boolean;
}

/** A file to be imported. */
export interface Upload {
  readonly id: string;
  readonly name: string;
  readonly template: Template;
  readonly table: Table;
  readonly bytes: number;
}

export interface StoreOptions {
  readonly keepRows: boolean;
  readonly repeatedIds: 'ignored' | 'failed';
  readonly listsRepeats: boolean;
}

/** Contents of an organization: immutable statements whose ids are never reused, people, and imports. */
export class WatershedStore {
  readonly imports: Import[] = [];
  /** By id: whether it was voided. */
  private readonly statements = new Map<string, boolean>();
  /** People by id: the import that created each. */
  private readonly people = new Map<string, string>();
  private visible = 0;
  private readonly options: StoreOptions;

  constructor(options: StoreOptions) {
    this.options = options;
  }

  /** Statements that are not voided, and people. */
  get stored(): number {
    return this.visible + this.people.size;
  }

  isVoided(statementId: string): boolean | undefined {
    return this.statements.get(statementId.toLowerCase());
  }

  get peopleIds(): readonly string[] {
    return [...this.people.keys()];
  }

  importFile(upload: Upload, at: { readonly finishedAt: number; readonly createdWall: number }): void {
    const { template, table } = upload;
    const statementIds: string[] = [];
    const created: string[] = [];
    const failedRows: Record<string, string> = {};
    const rows: ImportedRow[] = [];
    const inFile = new Set<string>();
    table.rows.forEach((row, index) => {
      const cells = cellsOf(table.header, row);
      const made = this.admit(make(template, cells), inFile);
      if ('failure' in made) {
        failedRows[String(index + 2)] = made.failure;
        return;
      }
      if ('statements' in made && made.statements.length === 0) return;
      const taken =
        'person' in made
          ? this.hire(made.person, upload.id)
          : this.add(made.statements, statementIds, created);
      if (this.options.keepRows) rows.push({ cells, ...taken });
    });
    const { id, name, bytes } = upload;
    const rowCount = table.rows.length;
    const about = { id, name, bytes, template: template.name, rowCount, voided: false };
    const listedIds = this.options.listsRepeats ? statementIds : created;
    this.imports.push({ ...about, ...at, statementIds, listedIds, failedRows, rows });
  }

  /**
   * Voids an import. Its statements stay, and their ids remain taken. People that it created are removed, even if a later one
   * changed them.
   */
  void(imported: Import): void {
    imported.voided = true;
    for (const id of imported.statementIds) {
      if (this.statements.get(id) === false) this.visible--;
      this.statements.set(id, true);
    }
    for (const [person, creator] of this.people) if (creator === imported.id) this.people.delete(person);
  }

  /**
   * Returns the failure of a row whose statements have the id of another statement of the file, or one that exists already. A
   * batch with two equal ids should be rejected (xAPI 1.0.3, Communication, 2.1.1). `inFile`: the ids of the rows before, to
   * which its own are added.
   */
  private admit(made: Made, inFile: Set<string>): Made {
    if (!('statements' in made)) return made;
    const ids = made.statements.map(({ id }) => id.toLowerCase());
    if (new Set(ids).size < ids.length || ids.some((id) => inFile.has(id)))
      return { failure: 'Another statement of the file has this ID.' };
    if (this.options.repeatedIds === 'failed' && ids.some((id) => this.statements.has(id)))
      return { failure: 'A statement with this ID exists already.' };
    for (const id of ids) inFile.add(id);
    return made;
  }

  private add(
    statements: readonly { readonly id: string }[],
    ids: string[],
    created: string[],
  ): Omit<ImportedRow, 'cells'> {
    let isNew = false;
    for (const { id: given } of statements) {
      const id = given.toLowerCase();
      ids.push(id);
      if (this.statements.has(id)) continue;
      this.statements.set(id, false);
      created.push(id);
      this.visible++;
      isNew = true;
    }
    return { id: statements[0]!.id, repeated: !isNew };
  }

  private hire(id: string, importId: string): Omit<ImportedRow, 'cells'> {
    const repeated = this.people.has(id);
    if (!repeated) this.people.set(id, importId);
    return { id, repeated };
  }
}

/** Returns a cell by the name of its column, including `__proto__`. */
export function cellsOf(header: readonly string[], row: readonly string[]): Cells {
  return Object.fromEntries(header.map((name, index) => [name, row[index]!]));
}
