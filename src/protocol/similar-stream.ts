import type { StreamDescriptor } from '../errors.ts';
import { closestMatch } from '../text/closest-match.ts';

/** What two names of streams differ by, as a sentence says it. */
export const STREAM_DIFFERENCES = {
  namespace: 'only the namespace differs',
  case: 'only upper and lower case differ',
  prefix: 'only a prefix differs',
  spelling: 'the names are nearly the same',
} as const;

/** A stream that another name was most likely meant to be, and why the two are not the same. */
export interface SimilarStream {
  readonly stream: StreamDescriptor;
  readonly differsBy: keyof typeof STREAM_DIFFERENCES;
}

/** A shorter name is the end of many others by chance. */
const MIN_NAME = 3;

/** The stream that is most like one which is not among them; undefined where none is. */
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

/** Whether a name is another one behind a prefix. */
const isPrefixed = (name: string, bare: string): boolean =>
  bare.length >= MIN_NAME && name.length > bare.length && name.endsWith(bare);
