import { literalPattern } from '../../text/literal-pattern.ts';
import { EMPTY_VALUES, type FieldSchema, nonEmpty } from '../schema/field-schema.ts';
import { patternText } from './pattern-text.ts';

/** Accepted forms of strings: every form of JSON, or only that of JSON.stringify. Numbers keep their texts. */
export type Spelling = 'any' | 'canonical';

/**
 * Returns the JSON texts of scalars that certainly fit a schema, as the source of a regular expression without captures. It may
 * match fewer than fit, never more: a text that does not match is parsed and validated as usual. A regular expression without
 * flags counts characters as the compiled check does, in UTF-16 units.
 *
 * A text matches in only one way. With overlapping alternatives a pattern of n values would be tried in 2^n ways before it
 * fails, so only the widest alternative of each type is used.
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

/** Types of JSON, whose texts begin with distinct characters. */
const TYPES = ['string', 'number', 'boolean', 'null'] as const;

interface Alternative {
  readonly type: (typeof TYPES)[number];
  readonly source: string;
  /** It matches a single text, which no other alternative of this type matches. */
  readonly isOneText: boolean;
}

/** Returns the alternatives that are certain. */
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

/** Keywords of JSON Schema that restrict no value. */
export const ANNOTATIONS = ['description', 'title', 'default', 'examples', '$schema', 'deprecated'];
/** Here `format` restricts none either, because it restates a pattern. */
const WITHOUT_EFFECT = new Set([...ANNOTATIONS, 'format']);

function keywords(schema: FieldSchema): Keywords {
  return Object.fromEntries(Object.entries(schema).filter(([name]) => !WITHOUT_EFFECT.has(name)));
}

function hasOnly(more: Keywords, ...names: readonly string[]): boolean {
  return Object.keys(more).every((name) => names.includes(name));
}

/** Keywords that restrict a value in addition to its type. */
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
        return texts.map((each) => ({ type, source: literalPattern(JSON.stringify(each)), isOneText: true }));
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

/** Characters of a JSON string that are not escaped. */
const PLAIN = String.raw`[^"\\\u0000-\u001f]*`;
/** Beginning of a string that is neither empty nor blank: a non-blank character. */
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

/** Returns the texts of an enumeration, if the schema has no further restriction. */
function choice(more: Keywords): readonly string[] | undefined {
  const all = hasOnly(more, 'enum')
    ? more.enum
    : hasOnly(more, 'const') && 'const' in more
      ? [more.const]
      : undefined;
  return Array.isArray(all) && all.every((each) => typeof each === 'string') ? all : undefined;
}

/**
 * Numbers with so few digits that each is finite and each integer is exact in JavaScript. Those of a composed row have at most 15
 * digits, six of them decimals: JavaScript keeps them, and would only drop trailing zeros and the sign of -0.
 */
const INTEGER = '(?:0|[1-9][0-9]{0,14})';
/** For sources that write every number as a decimal. */
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
