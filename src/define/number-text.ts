const NUMBER = /^-?(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d+))?$/;

/**
 * Whether a JavaScript number has the value of this text. Ids contain the shortest form of such a number, and the text of any
 * other. A change of this rule would change ids, which is why a number of 17 digits counts only in the form that JavaScript
 * writes.
 */
export function isCarried(text: string): boolean {
  const parts = NUMBER.exec(text);
  if (!parts) return true; // not a number, so JSON.parse throws
  const [, whole, fraction, exponent] = parts as unknown as [string, string, string?, string?];
  const value = Number(text);
  if (fraction === undefined && exponent === undefined) return Number.isSafeInteger(value);
  if (!Number.isFinite(value)) return false;
  const written = String(value);
  if (written === text) return true;
  const digits = significant(whole + (fraction ?? ''));
  if (value === 0) return digits === '';
  return digits.length <= 16 && normalised(written) === normalised(text);
}

/** Returns one text for all texts of a value other than 0, without its sign. */
function normalised(text: string): string {
  const [, whole, fraction = '', exponent = '0'] = NUMBER.exec(text) as unknown as [
    string,
    string,
    string?,
    string?,
  ];
  const all = whole + fraction;
  let first = 0;
  while (all[first] === '0') first++;
  return `${significant(all)}e${Number(exponent) + whole.length - first}`;
}

/** Removes leading and trailing zeros. */
function significant(digits: string): string {
  let start = 0;
  while (digits[start] === '0') start++;
  let end = digits.length;
  while (digits[end - 1] === '0') end--;
  return digits.slice(start, end);
}
