import { Buffer } from 'node:buffer';

/**
 * Copies a string that was cut from a larger one. V8 represents a slice as a reference to the whole string, so a waiting
 * record or state would keep its block of input in memory.
 */
export function detachedCopy(text: string): string {
  const encoding = isLatin1(text) ? 'latin1' : 'utf16le';
  return Buffer.from(text, encoding).toString(encoding);
}

/** Bytes of a string in memory. V8 stores one byte per character, or two if any character is beyond Latin-1. */
export function bytesInMemory(text: string): number {
  return isLatin1(text) ? text.length : 2 * text.length;
}

function isLatin1(text: string): boolean {
  return !/[\u0100-\uffff]/.test(text);
}
