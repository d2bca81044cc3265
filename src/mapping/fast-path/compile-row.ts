import type { AnyOperation } from '../../define/operation.ts';
import type { RecordContext, StreamRun } from '../../define/stream.ts';
import { isObject } from '../../json.ts';
import { ExactNumber, stringifyExact } from '../../protocol/exact.ts';
import { mayHoldExact } from '../../protocol/exact-search.ts';
import { parseExact } from '../../protocol/parse-exact.ts';
import { identityText, stableId } from '../identity/ids.ts';
import { columnOf, type FieldSchema } from '../schema/field-schema.ts';
import type { GroupedLayout } from './grouped-layout.ts';
import { compose, type PlaceholderText, placeholderIndex } from './placeholders.ts';
import { scalarText } from './scalar-text.ts';

type Data = Readonly<Record<string, unknown>>;

/** What decides how the records of a stream become rows. */
export interface RowPipeline {
  readonly operation: AnyOperation;
  /** All that is asked of a record to be a row as it is. */
  readonly complete: FieldSchema;
  readonly rename: (data: Data) => Data;
  readonly stream: StreamRun;
  readonly primaryKey: readonly (readonly string[])[];
}

/** The text of a row from a match of its record's layout, which it uses up; undefined where that does not do. */
export type RowBuilder = (match: string[]) => string | undefined;

/**
 * Makes rows of the values in matches. `row` is one whose values are signs, `identity` what ids are made of. The layout lets
 * no value pass that does not fit, and a value that fits is left as it is, so only what is filled in is checked. Undefined
 * where a field that is filled in is not among the last of its row: `fill` would see another row than it is promised.
 */
export function compileRow(
  row: Data,
  { groups, count, composed }: GroupedLayout,
  identity: PlaceholderText,
  preparation: RowPipeline,
): RowBuilder | undefined {
  const { operation, complete } = preparation;
  const fill = Object.entries(operation.defaults ?? {});
  const fillers: Filler[] = [];
  for (const [name, value] of Object.entries(row)) {
    const index = placeholderIndex(value);
    if (index !== undefined && index >= groups.length) {
      const allowed = scalarText(columnOf(complete, name));
      if (allowed === undefined) return undefined;
      const make = fill[index - groups.length]![1]!;
      fillers.push({ name, make, fits: new RegExp(`^${allowed}$`), part: count + 1 + index - groups.length });
    } else if (fillers.length > 0) return undefined;
  }
  const build = builder(row, groups);
  const ids = { ...identity, signs: identity.signs.map((index) => groups[index]!) };

  return (match) => {
    if (fillers.length > 0) {
      const made = build(match, valueIn);
      const source = new MatchedSource(match, ids, preparation);
      for (const { name, make, fits, part } of fillers) {
        const value = make(made, source);
        const text = value === undefined ? '' : stringifyExact(value);
        if (!fits.test(text)) return undefined;
        made[name] = value;
        match[part] = text;
      }
    }
    return compose(composed, match);
  };
}

interface Filler {
  readonly name: string;
  readonly make: (row: Record<string, unknown>, context: RecordContext) => unknown;
  readonly fits: RegExp;
  /** Where its text is put in the match. */
  readonly part: number;
}

/**
 * Builds a row of the values of a match, but for what is filled in. It is compiled, because an object that is written out in
 * a program is made several times faster than one whose members are set by name.
 */
function builder(
  row: Data,
  groups: readonly number[],
): (match: string[], valueIn: (text: string) => unknown) => Record<string, unknown> {
  const written = (value: unknown): string | undefined => {
    const index = placeholderIndex(value);
    if (index !== undefined) return index < groups.length ? `valueIn(match[${groups[index]}])` : undefined;
    if (!isObject(value)) return JSON.stringify(value);
    const members = Object.entries(value).map(([name, each]) => [name, written(each)] as const);
    const known = members.filter(([, each]) => each !== undefined);
    return `{${known.map(([name, each]) => `${nameOf(name)}:${each}`).join(',')}}`;
  };
  return new Function('match', 'valueIn', `return ${written(row)}`) as ReturnType<typeof builder>;
}

/** `__proto__` is a member only where it is computed. */
const nameOf = (name: string): string => (name === '__proto__' ? '["__proto__"]' : JSON.stringify(name));

/** The value of a JSON text that is no object. */
function valueIn(text: string): unknown {
  const first = text.charCodeAt(0);
  if (first === QUOTE && !text.includes('\\')) return text.slice(1, -1);
  return first <= NINE && first !== QUOTE ? numberIn(text) : parsed(text);
}

/** Layouts take short numbers without exponents: JavaScript writes those alike that end with another digit than 0. */
function numberIn(text: string): number | ExactNumber {
  const value = Number(text);
  return text.charCodeAt(text.length - 1) !== ZERO || String(value) === text ? value : new ExactNumber(text);
}

const parsed = (text: string): unknown => (mayHoldExact(text) ? parseExact(text) : JSON.parse(text));

const QUOTE = 0x22;
const ZERO = 0x30;
const NINE = 0x39;

/** What an id is made of, from a match. */
function identityOf({ texts, signs, end }: PlaceholderText, match: readonly string[]): string {
  let text = '';
  for (let at = 0; at < texts.length; at++) text += texts[at]! + identityText(match[signs[at]!]!);
  return text + end;
}

/** The record that a match is of, for what is derived from it. */
class MatchedSource implements RecordContext {
  private made: string | undefined;
  private readonly match: readonly string[];
  private readonly identity: PlaceholderText;
  private readonly preparation: RowPipeline;

  constructor(match: readonly string[], identity: PlaceholderText, preparation: RowPipeline) {
    this.match = match;
    this.identity = identity;
    this.preparation = preparation;
  }

  get stream(): StreamRun {
    return this.preparation.stream;
  }

  get record(): Data {
    return this.preparation.rename(parsed(this.match[0]!) as Data);
  }

  id(): string {
    this.made ??= stableId(this.stream.key, identityOf(this.identity, this.match));
    return this.made;
  }
}
