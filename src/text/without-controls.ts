/**
 * Replaces control characters by U+FFFD, except tabs and line breaks. Providers' texts may have some, and a terminal executes
 * them: they move the cursor, ring the bell, or reverse the direction of the text after them.
 */
export const withoutControls = (text: string): string =>
  text.replace(/\r\n/g, '\n').replace(/(?![\t\n])[\p{Cc}\u202a-\u202e\u2066-\u2069]/gu, '\ufffd');
