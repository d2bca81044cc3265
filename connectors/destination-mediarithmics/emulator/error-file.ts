import { csvCell } from './csv.ts';
import type { Line } from './document.ts';

/** Variants of an error file, whose format is not documented. */
export const ERROR_FILES = [
  'line_number',
  'line_number_from_0',
  'input_text',
  'input_object',
  'echo',
  'csv',
  'text',
  'missing',
  'none',
] as const;

export type ErrorFile = (typeof ERROR_FILES)[number];

export interface LineFailure {
  /** Line number in the document, from 0. */
  readonly index: number;
  readonly line: Line;
  readonly problem: string;
}

/** Returns the text of the error file, or undefined when the result names none or one that can't be read. */
export function errorFileText(failures: readonly LineFailure[], format: ErrorFile): string | undefined {
  if (format === 'none' || format === 'missing') return undefined;
  return failures.map((each) => `${written(each, format)}\n`).join('');
}

function written({ index, line, problem }: LineFailure, format: ErrorFile): string {
  switch (format) {
    case 'line_number':
      return JSON.stringify({ line: index + 1, error: problem });
    case 'line_number_from_0':
      return JSON.stringify({ line_number: index, error: problem });
    case 'input_text':
      return JSON.stringify({ error: problem, input: line.text });
    case 'input_object':
      return JSON.stringify({ message: problem, data: line.value ?? line.text });
    case 'echo':
      return line.value
        ? JSON.stringify(Object.fromEntries(Object.entries(line.value).reverse()))
        : line.text;
    case 'csv':
      return `${csvCell(line.text)},${csvCell(problem)}`;
    default:
      return `one of the lines failed: ${problem}`;
  }
}
