import { isObject, type RecordContext, Reject, reject } from '@airbyte-ts/cdk';
import { z } from 'zod';
import { identified, identifierFields, identifierOf } from './identifiers.ts';
import { changed, isBlank, type Line, partsOf } from './line.ts';
import type { LineOptions } from './line-options.ts';
import { operationOf } from './operations.ts';

/**
 * A USER_PROFILE line. https://developer.mediarithmics.io/data-ingestion/bulk-processing/imports/profiles: newer pages document
 * `update_strategy`, older ones `force_replace` and `merge_objects` for the same purpose. All other columns become properties of
 * the profile.
 */
export const profileFields = z.object({
  operation: z.enum(['UPSERT', 'DELETE']).describe('UPSERT when absent.'),
  ...identifierFields,
  user_profile: z
    .record(z.string(), z.unknown())
    .optional()
    .describe('The properties of the profile. Columns that are not fields of the line become part of it.'),
  update_strategy: z
    .enum(['PARTIAL_UPDATE', 'PARTIAL_DELETE', 'FORCE_REPLACE'])
    .optional()
    .describe('FORCE_REPLACE when absent and the stream is deduplicated, else PARTIAL_UPDATE.'),
  force_replace: z.boolean().optional().describe('The older form of update_strategy.'),
  merge_objects: z.boolean().optional().describe('With force_replace false: merge nested objects.'),
});

/** Converts a row to a valid profile, or rejects it. */
export function transformProfile(row: Line, context: RecordContext, options: LineOptions): Line | Reject {
  const operation = operationOf(row, context, options.allowsDeletions);
  if (operation instanceof Reject) return operation;
  const line = identified(row, options.emails);
  if (line instanceof Reject) return line;
  if (operation === 'delete') return { operation: 'DELETE', ...identifierOf(line) };
  if (line.user_profile === undefined)
    return reject('the record has only an identifier and no property of a profile');
  return changed(line, {
    operation: 'UPSERT',
    user_profile: isObject(line.user_profile)
      ? withAccount(changed(line.user_profile, SYSTEM_FIELDS), line)
      : line.user_profile,
    ...strategyOf(line, options.mode),
  });
}

/** The default update strategy, for lines that have neither form of it. */
function strategyOf(
  { update_strategy, force_replace, merge_objects }: Line,
  mode: LineOptions['mode'],
): Line {
  if (update_strategy !== undefined || force_replace !== undefined) return {};
  // merge_objects has an effect only with this.
  if (merge_objects !== undefined) return { force_replace: false };
  return { update_strategy: mode === 'append_dedup' ? 'FORCE_REPLACE' : 'PARTIAL_UPDATE' };
}

/** Fields that mediarithmics sets, which are not sent. */
const SYSTEM_FIELDS = { $creation_ts: undefined, $last_modified_ts: undefined };

/**
 * Adds the account to the profile, which does not inherit the identifier of its line: without an account it stays anonymous, and
 * each upsert may create another one (https://developer.mediarithmics.io/user-points/user-profiles).
 */
function withAccount(profile: Line, { user_account_id, compartment_id }: Line): Line {
  if (user_account_id === undefined) return profile;
  const id = profile.$compartment_id ?? compartment_id;
  const $compartment_id = typeof id === 'string' && /^\d{1,15}$/.test(id) ? Number(id) : id;
  return changed(profile, {
    $user_account_id: isBlank(profile.$user_account_id) ? user_account_id : profile.$user_account_id,
    $compartment_id,
  });
}

/**
 * The parts of a profile that a line changes; null for all. An update completely replaces an earlier update of the same
 * parts; for PARTIAL_DELETE the removed parts depend on the values.
 */
export function profileParts({
  operation,
  update_strategy,
  force_replace,
  merge_objects,
  user_profile,
}: Line): unknown {
  if (operation === 'DELETE' || update_strategy === 'FORCE_REPLACE' || force_replace === true) return null;
  const { $user_account_id, $compartment_id, ...profile } = user_profile as Line;
  const how = [update_strategy ?? null, merge_objects ?? null];
  return { how, parts: update_strategy === 'PARTIAL_DELETE' ? profile : partsOf(profile) };
}
