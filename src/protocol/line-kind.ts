import { isJson } from '../json.ts';
import { skipContainer } from './scan.ts';

type JsonObject = Readonly<Record<string, unknown>>;

/** Describes a line that is not JSON, without its content. */
export function kindOfText(line: string): string {
  const text = line.trim();
  if (text.includes('\u0000')) return 'binary data, or text that is not UTF-8';
  if (text.startsWith("{'")) return 'a Python dictionary; json.dumps would write it as JSON';
  if (/^(["}\]]|[[{]$)/.test(text))
    return 'a part of JSON that goes over several lines; a message must be one line';
  if (!/^[[{]/.test(text))
    return text.includes('{') && text.endsWith('}')
      ? 'plain text followed by JSON, such as a line of a log'
      : 'plain text, such as a line of a log; a source must write its logs as LOG messages or to standard error';
  const end = skipContainer(text, 0);
  if (end === undefined) return 'JSON that ends too early; a message must be one line';
  if (isJson(text.slice(0, end))) {
    const rest = text.slice(end).trimStart();
    if (!rest.startsWith('{')) return 'JSON followed by other text';
    return 'two messages on one line, or more; each must be on a line of its own';
  }
  // Tests the beginning only: the pattern may take too long on a large text.
  if (/\b(NaN|Infinity|None|True|False|undefined)\b/.test(withoutStrings(text.slice(0, 10_000))))
    return 'JSON with a value that JSON does not allow, such as NaN or None';
  return 'malformed JSON';
}

/** Types of messages that the connector needs. */
const NEEDED_TYPES: ReadonlySet<string> = new Set(['RECORD', 'STATE', 'TRACE']);

const spelling = (type: string): string => type.replace(/[^A-Za-z]/g, '').toUpperCase();

/**
 * Whether a type is one that the connector needs, in other letters: a platform ignores other types, but a lost record must not be
 * ignored.
 */
export const isMisspelt = (type: string): boolean =>
  !NEEDED_TYPES.has(type) && NEEDED_TYPES.has(spelling(type));

/** Describes a JSON value that is not a message, without its content. */
export function kindOfJson(value: unknown): string {
  if (Array.isArray(value))
    return value.some(isMessage)
      ? 'a JSON list of messages; each must be on a line of its own'
      : 'a JSON list';
  if (!isJsonObject(value)) return value === null ? 'a JSON null' : `a JSON ${typeof value}`;
  if (value.type === undefined)
    return 'a JSON object without a type, such as a row alone; a record must be inside a RECORD message';
  if (typeof value.type !== 'string') return 'a JSON object whose type is not text';
  if (isMisspelt(value.type))
    return `a message with a misspelt type; write ${spelling(value.type)} in capital letters, without blanks`;
  if (typeof value.stream === 'string' || (value.type === 'STATE' && 'value' in value))
    return 'a message of the Singer protocol';
  return value.type === 'STATE' ? 'a STATE message without its state' : 'a RECORD message without its stream';
}

/** Whether a text is the beginning of a message without its end. */
export function isCutMessage(text: string): boolean {
  const start = text.trimStart();
  return start.startsWith('{') && skipContainer(start, 0) === undefined;
}

const withoutStrings = (text: string): string => text.replace(/"(?:[^"\\]|\\.)*"/gs, '""');

const isJsonObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const isMessage = (value: unknown): boolean => isJsonObject(value) && typeof value.type === 'string';
