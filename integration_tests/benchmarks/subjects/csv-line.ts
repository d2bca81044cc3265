import type { Data } from '../subject.ts';

/** Minimal CSV row: an empty cell for null, JSON for values that are not texts, spaces for line breaks, quotes where needed. */
export function csvLine(data: Data): string {
  let line = '';
  let separator = '';
  for (const name in data) {
    line += separator + cellOf(data[name]);
    separator = ',';
  }
  return line;
}

function cellOf(value: unknown): string {
  if (value === null) return '';
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  if (!/[",\r\n]/.test(text)) return text;
  const flat = text.replace(/\r\n|[\r\n]/g, ' ');
  return /[",]/.test(flat) ? `"${flat.replaceAll('"', '""')}"` : flat;
}
