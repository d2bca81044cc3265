import { hash } from 'node:crypto';
import type { DestinationMediarithmicsConfig as Config } from '../../../spec/types/destination-mediarithmics.ts';

/** The hash of a clear address; undefined where addresses are not to be hashed. */
export type HashEmail = (address: string) => string | undefined;

const ALGORITHMS = { SHA_256: 'sha256', SHA_512: 'sha512', SHA_1: 'sha1', MD5: 'md5' } as const;

/** Hex, of the address trimmed and in lower case: the same person, however they spelt it. */
export function hashing(name: Config['email_hash_function']): HashEmail {
  if (name === 'NONE') return () => undefined;
  const algorithm = ALGORITHMS[name];
  return (address) => hash(algorithm, address.trim().toLowerCase(), 'hex');
}
