import { plainNumber, quoted } from './go-format.ts';

/** Problem of one value, in the data service's words (its `structure/parser` and `structure/validator`). */
export class Problem {
  readonly code: string;
  readonly title: string;
  readonly detail: string;

  constructor(code: string, title: string, detail = title) {
    this.code = code;
    this.title = title;
    this.detail = detail;
  }
}

export const notExists = new Problem('value-not-exists', 'value does not exist');
export const exists = new Problem('value-exists', 'value exists');
export const empty = new Problem('value-empty', 'value is empty');
export const duplicate = new Problem('value-duplicate', 'value is a duplicate');
export const notParsed = new Problem('not-parsed', 'not parsed');

/** The kinds of value that the service reads, named as Go names them. */
export type Kind = 'bool' | 'float64' | 'int' | 'string' | 'time' | 'object' | 'array';

export const notOfType = (kind: Kind, raw: unknown): Problem =>
  new Problem(`type-not-${kind}`, `type is not ${kind}`, `type is not ${kind}, but ${goType(raw)}`);

/** Go's name for the type of a decoded JSON value. */
function goType(raw: unknown): string {
  if (Array.isArray(raw)) return '[]interface {}';
  if (typeof raw === 'object') return 'map[string]interface {}';
  if (typeof raw === 'number') return 'float64';
  return typeof raw === 'boolean' ? 'bool' : 'string';
}

export const notATime = (text: string, layout: string): Problem =>
  new Problem(
    'value-not-parsable',
    'value is not a parsable time',
    `value ${quoted(text)} is not a parsable time of format ${quoted(layout)}`,
  );

/** `what` completes the sentence: `as data id`, `time zone name`. */
export const notValid = (text: string, what: string): Problem =>
  new Problem('value-not-valid', 'value is not valid', `value ${quoted(text)} is not valid ${what}`);

export const notOneOf = (value: string | number, allowed: readonly (string | number)[]): Problem =>
  new Problem(
    'value-not-allowed',
    'value is not one of the allowed values',
    `value ${shown(value)} is not one of [${allowed.map(shown).join(', ')}]`,
  );

/** `rule` completes the sentence: `between 0 and 55`. */
export const outOfRange = (value: string | number, rule: string): Problem =>
  new Problem('value-out-of-range', 'value is out of range', `value ${shown(value)} is not ${rule}`);

export const lengthOutOfRange = (length: number, rule: string): Problem =>
  new Problem('length-out-of-range', 'length is out of range', `length ${length} is not ${rule}`);

export const sizeOutOfRange = (size: number, rule: string): Problem =>
  new Problem('size-out-of-range', 'size is out of range', `size ${size} is not ${rule}`);

export const notAfter = (time: string, limit: string): Problem =>
  new Problem(
    'value-not-after',
    'value is not after the specified time',
    `value ${quoted(time)} is not after ${quoted(limit)}`,
  );

export const noneOf = (names: readonly string[]): Problem =>
  new Problem(
    'values-not-exist-for-any',
    'values do not exist for any',
    `values do not exist for any of [${names.map(quoted).join(', ')}]`,
  );

export const notOne = (names: readonly string[]): Problem =>
  new Problem(
    'values-not-exist-for-one',
    'values do not exist for one',
    `values do not exist for one of [${names.map(quoted).join(', ')}]`,
  );

const shown = (value: string | number) => (typeof value === 'string' ? quoted(value) : plainNumber(value));
