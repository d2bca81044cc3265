/**
 * Returns the index of the segment that has a row, by binary search. `firstRows`: the first row of each segment, ascending
 * from 0.
 */
export function segmentIndexOf(firstRows: readonly number[], row: number): number {
  let low = 0;
  let high = firstRows.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (firstRows[middle]! <= row) low = middle;
    else high = middle - 1;
  }
  return low;
}
