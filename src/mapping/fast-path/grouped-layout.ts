import { literalPattern } from '../../text/literal-pattern.ts';
import type { PlaceholderText, Span } from './placeholders.ts';

/** A layout whose matches contain the values of a record as groups; adjacent values may share a group. */
export interface GroupedLayout {
  /** The source of its regular expression. */
  readonly source: string;
  /** Number of groups. */
  readonly count: number;
  /** Group of each value. */
  readonly groups: readonly number[];
  /** Text that is composed of the values, with group numbers in place of the placeholders. */
  readonly composed: PlaceholderText;
}

/**
 * `classes` are the patterns of the values at `spans`. Where `made` has values in the same sequence as the record, one group
 * captures them all, so that they need not be concatenated again.
 */
export function groupedLayout(
  text: string,
  spans: readonly Span[],
  classes: readonly string[],
  made: PlaceholderText,
): GroupedLayout {
  const runs = runsOf(text, spans, made);
  const groups: number[] = [];
  const groupOfRun = new Map<number, number>();
  let count = 0;
  let source = '';
  let at = 0;
  for (const [index, { start, end }] of spans.entries()) {
    source += literalPattern(text.slice(at, start));
    if (runs.some(({ first, last }) => first === index && last > first)) {
      groupOfRun.set(index, ++count);
      source += '(';
    }
    groups.push(++count);
    source += `(${classes[index]})`;
    if (runs.some(({ first, last }) => last === index && last > first)) source += ')';
    at = end;
  }
  const composed = {
    texts: runs.map(({ before }) => before),
    placeholders: runs.map(
      ({ first }) => groupOfRun.get(first) ?? groups[first] ?? first - spans.length + count + 1,
    ),
    end: made.end,
  };
  return { source: source + literalPattern(text.slice(at)), count, groups, composed };
}

/** Values that are adjacent in the composed text as in the record. */
interface Run {
  readonly before: string;
  readonly first: number;
  readonly last: number;
}

function runsOf(
  text: string,
  spans: readonly Span[],
  { texts, placeholders }: PlaceholderText,
): readonly Run[] {
  const runs: Run[] = [];
  for (const [at, index] of placeholders.entries()) {
    const before = texts[at]!;
    const run = runs.at(-1);
    const span = spans[index];
    const isNext = run?.last === index - 1 && span && text.slice(spans[run.last]?.end, span.start) === before;
    if (isNext) runs[runs.length - 1] = { ...run, last: index };
    else runs.push({ before, first: index, last: index });
  }
  return runs;
}
