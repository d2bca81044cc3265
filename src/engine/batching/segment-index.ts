/** Which run a row belongs to, by the first rows of all runs in order: the last one whose first row is not behind it. */
export function segmentIndexOf(firsts: readonly number[], row: number): number {
  let low = 0;
  let high = firsts.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (firsts[middle]! <= row) low = middle;
    else high = middle - 1;
  }
  return low;
}
