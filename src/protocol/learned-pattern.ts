/**
 * Characters of the source of a learned regular expression. V8 compiles a source of this size in a tenth of a second and is
 * far from its own limits: it rejects a literal of 32,768 characters, and about 1,200 numbers exhaust its stack.
 */
const MAX_SOURCE = 128 * 1024;

/**
 * Compiles a sticky regular expression and tests it on `sample`. Returns undefined unless it matches exactly this text. V8
 * compiles an expression when it is first executed and throws a SyntaxError then if it is too large, so an expression that was
 * never executed could fail on any later line.
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
