/** Longer names are compared as they are: the work grows with the square of their length. */
const MAX_LENGTH = 100;

/** The candidate that a misspelt name was most likely meant to be; undefined where none is close to it. */
export function nearest(name: string, candidates: readonly string[]): string | undefined {
  const wanted = name.toLowerCase();
  const most = Math.min(3, Math.floor(wanted.length / 3));
  let best: string | undefined;
  let least = most + 1;
  for (const candidate of candidates) {
    const distance = edits(wanted, candidate.toLowerCase(), least);
    if (distance >= least) continue;
    best = candidate;
    least = distance;
  }
  return best;
}

/** Letters to be added, removed, replaced or swapped to make one text of the other; `limit` where that many do not do. */
function edits(one: string, other: string, limit: number): number {
  if (one === other) return 0;
  if (Math.max(one.length, other.length) > MAX_LENGTH || Math.abs(one.length - other.length) >= limit)
    return limit;
  let earlier: number[] = [];
  let above = Array.from({ length: other.length + 1 }, (_, column) => column);
  for (let row = 1; row <= one.length; row++) {
    const line = [row];
    for (let column = 1; column <= other.length; column++) {
      const isSame = one[row - 1] === other[column - 1];
      const isSwap = one[row - 1] === other[column - 2] && one[row - 2] === other[column - 1];
      line.push(
        Math.min(
          above[column]! + 1,
          line[column - 1]! + 1,
          above[column - 1]! + (isSame ? 0 : 1),
          isSwap ? earlier[column - 2]! + 1 : Number.POSITIVE_INFINITY,
        ),
      );
    }
    earlier = above;
    above = line;
  }
  return Math.min(limit, above[other.length]!);
}
