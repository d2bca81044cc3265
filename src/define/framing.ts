/** How the texts of rows become one body. */
export interface Framing {
  readonly open: string;
  readonly separator: string;
  readonly close: string;
}

export const jsonArray: Framing = { open: '[', separator: ',', close: ']' };
export const ndjson: Framing = { open: '', separator: '\n', close: '\n' };
/** For providers that take one row a request: the body is the row's text. */
export const oneRowPerRequest: Framing = { open: '', separator: '', close: '' };
