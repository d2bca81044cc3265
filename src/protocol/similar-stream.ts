import type { StreamDescriptor } from '../errors.ts';
import { closestMatch } from '../text/closest-match.ts';

/** Difference of two stream names, as clauses for messages. */
export const STREAM_DIFFERENCES = {
  namespace: 'only the namespace differs',
  case: 'only upper and lower case differ',
  prefix: 'only a prefix differs',
  spelling: 'the names are nearly the same',
} as const;

/** The stream that a name probably means, and the difference of the two. */
export interface SimilarStream {
  readonly stream: StreamDescriptor;
  readonly differsBy: keyof typeof STREAM_DIFFERENCES;
}

/** Shorter names are not compared as suffixes: they end many other names by chance. */
const MIN_NAME = 3;

/** Returns the stream whose name is nearest to a missing one; undefined if none is similar. */
export function similarStream(
  { name }: StreamDescriptor,
  streams: readonly StreamDescriptor[],
): SimilarStream | undefined {
  const lower = name.toLowerCase();
  const ways: readonly (readonly [SimilarStream['differsBy'], (other: string) => boolean])[] = [
    ['namespace', (other) => other === name],
    ['case', (other) => other.toLowerCase() === lower],
    ['prefix', (other) => isPrefixed(other, name) || isPrefixed(name, other)],
  ];
  for (const [differsBy, isLike] of ways) {
    const stream = streams.find((each) => isLike(each.name));
    if (stream) return { stream, differsBy };
  }
  const close = closestMatch(
    name,
    streams.map((each) => each.name),
  );
  const stream = streams.find((each) => each.name === close);
  return stream && { stream, differsBy: 'spelling' };
}

/** Whether a name, which is not the same, is `bare` with a prefix. */
const isPrefixed = (name: string, bare: string): boolean => bare.length >= MIN_NAME && name.endsWith(bare);
