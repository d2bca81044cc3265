const NUMBER = /^-?(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d+))?$/;

/**
 * Whether a JavaScript number has the value of this text. Ids are made of the shortest form of such a number, and of the texts of
 * the others: the rule can't be changed without changing ids, which is why a number of 17 digits is carried only as JavaScript
 * writes it.
 */
export function isCarried(text: string): boolean {
  const parts = NUMBER.exec(text);
  if (!parts) return true; // not a number after all; JSON.parse says so
  const [, whole, fraction, exponent] = parts as unknown as [string, string, string?, string?];
  const value = Number(text);
  if (fraction === undefined && exponent === undefined) return Number.isSafeInteger(value);
  if (!Number.isFinite(value)) return false;
  const written = String(value);
  if (written === text) return true;
  const digits = significant(whole + (fraction ?? ''));
  if (digits === '' || value === 0) return digits === '';
  return digits.length <= 16 && normalised(written) === normalised(text);
}

/** One text for all texts of a value other than 0, but for its sign. */
function normalised(text: string): string {
  const [, whole = '', fraction = '', exponent = '0'] = NUMBER.exec(text)!;
  const all = whole + fraction;
  let first = 0;
  while (all[first] === '0') first++;
  return `${significant(all)}e${Number(exponent) + whole.length - first}`;
}

/** Digits without the zeros around them. */
function significant(digits: string): string {
  let start = 0;
  while (digits[start] === '0') start++;
  let end = digits.length;
  while (end > start && digits[end - 1] === '0') end--;
  return digits.slice(start, end);
}
