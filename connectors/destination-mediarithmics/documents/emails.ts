import { hash } from 'node:crypto';
import { ConnectorError } from '#cdk';
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

/** Makes and checks hashes of e-mail addresses. Any other value would be a clear address, or identify no person. */
export interface Emails {
  /** The hash of the clear address in a field; undefined where there is none, or addresses are not hashed. @throws ConnectorError a `reject` */
  hashOf(address: unknown, field: string): string | undefined;
  /** The hash in a field, or the one of the clear address that stands there instead. @throws ConnectorError a `reject` */
  digestIn(value: unknown, field: string): unknown;
  /** Whether clear addresses become hashes. */
  readonly areHashed: boolean;
}

/** Hex, of the address trimmed and in lower case: the same person, however they spelt it. */
export function emailsWith(name: Name): Emails {
  const isDigest = digestTest(name);
  const hashed = (address: string): string | undefined =>
    name === 'NONE' ? undefined : hash(FUNCTIONS[name].algorithm, address.toLowerCase(), 'hex');
  return {
    areHashed: name !== 'NONE',
    hashOf(address, field) {
      if (typeof address !== 'string' || isBlank(address) || name === 'NONE') return undefined;
      const clear = addressIn(address);
      if (clear === undefined) throw unfit(`${field} is not one e-mail address`);
      return hashed(clear);
    },
    digestIn(value, field) {
      if (typeof value !== 'string' || isDigest(value)) return value;
      const text = value.trim();
      if (isDigest(text)) return text;
      const clear = addressIn(text);
      if (clear === undefined) throw unfit(`${field} is ${noDigest(name)}`);
      const made = hashed(clear);
      if (made !== undefined) return made;
      throw unfit(
        `${field} is an e-mail address in clear, and the Email Hash Function (email_hash_function) is NONE`,
      );
    },
  };
}

/** Where addresses are not hashed, digests of any function are taken. */
function digestTest(name: Name): (text: string) => boolean {
  const lengths =
    name === 'NONE' ? Object.values(FUNCTIONS).map(({ digits }) => digits) : [FUNCTIONS[name].digits];
  const expression = new RegExp(`^(?:${lengths.map((digits) => `[0-9a-fA-F]{${digits}}`).join('|')})$`);
  return (text) => expression.test(text);
}

const noDigest = (name: Name): string =>
  name === 'NONE'
    ? `no digest of ${Object.keys(FUNCTIONS).join(', ')} in hexadecimal digits`
    : `neither a ${name} digest of ${FUNCTIONS[name].digits} hexadecimal digits nor one e-mail address`;

const unfit = (reason: string): ConnectorError =>
  new ConnectorError('reject', `${reason}.`, { code: 'ERR_NO_EMAIL_HASH' });
