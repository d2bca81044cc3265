import { hash } from 'node:crypto';
import { formatList, reject } from '@airbyte-ts/cdk';
import type { DestinationMediarithmicsConfig as Config } from '../../../spec/types/destination-mediarithmics.ts';
import { addressIn } from './addresses.ts';
import { isBlank } from './line.ts';

type Name = Config['email_hash_function'];

const FUNCTIONS = {
  SHA_256: { algorithm: 'sha256', digits: 64 },
  SHA_512: { algorithm: 'sha512', digits: 128 },
  SHA_1: { algorithm: 'sha1', digits: 40 },
  MD5: { algorithm: 'md5', digits: 32 },
} as const;

/** Hexadecimal digits of further functions of data marts, which the connector does not compute. */
const OTHER_FUNCTIONS = { SHA_384: 96, MD2: 32 } as const;

/** Digests of an empty text, which sources compute of cells without an address. */
const EMPTY_DIGESTS: ReadonlySet<string> = new Set([
  ...Object.values(FUNCTIONS).map(({ algorithm }) => hash(algorithm, '', 'hex')),
  hash('sha384', '', 'hex'),
  // MD2 (RFC 1319, A.5), which OpenSSL does not have.
  '8350e5a3e24c153df2275c9f80692773',
]);

/** Hashes e-mail addresses, and validates hashes. Any other value could be a plaintext address, or would identify no person. */
export interface Emails {
  /**
   * The hash of the plaintext address in a field; undefined if there is none, or addresses are not hashed.
   * @throws Reject
   */
  hashOf(address: unknown, field: string): string | undefined;
  /** The hash in a field, or the hash of a plaintext address in that field. @throws Reject */
  digestIn(value: unknown, field: string): unknown;
  /** Whether plaintext addresses are hashed. */
  readonly areHashed: boolean;
}

/** Creates hashes in hexadecimal digits of the address, trimmed and in lower case, so that all spellings give the same hash. */
export function emailsWith(name: Name): Emails {
  const isDigest = digestTest(name);
  const hashed = (address: string): string | undefined =>
    name === 'NONE' ? undefined : hash(FUNCTIONS[name].algorithm, address.toLowerCase(), 'hex');
  return {
    areHashed: name !== 'NONE',
    hashOf(address, field) {
      if (typeof address !== 'string' || isBlank(address) || name === 'NONE') return undefined;
      const plaintext = addressIn(address);
      if (plaintext === undefined) throw reject(`${field} is not one e-mail address`);
      return hashed(plaintext);
    },
    digestIn(value, field) {
      if (typeof value !== 'string') return value;
      const text = value.trim();
      if (EMPTY_DIGESTS.has(text.toLowerCase()))
        throw reject(`${field} is the digest of an empty text, which all users without an address share`);
      if (isDigest(text)) return text;
      const plaintext = addressIn(text);
      if (plaintext === undefined) throw reject(`${field} is ${digestFault(name)}`);
      const digest = hashed(plaintext);
      if (digest !== undefined) return digest;
      throw reject(
        `${field} is a plaintext e-mail address, and the Email Hash Function (email_hash_function) is NONE`,
      );
    },
  };
}

/** If addresses are not hashed (`NONE`), digests of all functions of data marts are accepted. */
function digestTest(name: Name): (text: string) => boolean {
  const all = [...Object.values(FUNCTIONS).map(({ digits }) => digits), ...Object.values(OTHER_FUNCTIONS)];
  const lengths = name === 'NONE' ? all : [FUNCTIONS[name].digits];
  const expression = new RegExp(`^(?:${lengths.map((digits) => `[0-9a-fA-F]{${digits}}`).join('|')})$`);
  return (text) => expression.test(text);
}

const digestFault = (name: Name): string =>
  name === 'NONE'
    ? `not a digest of ${formatList(Object.keys({ ...FUNCTIONS, ...OTHER_FUNCTIONS }))} in hexadecimal digits`
    : `neither a ${name} digest of ${FUNCTIONS[name].digits} hexadecimal digits nor one e-mail address`;
