import { hash } from 'node:crypto';
import type { Data } from '../subject.ts';

/** Minimal derived id: one hash of the record's text, as a UUID of the version that the provider accepts. */
export function derivedId(data: Data, version: 1 | 5 = 5): string {
  const hex = hash('sha1', JSON.stringify(data));
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${version}${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}
