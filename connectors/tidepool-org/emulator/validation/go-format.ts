const ESCAPES: Readonly<Record<string, string>> = {
  '"': '\\"',
  '\\': '\\\\',
  '\x07': '\\a',
  '\b': '\\b',
  '\f': '\\f',
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
  '\v': '\\v',
};

/** A text in the quotes of Go's `%q`. */
export function quoted(text: string): string {
  const escaped = (char: string) =>
    ESCAPES[char] ??
    (char < '\x80'
      ? `\\x${char.charCodeAt(0).toString(16).padStart(2, '0')}`
      : `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`);
  return `"${text.replace(/["\\]|\p{Cc}|[\u2028\u2029\ufeff]/gu, escaped)}"`;
}

/** A number without an exponent, in the fewest digits that identify it (Go's `'f', -1`). */
export function plainNumber(value: number): string {
  const [digits, exponent] = value.toString().split('e');
  if (exponent === undefined) return digits!;
  const [whole, fraction = ''] = digits!.replace('-', '').split('.');
  const sign = value < 0 ? '-' : '';
  const shift = Number(exponent);
  return shift < 0
    ? `${sign}0.${'0'.repeat(-shift - 1)}${whole}${fraction}`
    : `${sign}${whole}${fraction.padEnd(shift, '0')}`;
}
