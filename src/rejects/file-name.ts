import type { StreamDescriptor } from '../errors.ts';
import { stableId } from '../mapping/identity/ids.ts';

/** File systems take names of 255 bytes. */
const MAX_NAME = 180;

/** One name per stream; a long one is cut and told apart by its id. */
export function streamFileName({ name, namespace }: StreamDescriptor): string {
  const whole = [...(namespace ? [namespace] : []), name].map(encoded).join('.').replace(/^\./, '%2E');
  return whole.length <= MAX_NAME ? whole : `${whole.slice(0, MAX_NAME)}-${stableId(whole)}`;
}

/** The name of a sync's folder: its id where that is a plain name, else the id with other characters encoded. */
export function runFolderName(run: string): string {
  const whole = encoded(run).replace(/^\./, '%2E');
  if (whole === '') return 'sync';
  return whole.length <= MAX_NAME ? whole : `${whole.slice(0, MAX_NAME)}-${stableId(whole)}`;
}

/** Letters, digits, `-`, `_`, `.` and `%`: no separator, on any file system and in any key of a bucket. */
function encoded(text: string): string {
  return encodeURIComponent(Buffer.from(text).toString()).replace(
    /[!'()*~]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}
