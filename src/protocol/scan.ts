/** Position of a member of a JSON object. All positions are indexes into the text. */
export interface Member {
  readonly key: string;
  /** Index of the key's opening quote. */
  readonly start: number;
  readonly valueStart: number;
  /** Index after the value's last character. */
  readonly valueEnd: number;
}

const QUOTE = 0x22;
const BACKSLASH = 0x5c;

/**
 * Returns the members of the object that starts at or after `from`, in order, including repeated keys. The text must be
 * valid JSON (it was parsed before), so only borders are searched. Used where the source's text has to be kept.
 */
export function members(text: string, from = 0): Member[] {
  const found: Member[] = [];
  let at = skipBlank(text, from) + 1;
  for (;;) {
    at = skipBlank(text, at);
    if (text.charCodeAt(at) !== QUOTE) return found;
    const start = at;
    const keyEnd = skipString(text, at);
    const valueStart = skipBlank(text, skipBlank(text, keyEnd) + 1);
    const valueEnd = skipValue(text, valueStart);
    found.push({ key: JSON.parse(text.slice(start, keyEnd)) as string, start, valueStart, valueEnd });
    at = skipBlank(text, valueEnd);
    if (text.charCodeAt(at) !== 0x2c) return found;
    at++;
  }
}

/** Returns the last member with a key, which counts if the key is repeated, as for JSON.parse. */
export function member(list: readonly Member[], key: string): Member | undefined {
  return list.findLast((each) => each.key === key);
}

/** Returns the index after the closing quote of the string that starts at `at`; the text's end if it is not closed. */
export function skipString(text: string, at: number): number {
  for (let end = text.indexOf('"', at + 1); end !== -1; end = text.indexOf('"', end + 1)) {
    let escapes = 0;
    while (text.charCodeAt(end - 1 - escapes) === BACKSLASH) escapes++;
    if (escapes % 2 === 0) return end + 1;
  }
  return text.length;
}

/** Returns the index of the first non-blank character from `at` on. */
export function skipBlank(text: string, at: number): number {
  while (text.charCodeAt(at) <= 0x20) at++;
  return at;
}

function skipValue(text: string, at: number): number {
  const first = text.charCodeAt(at);
  if (first === QUOTE) return skipString(text, at);
  if (first === 0x7b || first === 0x5b) return skipContainer(text, at)!;
  while (at < text.length && !endsScalar(text.charCodeAt(at))) at++;
  return at;
}

/** Returns the index after the object or list that starts at `at`; undefined if it does not end. */
export function skipContainer(text: string, at: number): number | undefined {
  for (let depth = 0; at < text.length; ) {
    const code = text.charCodeAt(at);
    if (code === QUOTE) {
      at = skipString(text, at);
      continue;
    }
    at++;
    if (code === 0x7b || code === 0x5b) depth++;
    else if ((code === 0x7d || code === 0x5d) && --depth === 0) return at;
  }
  return undefined;
}

/** Whether a character ends a number or a literal in an object or a list: a comma, a closing bracket or a blank. */
export function endsScalar(code: number): boolean {
  return code === 0x2c || code === 0x7d || code === 0x5d || code <= 0x20;
}
