/**
 * Characters of the source of a learnt regular expression. V8 compiles a source of this size in a tenth of a second and is
 * far from its own limits: it refuses a literal of 32,768 characters, and about 1,200 numbers exhaust its stack.
 */
const MAX_SOURCE = 128 * 1024;

/**
 * A sticky regular expression that was made of data, tried on the text that it was made of. Undefined if it does not match
 * exactly this text. V8 compiles an expression when it is first executed, and throws a SyntaxError then if it is too large, so
 * one that was never executed can fail on any later line.
 */
export function learnedPattern(source: string, sample: string): RegExp | undefined {
  if (source.length > MAX_SOURCE) return undefined;
  try {
    const pattern = new RegExp(source, 'y');
    return pattern.test(sample) && pattern.lastIndex === sample.length ? pattern : undefined;
  } catch {
    return undefined;
  }
}

/** A text as the source of a regular expression that matches this text. */
export function escaped(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
}
