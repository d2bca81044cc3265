/** A value of a query as highwater parses it: texts, in lists and objects. */
export type QueryValue = string | QueryValue[] | { [key: string]: QueryValue };

type Node = Record<string, unknown>;

/** Limits of `qs`, beyond which values are cut, kept as text, or converted from a list to an object. */
const MAX_PARAMETERS = 1000;
const MAX_DEPTH = 5;
const MAX_LIST_INDEX = 20;

/**
 * Parses a query like the package `qs` with its defaults: `a=1&a=2` and `a[]=1` are lists, `a[b]=c` is an object, names
 * that every object has (`__proto__`, `toString`) are dropped, and so is every parameter after the thousandth.
 */
export function readQuery(search: string): Readonly<Record<string, QueryValue>> {
  const values = new Map<string, string | string[]>();
  for (const part of search === '' ? [] : search.split('&', MAX_PARAMETERS)) {
    const bracket = part.indexOf(']=');
    const equals = bracket === -1 ? part.indexOf('=') : bracket + 1;
    const key = decoded(equals === -1 ? part : part.slice(0, equals));
    const value = equals === -1 ? '' : decoded(part.slice(equals + 1));
    const before = values.get(key);
    values.set(key, before === undefined ? value : [before, value].flat());
  }
  let result: unknown = {};
  for (const [key, value] of values) {
    const path = pathOf(key);
    if (path) result = merged(result, nested(path, value));
  }
  return dense(result) as Record<string, QueryValue>;
}

/** Plus signs are blanks; text with an invalid encoding stays as it is. */
function decoded(text: string): string {
  const spaced = text.replaceAll('+', ' ');
  try {
    return decodeURIComponent(spaced);
  } catch {
    return spaced;
  }
}

/** Splits `a[b][c]` into `a`, `[b]`, `[c]`; undefined when the parameter is dropped. */
function pathOf(key: string): string[] | undefined {
  const brackets = /\[[^[\]]*\]/g;
  const first = key.search(brackets);
  const parent = first === -1 ? key : key.slice(0, first);
  if (key === '' || parent in Object.prototype) return undefined;
  const path = parent === '' ? [] : [parent];
  for (let depth = 0; first !== -1 && depth <= MAX_DEPTH; depth++) {
    const match = brackets.exec(key);
    if (!match) break;
    if (depth === MAX_DEPTH) path.push(`[${key.slice(match.index)}]`);
    else if (match[0].slice(1, -1) in Object.prototype) return undefined;
    else path.push(match[0]);
  }
  return path;
}

function nested(path: readonly string[], value: unknown): unknown {
  return path.reduceRight<unknown>((leaf, segment) => {
    if (segment === '[]') return [leaf].flat();
    const inBrackets = segment.startsWith('[') && segment.endsWith(']');
    const name = inBrackets ? segment.slice(1, -1) : segment;
    const index = Number.parseInt(name, 10);
    if (inBrackets && String(index) === name && index >= 0 && index <= MAX_LIST_INDEX) {
      const list: unknown[] = [];
      list[index] = leaf;
      return list;
    }
    return name === '__proto__' ? {} : { [name]: leaf };
  }, value);
}

const isNode = (value: unknown): value is Node => typeof value === 'object' && value !== null;

/** Merges two values of one name. */
function merged(target: unknown, source: unknown): unknown {
  // An empty value adds nothing.
  if (source === '') return target;
  if (!isNode(source)) {
    if (Array.isArray(target)) return [...target, source];
    // A plain value next to an object becomes a name in it.
    return isNode(target) ? { ...target, [String(source)]: true } : [target, source];
  }
  if (!isNode(target)) return [target].concat(source);
  if (Array.isArray(target) && Array.isArray(source)) {
    const list = target.slice();
    source.forEach((item, index) => {
      if (!(index in list)) list[index] = item;
      else if (isNode(list[index]) && isNode(item)) list[index] = merged(list[index], item);
      else list.push(item);
    });
    return list;
  }
  // In place: a copy for each parameter would take a second for a thousand of them.
  const result = target as Node;
  for (const [name, value] of Object.entries(source))
    result[name] = Object.hasOwn(result, name) ? merged(result[name], value) : value;
  return result;
}

/** Returns lists without gaps. */
function dense(value: unknown): unknown {
  if (!isNode(value)) return value;
  if (Array.isArray(value)) return value.filter((item) => item !== undefined).map(dense);
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, dense(item)]));
}
