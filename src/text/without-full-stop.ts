/** A sentence without its full stop, for a place inside or at the end of another sentence. */
export const withoutFullStop = (text: string): string => text.replace(/[\s.]+$/, '');
