import type { StreamDescriptor } from '../errors.ts';
import { stableId } from '../mapping/identity/ids.ts';

/** File systems accept names of up to 255 bytes; the rest is for the id, the attempt and the extension. */
const MAX_NAME = 180;

/** Returns the file name of a stream, unique for each stream. A long name is cut and gets an id at its end. */
export function streamFileName({ name, namespace }: StreamDescriptor): string {
  const whole = [...(namespace ? [namespace] : []), name].map(encodeName).join('.').replace(/^\./, '%2E');
  return whole.length <= MAX_NAME ? whole : `${whole.slice(0, MAX_NAME)}-${stableId(whole)}`;
}

/** Returns the folder name of a sync: its id, with characters encoded that a file system may not accept. */
export function runFolderName(run: string): string {
  const whole = encodeName(run).replace(/^\./, '%2E');
  if (whole === '') return 'sync';
  return whole.length <= MAX_NAME ? whole : `${whole.slice(0, MAX_NAME)}-${stableId(whole)}`;
}

/** Encodes a text as letters, digits, `-`, `_`, `.` and `%`: no separator on any file system or in any bucket key. */
function encodeName(text: string): string {
  return encodeURIComponent(Buffer.from(text).toString()).replace(
    /[!'()*~]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}
