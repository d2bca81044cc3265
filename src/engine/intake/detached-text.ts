import { Buffer } from 'node:buffer';

/**
 * A copy of a text that was cut out of a larger one. V8 represents a piece of a text as a reference to the whole, so a record
 * or state that waits would keep the block of the input that it came in.
 */
export function detachedCopy(text: string): string {
  const encoding = isLatin1(text) ? 'latin1' : 'utf16le';
  return Buffer.from(text, encoding).toString(encoding);
}

/** The bytes of a text in memory: V8 stores one byte a character, or two if any character is beyond Latin-1. */
export function bytesInMemory(text: string): number {
  return isLatin1(text) ? text.length : 2 * text.length;
}

function isLatin1(text: string): boolean {
  return !/[\u0100-\uffff]/.test(text);
}
