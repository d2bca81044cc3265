export interface Table {
  readonly header: readonly string[];
  /** Cells of a row, as many as the header has. */
  readonly rows: readonly (readonly string[])[];
}

/**
 * Reads CSV strictly by RFC 4180: a quote inside an unquoted cell, anything between a closing quote and the next comma, and a row
 * whose length differs from the header are errors. Lines end with CRLF or LF. An empty line is skipped, as by many readers.
 * Returns an error as a text.
 */
export function readCsv(bytes: Uint8Array): Table | string {
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return 'the file is not UTF-8';
  }
  if (text.startsWith('\uFEFF')) return 'the file begins with a byte order mark';
  const lines = readLines(text);
  if (typeof lines === 'string') return lines;
  const [header, ...rows] = lines;
  if (!header) return 'the file is empty';
  if (new Set(header).size < header.length) return 'two columns of the header have one name';
  const odd = rows.findIndex((row) => row.length !== header.length);
  if (odd !== -1) return `row ${odd + 2} has ${rows[odd]!.length} cells, the header ${header.length}`;
  return { header, rows };
}

function readLines(text: string): string[][] | string {
  const lines: string[][] = [];
  let line: string[] = [];
  let at = 0;
  while (at < text.length) {
    let cell: string;
    if (text[at] === '"') {
      const end = closingQuote(text, at);
      if (end === -1) return `a quoted cell of line ${lines.length + 1} does not end`;
      cell = text.slice(at + 1, end).replaceAll('""', '"');
      at = end + 1;
    } else {
      const end = endOfCell(text, at);
      cell = text.slice(at, end);
      if (cell.includes('"')) return `a cell of line ${lines.length + 1} has a quote and is not quoted`;
      // An empty line.
      if (cell === '' && line.length === 0 && text[end] !== ',') {
        at = afterBreak(text, end);
        continue;
      }
      at = end;
    }
    line.push(cell);
    if (text[at] === ',') {
      at++;
      if (at < text.length && text[at] !== '\r' && text[at] !== '\n') continue;
      line.push('');
    } else if (at < text.length && text[at] !== '\n' && !text.startsWith('\r\n', at))
      return `something follows a closing quote in line ${lines.length + 1}`;
    lines.push(line);
    line = [];
    at = afterBreak(text, at);
  }
  return lines;
}

function closingQuote(text: string, start: number): number {
  for (let at = text.indexOf('"', start + 1); at !== -1; at = text.indexOf('"', at + 2))
    if (text[at + 1] !== '"') return at;
  return -1;
}

function endOfCell(text: string, start: number): number {
  let at = start;
  while (at < text.length && text[at] !== ',' && text[at] !== '\n' && text[at] !== '\r') at++;
  return at;
}

function afterBreak(text: string, at: number): number {
  if (text.startsWith('\r\n', at)) return at + 2;
  return at + 1;
}
