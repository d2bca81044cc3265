import type { FieldSchema } from './schema.ts';

/**
 * The JSON texts of scalars that surely fit a schema, as sources of regular expressions without captures. Fewer than
 * fit and never more: whatever is not covered is parsed and checked as usual. A regular expression without flags counts
 * characters as the quick check does, in units of UTF-16.
 */
export function scalarText(schema: FieldSchema): string | undefined {
  const { anyOf, type, not, ...more } = keywords(schema);
  const isFilled = JSON.stringify(not) === FILLED_IN;
  if (not !== undefined && !isFilled) return undefined;
  if (anyOf !== undefined) {
    if (type !== undefined || !hasOnly(more)) return undefined;
    const all = anyOf as readonly FieldSchema[];
    return oneOf(
      all.map((each) => scalarText(isFilled && !('not' in each) ? ({ ...each, not } as FieldSchema) : each)),
    );
  }
  const types =
    type === undefined ? ['string', 'number', 'boolean', 'null'] : [type as string | string[]].flat();
  return oneOf(types.map((each) => ofType(each, more, isFilled)));
}

type Keywords = Readonly<Record<string, unknown>>;

/** What the quick check asks of a field that would be filled in (`not`): to be neither empty nor null. */
const FILLED_IN = '{"enum":["",null]}';

/** These say nothing about a value, or what the schema says by a pattern too. */
const SILENT = new Set(['description', 'title', 'default', 'examples', '$schema', 'format', 'deprecated']);

function keywords(schema: FieldSchema): Keywords {
  return Object.fromEntries(Object.entries(schema).filter(([name]) => !SILENT.has(name)));
}

function hasOnly(more: Keywords, ...names: readonly string[]): boolean {
  return Object.keys(more).every((name) => names.includes(name));
}

/** The alternatives that are sure. */
function oneOf(all: readonly (string | undefined)[]): string | undefined {
  const sure = all.filter((each) => each !== undefined);
  return sure.length > 1 ? `(?:${sure.join('|')})` : sure[0];
}

function ofType(type: string, more: Keywords, isFilled: boolean): string | undefined {
  switch (type) {
    case 'string':
      return text(more, isFilled);
    case 'number':
      return number(more, String.raw`(?:\.[0-9]{1,15})?`);
    case 'integer':
      return number(more, '');
    case 'boolean':
      return hasOnly(more) ? '(?:true|false)' : undefined;
    case 'null':
      return hasOnly(more) && !isFilled ? 'null' : undefined;
    default:
      return undefined;
  }
}

/** Characters of a JSON string that stand for themselves; the escapes; the closing quote. */
const PLAIN = String.raw`[^"\\\u0000-\u001f]*`;
const REST = String.raw`${PLAIN}(?:\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})${PLAIN})*"`;
const ANY = `"${REST}`;
/** Begins with a character that is no blank, so that it is neither empty nor blank. */
const FILLED = String.raw`"[^\s"\\\u0000-\u001f]${REST}`;

function text(more: Keywords, isFilled: boolean): string | undefined {
  const one = choice(more);
  if (one)
    return oneOf(one.filter((each) => each !== '' || !isFilled).map((each) => escaped(JSON.stringify(each))));
  if (!hasOnly(more, 'pattern', 'minLength')) return undefined;
  const { pattern, minLength = 0 } = more as { pattern?: string; minLength?: number };
  if (minLength > 1) return undefined;
  const mayBeEmpty = minLength === 0 && !isFilled;
  if (pattern === undefined) return mayBeEmpty ? ANY : FILLED;
  if (pattern === String.raw`\S`) return FILLED;
  return mayBeEmpty || !new RegExp(pattern).test('') ? patternText(pattern) : undefined;
}

/** The texts that a schema names, if it says nothing else. */
function choice(more: Keywords): readonly string[] | undefined {
  const all = hasOnly(more, 'enum')
    ? more.enum
    : hasOnly(more, 'const') && 'const' in more
      ? [more.const]
      : undefined;
  return Array.isArray(all) && all.every((each) => typeof each === 'string') ? all : undefined;
}

/** A text as the source of a regular expression that matches this text. */
export function escaped(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
}

/** Few enough digits for every such number to be finite, and every such integer to be itself in JavaScript. */
const DIGITS = '(?:0|[1-9][0-9]{0,14})';
const LARGEST = 999_999_999_999_999;

function number(more: Keywords, fraction: string): string | undefined {
  if (!hasOnly(more, 'minimum', 'maximum')) return undefined;
  const { minimum = -LARGEST - 1, maximum = LARGEST + 1 } = more as { minimum?: number; maximum?: number };
  if (maximum <= LARGEST) return undefined;
  if (minimum < -LARGEST) return `-?${DIGITS}${fraction}`;
  return minimum <= 0 ? `${DIGITS}${fraction}` : undefined;
}

/**
 * A string whose value a pattern describes from its beginning to its end, by pieces that match no character which JSON
 * would have to escape: then what stands between the quotes is the value.
 */
function patternText(pattern: string): string | undefined {
  const inner = WHOLE.exec(pattern)?.[1];
  if (inner === undefined || hasOuterChoice(inner)) return undefined;
  return `"${inner.replace(/\((?!\?)/g, '(?:')}"`;
}

const PIECE = [
  "[A-Za-z0-9:;,_@%&#=<>!~'/ -]",
  String.raw`\\[dw.+*?|$^/-]`,
  String.raw`\[(?:[0-9]-[0-9]|[a-z]-[a-z]|[A-Z]-[A-Z]|[A-Za-z0-9:;,_@%&#=<>!~'/ .+*?]|\\[dw.+*?|$^/-])+-?\]`,
  String.raw`\((?:\?:|(?!\?))|\)|\|`,
  String.raw`[?*+]|\{[0-9]+(?:,[0-9]*)?\}`,
];
const WHOLE = new RegExp(String.raw`^\^((?:${PIECE.join('|')})*)\$$`);

/** Whether a choice stands outside of all groups: `^a|b$` is anchored on one side each. */
function hasOuterChoice(pattern: string): boolean {
  let outer = pattern.replace(/\\.|\[[^\]]*\]/g, '');
  for (let before = ''; outer !== before; ) {
    before = outer;
    outer = outer.replace(/\([^()]*\)/g, '');
  }
  return outer.includes('|');
}
