/** A part of a pattern that matches once or several times. */
export interface Part {
  /** `char`: one character. `group`: alternatives in brackets. `other`: an anchor, a boundary, a look-around. */
  readonly kind: 'char' | 'group' | 'other';
  /** The text without the quantifier. */
  readonly text: string;
  /** The alternatives of a group; empty for other parts. */
  readonly alternatives: readonly (readonly Part[])[];
  readonly min: number;
  readonly max: number;
}

const ESCAPE = /\\(?:u[0-9a-fA-F]{4}|x[0-9a-fA-F]{2}|c[A-Za-z]|[\s\S])/y;
const CLASS = /\[\^?(?:\\[\s\S]|[^\\\]])*\]/y;
const QUANTIFIER = /(?:([*+?])|\{(\d+)(,(\d*))?\})\??/y;
/** Look-arounds, and groups with a name or with flags. */
const SPECIAL_GROUP = /\(\?(?!:)/y;
/** Boundaries of words, and escapes that only the flag `u` makes classes. */
const OTHER_ESCAPE = /^\\[bBpP]/;

/** Returns the alternatives of a pattern that compiles, each as the list of its parts. */
export function alternativesOf(pattern: string): readonly (readonly Part[])[] {
  return new Reader(pattern).alternatives();
}

class Reader {
  private at = 0;
  private readonly pattern: string;

  constructor(pattern: string) {
    this.pattern = pattern;
  }

  alternatives(): Part[][] {
    const all: Part[][] = [[]];
    while (this.at < this.pattern.length && this.pattern[this.at] !== ')') {
      if (this.pattern[this.at] === '|') {
        all.push([]);
        this.at++;
      } else all.at(-1)!.push(this.part());
    }
    return all;
  }

  private part(): Part {
    const { pattern, at: start } = this;
    const isSpecial = this.matches(SPECIAL_GROUP, false) !== undefined;
    let alternatives: Part[][] = [];
    if (pattern[start] === '(') {
      this.at += pattern.startsWith('(?:', start) ? 3 : isSpecial ? 2 : 1;
      alternatives = this.alternatives();
      this.at++;
    } else if (!this.matches(ESCAPE) && !this.matches(CLASS)) this.at++;
    const text = pattern.slice(start, this.at);
    const isOther = isSpecial || text === '^' || text === '$' || OTHER_ESCAPE.test(text);
    const kind = isOther ? 'other' : text.startsWith('(') ? 'group' : 'char';
    return { kind, text, alternatives: kind === 'group' ? alternatives : [], ...this.times() };
  }

  private times(): Pick<Part, 'min' | 'max'> {
    const found = this.matches(QUANTIFIER);
    if (!found) return { min: 1, max: 1 };
    const [, sign, least, range, most] = found;
    if (sign !== undefined)
      return { min: sign === '+' ? 1 : 0, max: sign === '?' ? 1 : Number.POSITIVE_INFINITY };
    const min = Number(least);
    return { min, max: range === undefined ? min : most ? Number(most) : Number.POSITIVE_INFINITY };
  }

  /** Matches at the current position, and moves behind the match. */
  private matches(expression: RegExp, moves = true): RegExpExecArray | undefined {
    expression.lastIndex = this.at;
    const found = expression.exec(this.pattern);
    if (found && moves) this.at += found[0].length;
    return found ?? undefined;
  }
}
