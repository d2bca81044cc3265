import { ExactNumber } from '../define/exact-number.ts';
import { isWrittenOtherwise, numberEnd } from './exact-search.ts';
import { isDigit } from './is-digit.ts';
import { skipBlank, skipString } from './scan.ts';

type Members = Readonly<Record<string, unknown>>;

/**
 * Parses JSON with ExactNumbers for numbers that JavaScript would write in another way. `plain` is the result of JSON.parse: it
 * is returned if the text has no such number, and never changed. Throws a `SyntaxError` for text that is not JSON.
 *
 * @example
 * stringifyExact(parseExact('[9007199254740993]')); // '[9007199254740993]'
 */
export function parseExact(text: string, plain: unknown = JSON.parse(text)): unknown {
  return new Walk(text).value(plain);
}

/** Walks a text and its result of JSON.parse in parallel: the result lacks only the texts of numbers. */
class Walk {
  private at = 0;
  private readonly text: string;

  constructor(text: string) {
    this.text = text;
  }

  /** Reads the value that begins here. If its key is repeated later, `plain` is the later value, and the result is discarded. */
  value(plain: unknown): unknown {
    const start = skipBlank(this.text, this.at);
    const code = this.text.charCodeAt(start);
    this.at = start + 1;
    if (code === BRACE) return this.object(plain as Members | null | undefined);
    if (code === BRACKET) return this.list(plain);
    return this.scalar(start, code) ?? plain;
  }

  private object(plain: Members | null | undefined): unknown {
    const { text } = this;
    let copy: Record<string, unknown> | undefined;
    while (this.isBeforeNext(BRACE_END)) {
      const from = this.at;
      const to = skipString(text, from);
      const start = skipBlank(text, skipBlank(text, to) + 1);
      const code = text.charCodeAt(start);
      this.at = start;
      const isContainer = code === BRACE || code === BRACKET;
      const exact = isContainer ? undefined : this.scalar(start, code);
      // Most members need no copy. A repeated key replaces the earlier member.
      if (!isContainer && exact === undefined && copy === undefined) continue;
      const key = keyIn(text, from, to);
      const before = plain?.[key];
      const after = isContainer ? this.value(before) : (exact ?? before);
      if (after === (copy ?? plain)?.[key]) continue;
      copy ??= { ...plain };
      copy[key] = after;
    }
    return copy ?? plain;
  }

  private list(plain: unknown): unknown {
    const list: readonly unknown[] = Array.isArray(plain) ? plain : [];
    let copy: unknown[] | undefined;
    for (let index = 0; this.isBeforeNext(BRACKET_END); index++) {
      const after = this.value(list[index]);
      if (after === list[index]) continue;
      copy ??= list.slice();
      copy[index] = after;
    }
    return copy ?? plain;
  }

  /** Skips a scalar; returns it if it is a number that JavaScript would write in another way. */
  private scalar(start: number, code: number): ExactNumber | undefined {
    const { text } = this;
    if (code === QUOTE) this.at = skipString(text, start);
    else if (isDigit(code) || code === MINUS) {
      this.at = numberEnd(text, start);
      if (isWrittenOtherwise(text, start, this.at)) return new ExactNumber(text.slice(start, this.at));
    } else this.at = start + (code === SMALL_F ? 5 : 4);
    return undefined;
  }

  /** Whether another member or item follows; moves to its start, or past the bracket. */
  private isBeforeNext(bracket: number): boolean {
    let at = skipBlank(this.text, this.at);
    if (this.text.charCodeAt(at) === COMMA) at = skipBlank(this.text, at + 1);
    const isNext = this.text.charCodeAt(at) !== bracket;
    this.at = isNext ? at : at + 1;
    return isNext;
  }
}

function keyIn(text: string, from: number, to: number): string {
  const written = text.slice(from, to);
  return written.includes('\\') ? (JSON.parse(written) as string) : written.slice(1, -1);
}

const QUOTE = 0x22;
const COMMA = 0x2c;
const MINUS = 0x2d;
const BRACKET = 0x5b;
const BRACKET_END = 0x5d;
const SMALL_F = 0x66;
const BRACE = 0x7b;
const BRACE_END = 0x7d;
