import { escaped } from '../../protocol/learned-pattern.ts';
import { EMPTY_VALUES, type FieldSchema, nonEmpty } from '../schema/field-schema.ts';
import { patternText } from './pattern-text.ts';

/** How strings may be written: in any way that JSON allows, or only as JSON.stringify writes them. Numbers keep their texts. */
export type Spelling = 'any' | 'canonical';

/**
 * The JSON texts of scalars that surely fit a schema, as sources of regular expressions without captures. Fewer than
 * fit and never more: whatever is not covered is parsed and checked as usual. A regular expression without flags counts
 * characters as the quick check does, in units of UTF-16.
 *
 * A text matches in one way only. Where alternatives overlap, an expression of n values is tried in 2^n ways before it fails,
 * so of the alternatives of one type only the widest is taken.
 */
export function scalarText(schema: FieldSchema, writing: Spelling = 'any'): string | undefined {
  const all = alternatives(schema, writing);
  const sources = TYPES.flatMap((type) => {
    const own = all.filter((each) => each.type === type);
    const classes = own.filter(({ isOneText }) => !isOneText).map(({ source }) => source);
    const widest = ofType(type, { more: {}, isFilled: false, writing }).find(({ source }) =>
      classes.includes(source),
    );
    if (classes.length > 0) return [widest?.source ?? classes[0]!];
    return [...new Set(own.map(({ source }) => source))];
  });
  return sources.length > 1 ? `(?:${sources.join('|')})` : sources[0];
}

/** Types of JSON, whose texts begin with different characters. */
const TYPES = ['string', 'number', 'boolean', 'null'] as const;

interface Alternative {
  readonly type: (typeof TYPES)[number];
  readonly source: string;
  /** It matches one text, as no other alternative of this kind does. */
  readonly isOneText: boolean;
}

/** The alternatives that are sure. */
function alternatives(schema: FieldSchema, writing: Spelling): readonly Alternative[] {
  const { anyOf, type, not, ...more } = keywords(schema);
  const isFilled = JSON.stringify(not) === JSON.stringify(EMPTY_VALUES);
  if (not !== undefined && !isFilled) return [];
  if (anyOf !== undefined) {
    if (type !== undefined || !hasOnly(more)) return [];
    const all = anyOf as readonly FieldSchema[];
    return all.flatMap((each) => alternatives(isFilled && !each.not ? nonEmpty(each) : each, writing));
  }
  const types = type === undefined ? TYPES : [type as string | string[]].flat();
  return types.flatMap((each) => ofType(each, { more, isFilled, writing }));
}

type Keywords = Readonly<Record<string, unknown>>;

/** These say nothing about a value, or what the schema says by a pattern too. */
const SILENT = new Set(['description', 'title', 'default', 'examples', '$schema', 'format', 'deprecated']);

function keywords(schema: FieldSchema): Keywords {
  return Object.fromEntries(Object.entries(schema).filter(([name]) => !SILENT.has(name)));
}

function hasOnly(more: Keywords, ...names: readonly string[]): boolean {
  return Object.keys(more).every((name) => names.includes(name));
}

/** What is asked of a value beside its type. */
interface Asked {
  readonly more: Keywords;
  readonly isFilled: boolean;
  readonly writing: Spelling;
}

function ofType(type: string, asked: Asked): readonly Alternative[] {
  const { more, isFilled } = asked;
  switch (type) {
    case 'string': {
      const texts = choice(more)?.filter((each) => each !== '' || !isFilled);
      if (texts)
        return texts.map((each) => ({ type, source: escaped(JSON.stringify(each)), isOneText: true }));
      return oneClass(type, text(asked));
    }
    case 'number':
    case 'integer':
      return oneClass('number', number(type, asked));
    case 'boolean':
      return oneClass(type, hasOnly(more) ? '(?:true|false)' : undefined);
    case 'null':
      return oneClass(type, hasOnly(more) && !isFilled ? 'null' : undefined);
    default:
      return [];
  }
}

function oneClass(type: Alternative['type'], source: string | undefined): readonly Alternative[] {
  return source === undefined ? [] : [{ type, source, isOneText: false }];
}

/** Characters of a JSON string that stand for themselves. */
const PLAIN = String.raw`[^"\\\u0000-\u001f]*`;
/** The begin of a string that is neither empty nor blank: a character that is no blank. */
const NO_BLANK = String.raw`[^\s"\\\u0000-\u001f]`;
const ESCAPES: Readonly<Record<Spelling, string>> = {
  any: String.raw`["\\/bfnrt]|u[0-9a-fA-F]{4}`,
  canonical: String.raw`["\\bfnrt]`,
};

function text({ more, isFilled, writing }: Asked): string | undefined {
  if (!hasOnly(more, 'pattern', 'minLength')) return undefined;
  const { pattern, minLength = 0 } = more as { pattern?: string; minLength?: number };
  if (minLength > 1) return undefined;
  const mayBeEmpty = minLength === 0 && !isFilled;
  if (pattern !== undefined && pattern !== String.raw`\S`)
    return mayBeEmpty || !new RegExp(pattern).test('') ? patternText(pattern) : undefined;
  const begin = mayBeEmpty && pattern === undefined ? '' : NO_BLANK;
  return String.raw`"${begin}${PLAIN}(?:\\(?:${ESCAPES[writing]})${PLAIN})*"`;
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

/**
 * Numbers of so few digits that each is finite and each integer is itself in JavaScript. Those of a row that is written again have
 * 15 digits at most, six of them decimals: JavaScript carries them, and would only leave out zeros at the end and the sign of -0.
 */
const INTEGER = '(?:0|[1-9][0-9]{0,14})';
/** Many sources write every number as a decimal. */
const WHOLE = String.raw`${INTEGER}(?:\.0)?`;
const NUMBER: Readonly<Record<Spelling, string>> = {
  any: String.raw`${INTEGER}(?:\.[0-9]{1,15})?`,
  canonical: String.raw`(?:(?:0|[1-9][0-9]{0,8})\.[0-9]{1,6}|${INTEGER})`,
};
const LARGEST = 999_999_999_999_999;

function number(type: 'integer' | 'number', { more, writing }: Asked): string | undefined {
  if (!hasOnly(more, 'minimum', 'maximum')) return undefined;
  const { minimum = -LARGEST - 1, maximum = LARGEST + 1 } = more as { minimum?: number; maximum?: number };
  if (maximum <= LARGEST || minimum > 0) return undefined;
  const sign = minimum < -LARGEST ? '-?' : '';
  return sign + (type === 'integer' ? WHOLE : NUMBER[writing]);
}
