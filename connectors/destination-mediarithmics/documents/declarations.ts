import { isObject, type RecordContext, type Reject, reject } from '@airbyte-ts/cdk';
import { z } from 'zod';
import { fieldOfType, identifierFields, VALUE_OF } from './identifiers.ts';
import { changed, isBlank, type Line } from './line.ts';
import type { LineOptions } from './line-options.ts';

/** An identifier in declarations. */
const resource = {
  type: z.enum(['USER_ACCOUNT', 'USER_EMAIL', 'USER_AGENT']),
  user_account_id: z.string().nullish(),
  compartment_id: z.string().nullish(),
  hash: z.string().nullish(),
  email: z.string().nullish(),
  user_agent_id: z.string().nullish(),
};

/**
 * A line that declares which identifiers belong to one user, or no longer do.
 * https://developer.mediarithmics.io/data-ingestion/bulk-processing/user-identifiers-association; dissociations are not
 * documented and assumed to have the same form.
 */
export const declarationFields = z.object({
  identifiers: z
    .array(z.object(resource))
    .min(1)
    .optional()
    .describe(
      'The identifiers. Derived from the columns user_account_id, email_hash or email, and user_agent_id when absent.',
    ),
  ...identifierFields,
});

/** Converts a row to a valid declaration, or rejects it. */
export function transformDeclaration(
  row: Line,
  _context: RecordContext,
  { emails }: LineOptions,
): Line | Reject {
  const { identifiers = fromColumns(row, emails) } = row;
  if (!Array.isArray(identifiers)) return reject('identifiers is not a list');
  const hashed = identifiers.map((each: unknown) => (isObject(each) ? withHash(each, emails) : each));
  for (const each of hashed) {
    const value = isObject(each) ? fieldOfType(VALUE_OF, each.type) : undefined;
    if (value !== undefined && isBlank((each as Line)[value]))
      return reject(`identifiers.[].${value} is missing`);
  }
  if (hashed.length === 0) return reject('the record has no identifier');
  const isSame = row.identifiers !== undefined && hashed.every((each, index) => each === identifiers[index]);
  return changed(row, {
    identifiers: isSame ? row.identifiers : hashed,
    ...Object.fromEntries(Object.keys(identifierFields).map((name) => [name, undefined])),
  });
}

function fromColumns(row: Line, emails: LineOptions['emails']): readonly Line[] {
  const { user_account_id, compartment_id, email_hash, email, user_agent_id } = row;
  const hash = isBlank(email_hash)
    ? emails.hashOf(email, 'email')
    : emails.digestIn(email_hash, 'email_hash');
  return [
    ...(isBlank(user_account_id)
      ? []
      : [{ type: 'USER_ACCOUNT', user_account_id, ...(!isBlank(compartment_id) && { compartment_id }) }]),
    ...(isBlank(hash) ? [] : [{ type: 'USER_EMAIL', hash }]),
    ...(isBlank(user_agent_id) ? [] : [{ type: 'USER_AGENT', user_agent_id }]),
  ];
}

function withHash(identifier: Line, emails: LineOptions['emails']): Line {
  const { hash, email } = identifier;
  if (!isBlank(hash)) return changed(identifier, { hash: emails.digestIn(hash, 'identifiers.[].hash') });
  return changed(identifier, { hash: emails.hashOf(email, 'identifiers.[].email') ?? hash });
}
