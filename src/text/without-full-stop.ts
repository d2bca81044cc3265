/**
 * Returns a sentence without its full stop, for a place inside or at the end of another sentence. A remark in parentheses
 * after it becomes a part of it: `It failed. (It responded with 400.)` gives `It failed (It responded with 400)`.
 */
export const withoutFullStop = (text: string): string =>
  text.replace(/[\s.]+$/, '').replace(/\.?( \([^()]*)\.\)$/, '$1)');
