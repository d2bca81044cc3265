import type { AnyOperation } from '../define/operation.ts';
import { objectLayout } from './layout.ts';
import type { FieldSchema } from './schema.ts';

/** Layouts beyond this many are not learnt, and so many records without one are looked at. */
const MAX_LAYOUTS = 16;
const MAX_TRIES = 64;

/**
 * Knows rows by their text. The records of a stream have few layouts, and once a record of one has been parsed, checked
 * and found to be a row as it is, a text of the same layout needs no more than to be recognised, which takes a tenth
 * of the time.
 */
export class KnownRows {
  private readonly layouts: RegExp[] = [];
  private last: RegExp | undefined;
  private tries = 0;
  private readonly schema: FieldSchema;

  /** `schema` is all that is asked of a row. */
  constructor(schema: FieldSchema) {
    this.schema = schema;
  }

  /** One past the end of the row that begins at `start` of a text; -1 if it isn't known for a row. */
  end(text: string, start: number): number {
    try {
      if (this.last === undefined) return -1;
      const end = endOf(this.last, text, start);
      return end === -1 && this.layouts.length > 1 ? this.other(text, start) : end;
    } catch (error) {
      // So many escapes that the stack of the regular expression does not hold them.
      if (error instanceof RangeError) return -1;
      throw error;
    }
  }

  /** From the text of a record that is a row as it is. */
  learn(text: string): void {
    if (this.layouts.length === MAX_LAYOUTS || this.tries === MAX_TRIES) return;
    this.tries++;
    const layout = objectLayout(text, this.schema);
    if (layout === undefined || this.layouts.some(({ source }) => source === layout)) return;
    this.last = new RegExp(layout, 'y');
    this.layouts.push(this.last);
  }

  private other(text: string, start: number): number {
    for (const layout of this.layouts) {
      const end = layout === this.last ? -1 : endOf(layout, text, start);
      if (end === -1) continue;
      this.last = layout;
      return end;
    }
    return -1;
  }
}

function endOf(layout: RegExp, text: string, start: number): number {
  layout.lastIndex = start;
  return layout.test(text) ? layout.lastIndex : -1;
}

/** Whether an operation takes the text of a record and asks for nothing that depends on its values. */
export function takesText(operation: AnyOperation): boolean {
  const { arrange, deletes, encode, fieldsOf, group, identity, key } = operation;
  return ![arrange, deletes, encode, fieldsOf, group, identity, key].some(Boolean);
}
