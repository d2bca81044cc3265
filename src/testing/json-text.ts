import { isJson } from '../json.ts';
/**
 * JSON that keeps the text of numbers and repeated keys; `JSON.parse` would round the numbers and
 * drop the keys.
 */
export type JsonText =
  | { readonly kind: 'object'; readonly members: readonly (readonly [string, JsonText])[] }
  | { readonly kind: 'array'; readonly items: readonly JsonText[] }
  | { readonly kind: 'number'; readonly text: string }
  | { readonly kind: 'string'; readonly value: string }
  | { readonly kind: 'word'; readonly text: string };

const TOKEN = /\s*(?:([{}[\],:])|("[^"\\]*(?:\\.[^"\\]*)*")|(-?\d[\d.eE+-]*)|(true|false|null))/y;

/** Parses JSON text. @throws SyntaxError if it is not JSON. */
export function parseJsonText(text: string): JsonText {
  // Rejects invalid JSON that the tokens below would accept.
  JSON.parse(text);
  const tokens = new RegExp(TOKEN);
  const next = (): RegExpExecArray => {
    const token = tokens.exec(text);
    if (!token) throw new SyntaxError('not JSON');
    return token;
  };
  const value = ([, mark, string, number, word]: RegExpExecArray): JsonText => {
    if (mark === '{') return object();
    if (mark === '[') return array();
    if (string !== undefined) return { kind: 'string', value: JSON.parse(string) as string };
    if (number !== undefined) return { kind: 'number', text: number };
    return { kind: 'word', text: word! };
  };
  const object = (): JsonText => {
    const members: [string, JsonText][] = [];
    for (let token = next(); token[1] !== '}'; token = next()) {
      const key = token[1] === ',' ? next() : token;
      next();
      members.push([JSON.parse(key[2]!) as string, value(next())]);
    }
    return { kind: 'object', members };
  };
  const array = (): JsonText => {
    const items: JsonText[] = [];
    for (let token = next(); token[1] !== ']'; token = next())
      items.push(value(token[1] === ',' ? next() : token));
    return { kind: 'array', items };
  };
  return value(next());
}

/** Returns the member with a name; undefined if there is none or the value is not an object. */
export function memberOf(value: JsonText | undefined, key: string): JsonText | undefined {
  return value?.kind === 'object' ? value.members.find(([name]) => name === key)?.[1] : undefined;
}

/** Removes the members with a name; other values are not changed. */
export function withoutMember(value: JsonText, key: string): JsonText {
  return value.kind === 'object'
    ? { kind: 'object', members: value.members.filter(([name]) => name !== key) }
    : value;
}

/**
 * Returns one text per value: ignores white space, escapes and the order of keys, but not digits and repeated keys.
 * With `sameValue`, equal numbers have the same text in any notation (`7E+3`, `7000.0`).
 */
export function canonical(value: JsonText, sameValue = false): string {
  switch (value.kind) {
    case 'object': {
      const members = value.members.map(([key, each]) => ({
        key,
        text: `${JSON.stringify(key)}:${canonical(each, sameValue)}`,
      }));
      // A stable sort: repeated keys keep their order.
      members.sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0));
      return `{${members.map(({ text }) => text).join(',')}}`;
    }
    case 'array':
      return `[${value.items.map((item) => canonical(item, sameValue)).join(',')}]`;
    case 'string':
      return JSON.stringify(value.value);
    case 'number':
      return sameValue ? numberValue(value.text) : value.text;
    default:
      return value.text;
  }
}

/** Whether `whole` contains a member with this name and value at any depth; with `as`, the value as a text. */
export function containsMember(whole: JsonText, name: string, text: string, as?: 'text'): boolean {
  const value = parseJsonText(text);
  const wanted = canonical(value, true);
  const matches = (each: JsonText): boolean =>
    as === 'text' && value.kind !== 'string'
      ? each.kind === 'string' && isJson(each.value) && canonical(parseJsonText(each.value), true) === wanted
      : canonical(each, true) === wanted;
  const search = (value: JsonText): boolean => {
    if (value.kind === 'array') return value.items.some(search);
    if (value.kind !== 'object') return false;
    return value.members.some(([key, each]) => (key === name && matches(each)) || search(each));
  };
  return search(whole);
}

/** Normalises a number: its sign, digits without leading and trailing zeros, and power of ten. */
function numberValue(text: string): string {
  const [, sign = '', whole = '', fraction = '', exponent = '0'] =
    /^(-?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d+))?$/.exec(text) ?? [];
  const digits = (whole + fraction).replace(/^0+/, '');
  const significant = digits.replace(/0+$/, '');
  if (significant === '') return `${sign}0`;
  return `${sign}${significant}e${Number(exponent) - fraction.length + digits.length - significant.length}`;
}
