/** Number of characters that may differ in a name of this length. */
const mostEdits = (length: number): number => Math.min(3, Math.max(1, Math.floor(length / 3)));

/** Shorter parts of a name are not compared: `id` is in many names. */
const MIN_PART = 4;

/**
 * Returns the candidate that a misspelt name probably means, if one is near: equal except for case and separators, a few typing
 * mistakes away, or containing the name as a part (`namespace` for `stream_namespace`). Undefined if none is near.
 *
 * @example
 * closestMatch('e-mail', ['email', 'name']); // 'email'
 */
export function closestMatch(name: string, candidates: Iterable<string>): string | undefined {
  const given = plain(name);
  let best: { readonly candidate: string; readonly distance: number } | undefined;
  for (const candidate of candidates) {
    const distance = distanceTo(given, plain(candidate));
    if (distance !== undefined && (best === undefined || distance < best.distance))
      best = { candidate, distance };
  }
  return best?.candidate;
}

/** Returns the candidate that differs by one or two typing mistakes, or by case and separators. */
export function likelyTypo(name: string, candidates: Iterable<string>): string | undefined {
  const given = plain(name);
  for (const candidate of candidates) {
    const right = plain(candidate);
    const length = Math.min(given.length, right.length);
    const most = Math.min(2, Math.floor(length / MIN_PART));
    const isComparable = length >= MIN_PART && Math.abs(given.length - right.length) <= most;
    if (isComparable && editsBetween(given, right) <= most) return candidate;
  }
  return undefined;
}

const plain = (name: string): string => name.toLowerCase().replace(/[\s_.$/-]/g, '');

/** Returns a distance that is comparable between candidates; undefined if they are not near. */
function distanceTo(given: string, candidate: string): number | undefined {
  const most = mostEdits(Math.min(given.length, candidate.length));
  if (Math.abs(given.length - candidate.length) <= most) {
    const edits = editsBetween(given, candidate);
    if (edits <= most) return edits;
  }
  const [part, whole] = given.length < candidate.length ? [given, candidate] : [candidate, given];
  return part.length >= MIN_PART && whole.includes(part) ? 3 + whole.length - part.length : undefined;
}

/** Counts insertions, deletions, replacements and swaps of neighbours (optimal string alignment). */
function editsBetween(one: string, other: string): number {
  let beforeLast: readonly number[] = [];
  let last: readonly number[] = Array.from({ length: other.length + 1 }, (_, at) => at);
  for (let i = 1; i <= one.length; i++) {
    const row = [i];
    for (let j = 1; j <= other.length; j++) {
      const replaced = last[j - 1]! + (one[i - 1] === other[j - 1] ? 0 : 1);
      let edits = Math.min(replaced, last[j]! + 1, row[j - 1]! + 1);
      if (i > 1 && j > 1 && one[i - 1] === other[j - 2] && one[i - 2] === other[j - 1])
        edits = Math.min(edits, beforeLast[j - 2]! + 1);
      row.push(edits);
    }
    beforeLast = last;
    last = row;
  }
  return last[other.length]!;
}
