import { ExactNumber } from '../../define/exact-number.ts';
import type { AnyOperation } from '../../define/operation.ts';
import type { RecordContext, StreamRun } from '../../define/stream.ts';
import { isObject } from '../../json.ts';
import { stringifyExact } from '../../protocol/exact.ts';
import { mayHoldExact } from '../../protocol/exact-search.ts';
import { parseExact } from '../../protocol/parse-exact.ts';
import { identityText, stableId } from '../identity/ids.ts';
import { columnOf, type FieldSchema } from '../schema/field-schema.ts';
import type { GroupedLayout } from './grouped-layout.ts';
import { compose, type PlaceholderText, placeholderIndex } from './placeholders.ts';
import { scalarText } from './scalar-text.ts';

type Data = Readonly<Record<string, unknown>>;

/** Parts of a stream's preparation that decide how its records become rows. */
export interface RowPipeline {
  readonly operation: AnyOperation;
  /** Schema of records that are rows without any change. */
  readonly complete: FieldSchema;
  readonly rename: (data: Data) => Data;
  readonly stream: StreamRun;
  readonly primaryKey: readonly (readonly string[])[];
}

/** Returns the text of a row from a match of its record's layout, which it changes; undefined if the record has to be parsed. */
export type RowBuilder = (match: string[]) => string | undefined;

/**
 * Compiles a function that makes rows from matches. `row` is a row with placeholders as values, `identity` the text that ids are
 * derived from. The layout matches only valid values, which stay as they are, so only filled-in values are checked. Undefined if
 * their patterns are not certain.
 */
export function compileRow(
  row: Data,
  { groups, count, composed }: GroupedLayout,
  identity: PlaceholderText,
  pipeline: RowPipeline,
): RowBuilder | undefined {
  const { operation, complete } = pipeline;
  const fillers: Filler[] = [];
  // In the order of `defaults`: a function gets the values that were filled in before.
  for (const [at, [name, make]] of Object.entries(operation.defaults ?? {}).entries()) {
    if (placeholderIndex(row[name]) !== groups.length + at) continue;
    const allowed = scalarText(columnOf(complete, name));
    if (allowed === undefined) return undefined;
    fillers.push({ name, make: make!, fits: new RegExp(`^${allowed}$`), part: count + 1 + at });
  }
  const build = builder(row, groups);
  const ids = { ...identity, placeholders: identity.placeholders.map((index) => groups[index]!) };

  return (match) => {
    if (fillers.length > 0) {
      const made = build(match, valueIn);
      const source = new MatchedSource(match, ids, pipeline);
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
  /** Index in the match at which its text is stored. */
  readonly part: number;
}

/**
 * Compiles a function that builds a row, without defaults, from the values of a match. Compiled, because V8 creates an object
 * literal several times faster than an object whose members are set by name.
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

/** In an object literal `__proto__` is a member only as a computed name. */
const nameOf = (name: string): string => (name === '__proto__' ? '["__proto__"]' : JSON.stringify(name));

/** Parses a JSON text that is not an object. */
function valueIn(text: string): unknown {
  const first = text.charCodeAt(0);
  if (first === QUOTE && !text.includes('\\')) return text.slice(1, -1);
  return first <= NINE && first !== QUOTE ? numberIn(text) : parsed(text);
}

/** Layouts match short numbers without exponents. JavaScript writes them unchanged unless the last digit is 0. */
function numberIn(text: string): number | ExactNumber {
  const value = Number(text);
  return text.charCodeAt(text.length - 1) !== ZERO || String(value) === text ? value : new ExactNumber(text);
}

const parsed = (text: string): unknown => (mayHoldExact(text) ? parseExact(text) : JSON.parse(text));

const QUOTE = 0x22;
const ZERO = 0x30;
const NINE = 0x39;

/** Returns the text that an id is derived from. */
function identityOf({ texts, placeholders, end }: PlaceholderText, match: readonly string[]): string {
  let text = '';
  for (let at = 0; at < texts.length; at++) text += texts[at]! + identityText(match[placeholders[at]!]!);
  return text + end;
}

/** Context of a record that was matched but not parsed; `record` parses it on demand. */
class MatchedSource implements RecordContext {
  private derivedId: string | undefined;
  private readonly match: readonly string[];
  private readonly identity: PlaceholderText;
  private readonly pipeline: RowPipeline;

  constructor(match: readonly string[], identity: PlaceholderText, pipeline: RowPipeline) {
    this.match = match;
    this.identity = identity;
    this.pipeline = pipeline;
  }

  get stream(): StreamRun {
    return this.pipeline.stream;
  }

  get record(): Data {
    return this.pipeline.rename(parsed(this.match[0]!) as Data);
  }

  id(): string {
    this.derivedId ??= stableId(this.stream.key, identityOf(this.identity, this.match));
    return this.derivedId;
  }
}
