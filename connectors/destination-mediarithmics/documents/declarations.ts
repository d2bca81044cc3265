import { z } from 'zod';
import { isObject, type RecordContext, type Reject, reject } from '#cdk';
import { identifierFields, VALUE_OF } from './identifiers.ts';
import { changed, isBlank, type Line } from './line.ts';
import type { LineOptions } from './line-options.ts';

/** An identifier as declarations and deletions write it. */
const resource = {
  type: z.enum(['USER_ACCOUNT', 'USER_EMAIL', 'USER_AGENT']),
  user_account_id: z.string().nullish(),
  compartment_id: z.string().nullish(),
  hash: z.string().nullish(),
  email: z.string().nullish(),
  user_agent_id: z.string().nullish(),
};

/**
 * A line that says which identifiers belong to one user, or do no more.
 * https://developer.mediarithmics.io/data-ingestion/bulk-processing/user-identifiers-association; dissociations have no page, and
 * are taken to be written alike.
 */
export const declarationFields = z.object({
  identifiers: z
    .array(z.object(resource))
    .min(1)
    .optional()
    .describe(
      'The identifiers. Made of the columns user_account_id, email_hash or email, and user_agent_id when absent.',
    ),
  ...identifierFields,
});

export function arrangeDeclaration(
  row: Line,
  _context: RecordContext,
  { emails }: LineOptions,
): Line | Reject {
  const { identifiers = fromColumns(row, emails) } = row;
  if (!Array.isArray(identifiers)) return reject('identifiers is no list');
  const whole = identifiers.map((each: unknown) => (isObject(each) ? withHash(each, emails) : each));
  for (const each of whole) {
    const value = isObject(each) ? VALUE_OF[String(each.type)] : undefined;
    if (value !== undefined && isBlank((each as Line)[value]))
      return reject(`identifiers.[].${value} is missing`);
  }
  if (whole.length === 0) return reject('the record has no identifier');
  const isSame = row.identifiers !== undefined && whole.every((each, index) => each === identifiers[index]);
  return changed(row, {
    identifiers: isSame ? row.identifiers : whole,
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
