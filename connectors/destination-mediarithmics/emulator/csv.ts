/** Returns the rows of a CSV text (RFC 4180), or undefined when a quote is not closed or is in a wrong position. */
export function csvRows(text: string): readonly (readonly string[])[] | undefined {
  const rows: string[][] = [];
  let row: string[] = [];
  for (let at = 0; at < text.length; ) {
    const cell = text[at] === '"' ? quoted(text, at) : plain(text, at);
    if (!cell) return undefined;
    row.push(cell.value);
    at = cell.end;
    if (text[at] === ',') {
      at++;
      if (at === text.length) row.push('');
      continue;
    }
    if (text.startsWith('\r\n', at)) at += 2;
    else if (text[at] === '\n') at++;
    else if (at < text.length) return undefined;
    rows.push(row);
    row = [];
  }
  if (row.length > 0) rows.push(row);
  return rows;
}

interface Cell {
  readonly value: string;
  readonly end: number;
}

function quoted(text: string, start: number): Cell | undefined {
  let value = '';
  for (let at = start + 1; ; ) {
    const quote = text.indexOf('"', at);
    if (quote === -1) return undefined;
    value += text.slice(at, quote);
    if (text[quote + 1] !== '"') return { value, end: quote + 1 };
    value += '"';
    at = quote + 2;
  }
}

function plain(text: string, start: number): Cell | undefined {
  let end = start;
  while (end < text.length && !',\r\n"'.includes(text[end]!)) end++;
  return text[end] === '"' ? undefined : { value: text.slice(start, end), end };
}

/** Formats a cell by RFC 4180. */
export function csvCell(value: string): string {
  return /[",\r\n]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value;
}
