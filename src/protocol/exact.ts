import { ExactNumber } from '../define/exact-number.ts';
import { isCarried } from '../define/number-text.ts';

/** Strings without characters that JSON escapes. Written in quotes, without JSON.stringify, which takes longer. */
const PLAIN = /^[ !#-[\]-\u007e]*$/;

/**
 * JSON.stringify for values of a row: ExactNumbers have the text of the source. Costs little more for values without them.
 *
 * @example
 * serialize: (row) => stringifyExact({ type: 'event', ...row })
 */
export function stringifyExact(value: unknown): string {
  if (typeof value === 'string' && PLAIN.test(value)) return `"${value}"`;
  return holdsExact(value) ? (written(value, textOf) as string) : JSON.stringify(value);
}

/**
 * Like `stringifyExact`, with one text per value of a number, such as `5` for 5.0. For ids and keys.
 *
 * @example
 * dedupKey: (row) => stringifyByValue([row.user, row.day])
 */
export function stringifyByValue(value: unknown): string {
  return holdsExact(value) ? (written(value, String) as string) : JSON.stringify(value);
}

const textOf = ({ text }: ExactNumber): string => text;

/** Whether a value is an ExactNumber or contains one. */
export function holdsExact(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  if (value instanceof ExactNumber) return true;
  if (Array.isArray(value)) return value.some(holdsExact);
  const members = value as Readonly<Record<string, unknown>>;
  for (const name in members) if (typeof members[name] === 'object' && holdsExact(members[name])) return true;
  return false;
}

/** Returns what JSON.stringify writes; undefined for values that it leaves out. */
function written(value: unknown, textOf: (number: ExactNumber) => string): string | undefined {
  if (typeof value === 'string') return PLAIN.test(value) ? `"${value}"` : JSON.stringify(value);
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  if (value instanceof ExactNumber) return textOf(value);
  if (Array.isArray(value)) return `[${value.map((each) => written(each, textOf) ?? 'null').join(',')}]`;
  const members = value as Readonly<Record<string, unknown>>;
  if (typeof members.toJSON === 'function') return JSON.stringify(value);
  let text = '';
  for (const name of Object.keys(members)) {
    const json = written(members[name], textOf);
    if (json !== undefined) text += `${text === '' ? '' : ','}${written(name, textOf)}:${json}`;
  }
  return `{${text}}`;
}

/** Converts the text of a number: to an ExactNumber if a JavaScript number would have another value. */
export function exactNumber(text: string): number | ExactNumber {
  return isCarried(text) ? Number(text) : new ExactNumber(text);
}

/** Replaces ExactNumbers by the nearest JavaScript numbers. Returns the same object if it has none. */
export function withPlainNumbers(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (value instanceof ExactNumber) return value.valueOf();
  if (Array.isArray(value)) {
    let list: unknown[] | undefined;
    for (let at = 0; at < value.length; at++) {
      const after = withPlainNumbers(value[at]);
      if (typeof value[at] !== 'object' || after === value[at]) continue;
      list ??= value.slice();
      list[at] = after;
    }
    return list ?? value;
  }
  const members = value as Readonly<Record<string, unknown>>;
  let copy: Record<string, unknown> | undefined;
  for (const name in members) {
    const before = members[name];
    if (typeof before !== 'object') continue;
    const after = withPlainNumbers(before);
    if (after === before) continue;
    // The copy gets __proto__ as an own member first, so that assigning it does not set the prototype.
    copy ??= { ...members };
    copy[name] = after;
  }
  return copy ?? value;
}
