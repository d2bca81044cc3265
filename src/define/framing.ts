/** Texts around the rows of a body: `open`, row, `separator`, row, …, `close`. */
export interface Framing {
  /** Before the first row. */
  readonly open: string;
  /** Between two rows. */
  readonly separator: string;
  /** After the last row. */
  readonly close: string;
}

/** One JSON array: `[row,row]`. */
export const jsonArray: Framing = { open: '[', separator: ',', close: ']' };

/** One row per line, each with a newline: `row\nrow\n`. */
export const ndjson: Framing = { open: '', separator: '\n', close: '\n' };

/** The text of the row and nothing else. For providers that accept one row per request, with `maxRows: 1`. */
export const oneRowPerRequest: Framing = { open: '', separator: '', close: '' };
