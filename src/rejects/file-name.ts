import type { StreamDescriptor } from '../errors.ts';
import { stableId } from '../mapping/ids.ts';

/** File systems take names of 255 bytes. */
const MAX_NAME = 180;

/** One name per stream; a long one is cut and told apart by its id. */
export function streamFileName({ name, namespace }: StreamDescriptor): string {
  const whole = [...(namespace ? [namespace] : []), name].map(encodeURIComponent).join('.');
  return whole.length <= MAX_NAME ? whole : `${whole.slice(0, MAX_NAME)}-${stableId(whole)}`;
}
