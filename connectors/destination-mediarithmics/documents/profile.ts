import { z } from 'zod';
import { isObject, type RecordContext, Reject, reject } from '#cdk';
import { identified, identifierFields, identifierOf } from './identifiers.ts';
import { changed, isBlank, type Line, partsOf } from './line.ts';
import type { LineOptions } from './line-options.ts';
import { wanted } from './operations.ts';

/**
 * A USER_PROFILE line. https://developer.mediarithmics.io/data-ingestion/bulk-processing/imports/profiles: newer pages have
 * `update_strategy`, older ones `force_replace` and `merge_objects` for the same. All other columns become properties of the profile.
 */
export const profileFields = z.object({
  operation: z.enum(['UPSERT', 'DELETE']).describe('UPSERT when absent.'),
  ...identifierFields,
  user_profile: z
    .record(z.string(), z.unknown())
    .optional()
    .describe('The properties of the profile. Columns that are no field of the line belong to it.'),
  update_strategy: z
    .enum(['PARTIAL_UPDATE', 'PARTIAL_DELETE', 'FORCE_REPLACE'])
    .optional()
    .describe('FORCE_REPLACE when absent and the stream is deduplicated, else PARTIAL_UPDATE.'),
  force_replace: z.boolean().optional().describe('The older form of update_strategy.'),
  merge_objects: z.boolean().optional().describe('With force_replace false: merge objects in depth.'),
});

export function arrangeProfile(row: Line, context: RecordContext, making: LineOptions): Line | Reject {
  const operation = wanted(row, context, making.allowsDeletions);
  if (operation instanceof Reject) return operation;
  const line = identified(row, making.emails);
  if (line instanceof Reject) return line;
  if (operation === 'delete') return { operation: 'DELETE', ...identifierOf(line) };
  if (line.user_profile === undefined)
    return reject('the record has nothing but its identifier: no property of a profile');
  return changed(line, {
    operation: 'UPSERT',
    user_profile: isObject(line.user_profile)
      ? withAccount(changed(line.user_profile, SYSTEM), line)
      : line.user_profile,
    ...strategyOf(line, making.mode),
  });
}

/** How the profile meets what is there, where the line does not say so in one of the two forms. */
function strategyOf(
  { update_strategy, force_replace, merge_objects }: Line,
  mode: LineOptions['mode'],
): Line {
  if (update_strategy !== undefined || force_replace !== undefined) return {};
  // It means something only beside this.
  if (merge_objects !== undefined) return { force_replace: false };
  return { update_strategy: mode === 'append_dedup' ? 'FORCE_REPLACE' : 'PARTIAL_UPDATE' };
}

/** What the system sets by itself, and nobody sends. */
const SYSTEM = { $creation_ts: undefined, $last_modified_ts: undefined };

/**
 * The profile does not inherit the identifier of its line: without its account in it, it stays anonymous, and each
 * upsert may make another one (https://developer.mediarithmics.io/user-points/user-profiles).
 */
function withAccount(profile: Line, { user_account_id, compartment_id }: Line): Line {
  if (user_account_id === undefined) return profile;
  const own = profile.$compartment_id ?? compartment_id;
  const $compartment_id = typeof own === 'string' && /^\d{1,15}$/.test(own) ? Number(own) : own;
  return changed(profile, {
    $user_account_id: isBlank(profile.$user_account_id) ? user_account_id : profile.$user_account_id,
    $compartment_id,
  });
}

/**
 * Which parts of a profile a line changes; null for all of it. An update leaves nothing of an earlier one of the very same
 * parts; what parts are taken away depends on the values.
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
