import { compiled } from '../spec-rules/pattern.ts';
import { alternativesOf, type Part } from './pattern-parts.ts';

/** A back reference: what it matches depends on another part. */
const REFERENCE = /\\(?:[1-9]|k<)/;
/** Characters of the basic plane, with which single characters of patterns are compared. */
const CHARACTERS = 0x1_0000;

/**
 * Whether a pattern certainly matches every text that another one matches. It compares alternatives, repetitions, classes of
 * characters, optional parts and anchors; false for patterns that differ otherwise.
 */
export function includesPattern(wide: string, narrow: string): boolean {
  if (wide === narrow) return true;
  if (![wide, narrow].every((each) => compiled(each) && !REFERENCE.test(each))) return false;
  return isCovered(alternativesOf(narrow), alternativesOf(wide), false);
}

type Alternatives = readonly (readonly Part[])[];

/** Whether each alternative is included in one of the wide ones. Inside a group, a match has to begin and end with it. */
const isCovered = (narrow: Alternatives, wide: Alternatives, isWhole: boolean): boolean =>
  narrow.every((one) =>
    wide.some((other) =>
      isWhole ? follows(one, other, 0, true) : starts(one).some((at) => follows(one, other, at, false)),
    ),
  );

/** The positions at which a pattern without `^` may begin to match. */
const starts = (parts: readonly Part[]): readonly number[] => [...parts.keys(), parts.length];

/**
 * Whether the wide parts match what the narrow ones from a position on match. If the match need not be whole, wide parts without
 * `$` ignore what follows.
 */
function follows(narrow: readonly Part[], wide: readonly Part[], start: number, isWhole: boolean): boolean {
  // Without it, many optional parts would take exponential time.
  const failed = new Set<number>();
  const from = (a: number, b: number): boolean => {
    const [one, other] = [narrow[a], wide[b]];
    if (other === undefined) return one === undefined || !isWhole;
    const key = a * (wide.length + 1) + b;
    if (failed.has(key)) return false;
    const matches =
      (other.min === 0 && from(a, b + 1)) ||
      (one !== undefined && includes(one, other) && from(a + 1, b + 1));
    if (!matches) failed.add(key);
    return matches;
  };
  return from(start, 0);
}

function includes(narrow: Part, wide: Part): boolean {
  if (wide.min > narrow.min || wide.max < narrow.max) return false;
  if (narrow.text === wide.text) return true;
  if (narrow.kind !== wide.kind) return false;
  if (wide.kind === 'group') return isCovered(narrow.alternatives, wide.alternatives, true);
  return wide.kind === 'char' && includesCharacters(narrow.text, wide.text);
}

function includesCharacters(narrow: string, wide: string): boolean {
  const [one, other] = [new RegExp(`^${narrow}$`), new RegExp(`^${wide}$`)];
  for (let code = 0; code < CHARACTERS; code++) {
    const character = String.fromCharCode(code);
    if (one.test(character) && !other.test(character)) return false;
  }
  return true;
}
