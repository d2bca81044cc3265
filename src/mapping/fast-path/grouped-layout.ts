import { escaped } from '../../protocol/learned-pattern.ts';
import type { PlaceholderText, Span } from './placeholders.ts';

/** A layout whose matches hold the values of a record, each as a group, and neighbours as groups of their own. */
export interface GroupedLayout {
  /** The source of its regular expression. */
  readonly source: string;
  /** The number of groups, and so of the last of them. */
  readonly count: number;
  /** The group of a value. */
  readonly groups: readonly number[];
  /** A text that is made of the values, with groups in the places of their signs. */
  readonly composed: PlaceholderText;
}

/**
 * `classes` are the texts that the values at `spans` may have. Where `made` holds values one after another just as the record
 * does, a group holds them all, so that they are not put together again.
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
    source += escaped(text.slice(at, start));
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
    signs: runs.map(
      ({ first }) => groupOfRun.get(first) ?? groups[first] ?? first - spans.length + count + 1,
    ),
    end: made.end,
  };
  return { source: source + escaped(text.slice(at)), count, groups, composed };
}

/** Values that stand in what is made as they stand in the text. */
interface Run {
  readonly before: string;
  readonly first: number;
  readonly last: number;
}

function runsOf(text: string, spans: readonly Span[], { texts, signs }: PlaceholderText): readonly Run[] {
  const runs: Run[] = [];
  for (const [at, sign] of signs.entries()) {
    const before = texts[at]!;
    const run = runs.at(-1);
    const span = spans[sign];
    const isNext = run?.last === sign - 1 && span && text.slice(spans[run.last]?.end, span.start) === before;
    if (isNext) runs[runs.length - 1] = { ...run, last: sign };
    else runs.push({ before, first: sign, last: sign });
  }
  return runs;
}
