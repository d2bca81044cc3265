import { isObject, type RecordContext, Reject, reject } from '@airbyte-ts/cdk';
import { z } from 'zod';
import type { Emails } from './emails.ts';
import { fieldOfType, VALUE_OF } from './identifiers.ts';
import { changed, isBlank, type Line } from './line.ts';
import { epochMs, timeFault } from './times.ts';
import { uniqueKey } from './unique-key.ts';

const text = z.string();
const filled = text.regex(/\S/, 'is empty');
const time = z.int();

const emailHash = z
  .looseObject({ $hash: filled, $email: text.optional() })
  .describe('Hash of an e-mail address; derived from $email if only that is given.');

/**
 * A USER_ACTIVITY line. https://developer.mediarithmics.io/data-ingestion/bulk-processing/imports/offline-activities and
 * https://developer.mediarithmics.io/user-points/user-activities; types and enumerations as in the provider's plugin
 * SDK. All other columns are stored as properties of the activity.
 */
export const activityFields = z.looseObject({
  $type: z
    .enum([
      ...(['SITE_VISIT', 'APP_VISIT', 'TOUCH', 'EMAIL', 'DISPLAY_AD', 'RECOMMENDER'] as const),
      ...(['USER_PLATFORM', 'STOPWATCH', 'STAGING_AREA'] as const),
    ])
    .describe('Type of the activity.'),
  $session_status: z
    .enum(['NO_SESSION', 'IN_SESSION', 'CLOSED_SESSION', 'SESSION_SNAPSHOT'])
    .describe('Session of the activity; NO_SESSION, for offline activities, when absent.'),
  $ts: time.describe('Time of the activity: ISO 8601 with a zone, or milliseconds or seconds since 1970.'),
  $events: z
    .array(z.looseObject({ $event_name: filled, $ts: time, $properties: z.record(text, z.unknown()) }))
    .optional()
    .describe('Events of the activity. $ts of an event is that of the activity when absent.'),
  $event_name: text.optional().describe('Name of the only event of an activity that has no $events.'),
  $properties: z.record(text, z.unknown()).optional().describe('Properties of that event.'),
  $user_identifiers: z
    .array(
      z.looseObject({
        $type: z.enum(['USER_ACCOUNT', 'USER_EMAIL', 'USER_AGENT']),
        $user_account_id: text.nullish(),
        $compartment_id: text.nullish(),
        $hash: text.nullish(),
        $email: text.nullish(),
        $user_agent_id: text.nullish(),
      }),
    )
    .optional()
    .describe('Identifiers of the user, as a list.'),
  $user_account_id: text.optional().describe('Account id of the user.'),
  $compartment_id: text.optional().describe('Compartment of the account id.'),
  $email_hash: emailHash.optional(),
  $user_agent_id: text.optional().describe('Device or browser of the user, with its prefix.'),
  email: text
    .optional()
    .describe(
      'Plaintext e-mail address: hashed into $email_hash if there is no other identifier, and never sent.',
    ),
  $unique_key: text
    .regex(
      /^[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-1[0-9a-fA-F]{3}-[89abAB][0-9a-fA-F]{3}-[0-9a-fA-F]{12}$/,
      'is not a uuid of version 1; omit it to have it derived from the primary key',
    )
    .optional()
    .describe('Id of the activity: a uuid of version 1. Derived from the primary key when absent.'),
  $ttl: z.int().min(0).optional().describe('Retention of the activity in minutes; 0 for unlimited.'),
  $location: z.looseObject({}).optional().describe('Location: $country, $city, $zip_code, $latlon…'),
  $origin: z
    .looseObject({ $ts: time.optional() })
    .optional()
    .describe('Origin of the activity: $source, $channel, $campaign_name…'),
  $site_id: text.optional().describe('Site of a SITE_VISIT.'),
  $app_id: text.optional().describe('App of an APP_VISIT.'),
  $session_duration: z.int().optional(),
  $topics: z.looseObject({}).optional(),
  $error_analyzer_id: text.optional(),
});

/** Converts a row to a valid activity, or rejects it. */
export function transformActivity(row: Line, context: RecordContext, emails: Emails): Line | Reject {
  if (isBlank(row.$type)) return reject('$type is missing');
  const identifiers = identifierChanges(row, emails);
  if (identifiers instanceof Reject) return identifiers;
  const $ts = row.$ts === undefined ? undefined : epochMs(row.$ts);
  if ($ts === undefined)
    return reject(row.$ts === undefined ? '$ts is missing' : `$ts ${timeFault(row.$ts)}`);
  const $events = eventsOf(row, $ts);
  if ($events instanceof Reject) return $events;
  const $origin = originOf(row.$origin);
  if ($origin instanceof Reject) return $origin;
  const { $unique_key } = row;
  return changed(row, {
    ...identifiers,
    $ts,
    $events,
    ...(row.$origin !== undefined && { $origin }),
    $event_name: undefined,
    // With $events, the column $properties belongs to the activity; without, it belongs to the only event.
    ...(row.$events === undefined && { $properties: undefined }),
    $unique_key: isBlank($unique_key) ? uniqueKey(context.id(), $ts) : $unique_key,
  });
}

const NO_IDENTIFIER =
  'the record has no identifier: $user_account_id, $email_hash, email (with Email Hash Function (email_hash_function)), $user_agent_id or $user_identifiers is needed';

/** The changes of a row's identifier fields. */
function identifierChanges(row: Line, emails: Emails): Line | Reject {
  const { $user_identifiers: list, $email_hash } = row;
  const hashed = isObject($email_hash) ? withHash($email_hash, emails, '$email_hash') : $email_hash;
  const identifiers = Array.isArray(list)
    ? mapped(list, (each) => (isObject(each) ? withHash(each, emails, '$user_identifiers.[]') : each))
    : list;
  const missing = Array.isArray(identifiers) ? identifiers.map(missingIn).find((each) => each) : undefined;
  if (missing !== undefined) return reject(`$user_identifiers.[].${missing} is missing`);
  const isEmpty = !Array.isArray(identifiers) || identifiers.length === 0;
  const hasNoIdentifier =
    isEmpty && isBlank(row.$user_account_id) && isBlank(row.$user_agent_id) && hashed === undefined;
  const fromEmail = hasNoIdentifier ? emails.hashOf(row.email, 'email') : undefined;
  if (hasNoIdentifier && fromEmail === undefined) return reject(NO_IDENTIFIER);
  return {
    email: undefined,
    ...(list !== undefined && { $user_identifiers: identifiers }),
    $email_hash: fromEmail === undefined ? hashed : { $hash: fromEmail },
    ...blankValueFields(row),
  };
}

/** The missing value field of an identifier. The provider would silently store the activity without a user. */
function missingIn(identifier: unknown): string | undefined {
  const value = isObject(identifier) ? fieldOfType(VALUE_OF, identifier.$type) : undefined;
  return value !== undefined && isBlank((identifier as Line)[`$${value}`]) ? `$${value}` : undefined;
}

/** Adds the hash to an identifier with a plaintext address. Keeps the address, because the source sent it explicitly. */
function withHash(identifier: Line, emails: Emails, where: string): Line {
  const { $hash, $email } = identifier;
  if (!isBlank($hash)) return changed(identifier, { $hash: emails.digestIn($hash, `${where}.$hash`) });
  return changed(identifier, { $hash: emails.hashOf($email, `${where}.$email`) ?? $hash });
}

const VALUE_FIELDS = ['$user_account_id', '$compartment_id', '$user_agent_id'];

/** Removes the value fields that are blank. */
function blankValueFields(row: Line): Line {
  const blank: Line = {};
  for (const name of VALUE_FIELDS) if (name in row && isBlank(row[name])) blank[name] = undefined;
  return blank;
}

function eventsOf(row: Line, $ts: number): unknown {
  const { $events, $event_name, $properties = {} } = row;
  if ($events === undefined)
    return isBlank($event_name)
      ? reject('$events is missing (or $event_name, for one event)')
      : [{ $event_name, $ts, $properties }];
  if (!Array.isArray($events)) return $events;
  let rejected: Reject | undefined;
  const events = mapped($events, (each) => {
    if (!isObject(each)) return each;
    const eventTs = isBlank(each.$ts) ? $ts : epochMs(each.$ts);
    if (eventTs === undefined) rejected = reject(`$events.[].$ts ${timeFault(each.$ts)}`);
    return changed(each, { $ts: eventTs, $properties: each.$properties ?? {} });
  });
  return rejected ?? events;
}

function originOf($origin: unknown): unknown {
  if (!isObject($origin)) return $origin;
  if (isBlank($origin.$ts)) return changed($origin, { $ts: undefined });
  const $ts = epochMs($origin.$ts);
  return $ts === undefined ? reject(`$origin.$ts ${timeFault($origin.$ts)}`) : changed($origin, { $ts });
}

/** Replaces each item of a list. Returns the same list if no item changes. */
function mapped(list: readonly unknown[], replace: (item: unknown) => unknown): readonly unknown[] {
  const next = list.map(replace);
  return next.every((each, index) => each === list[index]) ? list : next;
}
