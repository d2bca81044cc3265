import { type Reject, reject } from '@airbyte-ts/cdk';
import { z } from 'zod';
import type { Emails } from './emails.ts';
import { changed, isBlank, type Line } from './line.ts';

/**
 * The columns that identify the user of a line; https://developer.mediarithmics.io/user-points/user-identifiers. A line of
 * a document has exactly one identifier.
 */
export const identifierFields = {
  user_account_id: z.string().optional().describe('The account of the user, such as a customer number.'),
  compartment_id: z
    .string()
    .optional()
    .describe('The compartment of the account id. The default one of the data mart when absent.'),
  email_hash: z
    .string()
    .optional()
    .describe(
      'The hash of the e-mail address, with the hash function of the data mart. A plaintext address is hashed.',
    ),
  email: z
    .string()
    .optional()
    .describe('A plaintext e-mail address: hashed into the identifier if there is no other, and never sent.'),
  user_agent_id: z.string().optional().describe('The device or browser, with its prefix: vec:, web:, mob:…'),
};

/** The required field of each identifier type. */
export const VALUE_OF: Readonly<Record<string, string>> = {
  USER_ACCOUNT: 'user_account_id',
  USER_EMAIL: 'hash',
  USER_AGENT: 'user_agent_id',
};

const NAMES = ['user_account_id', 'email_hash', 'user_agent_id'] as const;

const NO_IDENTIFIER =
  'the record has no identifier: user_account_id, email_hash, email (with Email Hash Function (email_hash_function)) or user_agent_id is needed';

/** Reduces the identifier columns of a line to its only identifier. Rejects a line with none or several. */
export function identified(line: Line, emails: Emails): Line | Reject {
  const given = NAMES.filter((name) => !isBlank(line[name]));
  if (given.length > 1) return reject(`the record has more than one identifier: ${given.join(', ')}`);
  const hash = given.length === 0 ? emails.hashOf(line.email, 'email') : undefined;
  if (given.length === 0 && hash === undefined) return reject(NO_IDENTIFIER);
  const { user_account_id, compartment_id, email_hash, user_agent_id } = line;
  const isAccount = given[0] === 'user_account_id';
  return changed(line, {
    user_account_id: isAccount ? user_account_id : undefined,
    compartment_id: isAccount && !isBlank(compartment_id) ? compartment_id : undefined,
    email_hash: given[0] === 'email_hash' ? emails.digestIn(email_hash, 'email_hash') : hash,
    user_agent_id: given[0] === 'user_agent_id' ? user_agent_id : undefined,
    email: undefined,
  });
}

/** The identifier fields of a line. */
export function identifierOf({ user_account_id, compartment_id, email_hash, user_agent_id }: Line): Line {
  if (user_account_id !== undefined)
    return { ...(compartment_id !== undefined && { compartment_id }), user_account_id };
  return email_hash !== undefined ? { email_hash } : { user_agent_id };
}

/**
 * The field with the value of an identifier of this type; undefined for values that are no such type, such as the name of an
 * object's member.
 */
export const fieldOfType = (fields: Readonly<Record<string, string>>, type: unknown): string | undefined =>
  typeof type === 'string' && Object.hasOwn(fields, type) ? fields[type] : undefined;
