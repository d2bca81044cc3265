import { formatList, type RecordContext, type Reject, reject } from '@airbyte-ts/cdk';
import { z } from 'zod';
import { fieldOfType, identifierFields, VALUE_OF } from './identifiers.ts';
import { isBlank, type Line } from './line.ts';
import type { LineOptions } from './line-options.ts';

const TYPES = ['USER_ACCOUNT', 'USER_EMAIL', 'USER_AGENT'] as const;
const type = 'Type of the identifier; derived from the columns when absent.';
const hash = z
  .string()
  .optional()
  .describe('Hash of an e-mail address; the columns email_hash and email are accepted too.');

/**
 * Lines that delete an identifier, a user with all data, or a device.
 * https://developer.mediarithmics.io/data-ingestion/bulk-processing/deletions/identifiers, …/userpoint-deletion
 */
export const identifierDeletionFields = z.object({
  type: z.enum(TYPES).optional().describe(type),
  ...identifierFields,
  hash,
  user_agent_id: z
    .string()
    .regex(/^(?!udp:)/, 'is a device point; the document type USER_DEVICE_POINTS_DELETION deletes those')
    .optional()
    .describe('Browser, with its prefix. It must not be a device point.'),
});

export const pointDeletionFields = z.object({
  type: z
    .enum([...TYPES, 'USER_POINT'])
    .optional()
    .describe(type),
  ...identifierFields,
  hash,
  user_point_id: z
    .string()
    .regex(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i, 'is not a uuid')
    .optional()
    .describe('Uuid of the user point.'),
});

export const deviceDeletionFields = z.object({
  type: z.literal('USER_AGENT').optional().describe(type),
  user_agent_id: z
    .string()
    .regex(/^(vec|udp):./, 'is not a device point, which begins with vec: or udp:')
    .describe('Device point.'),
});

const USER_AGENT = { USER_AGENT: 'user_agent_id' };

export const transformIdentifierDeletion = deletionOf(VALUE_OF);
export const transformPointDeletion = deletionOf({ ...VALUE_OF, USER_POINT: 'user_point_id' });
export const transformDeviceDeletion = deletionOf(USER_AGENT);

/** Returns a function that converts a row to a line with only the identifier to delete. `values` maps each type to its field. */
function deletionOf(values: Readonly<Record<string, string>>) {
  return (row: Line, _context: RecordContext, { emails }: LineOptions): Line | Reject => {
    const line: Line = { ...row, hash: hashFieldOf(row, emails) };
    const given = Object.keys(values).filter((name) => !isBlank(line[values[name]!]));
    const [only] = isBlank(row.type) ? given : [row.type];
    if (only === undefined) return reject('the record has no identifier');
    if (isBlank(row.type) && given.length > 1)
      return reject(
        `the record has more than one identifier: ${given.join(', ')}; name one in the column type`,
      );
    const value = fieldOfType(values, only);
    if (value === undefined) return reject(`type is not one of ${formatList(Object.keys(values))}`);
    if (isBlank(line[value])) return reject(`${value} is missing`);
    const { compartment_id } = line;
    const isInCompartment = only === 'USER_ACCOUNT' && !isBlank(compartment_id);
    const one = only === 'USER_EMAIL' ? hashIn(row, emails) : line[value];
    const next: Line = { type: only, ...(isInCompartment && { compartment_id }), [value]: one };
    const names = Object.keys(row);
    const isSame =
      names.length === Object.keys(next).length && names.every((name) => row[name] === next[name]);
    return isSame ? row : next;
  };
}

type HashField = 'hash' | 'email_hash' | 'email';

/** The field that provides the hash, if any. The hash is computed later, so that only the deleted identifier has to be valid. */
const hashFieldOf = (row: Line, { areHashed }: LineOptions['emails']): HashField | undefined =>
  (['hash', 'email_hash', ...(areHashed ? ['email' as const] : [])] as const).find(
    (name) => !isBlank(row[name]),
  );

function hashIn(row: Line, emails: LineOptions['emails']): unknown {
  const field = hashFieldOf(row, emails);
  if (field === undefined) return undefined;
  return field === 'email' ? emails.hashOf(row.email, field) : emails.digestIn(row[field], field);
}
