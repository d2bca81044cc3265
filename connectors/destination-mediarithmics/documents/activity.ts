import { z } from 'zod';
import { isObject, type RecordContext, Reject, reject } from '#cdk';
import type { Emails } from './emails.ts';
import { VALUE_OF } from './identifiers.ts';
import { changed, isBlank, type Line } from './line.ts';
import { epochMs, noTime } from './times.ts';
import { uniqueKey } from './unique-key.ts';

const text = z.string();
const filled = text.regex(/\S/, 'is empty');
const time = z.int();

const emailHash = z
  .looseObject({ $hash: filled, $email: text.optional() })
  .describe('The hash of an e-mail address; made of $email where only that is given.');

/**
 * A USER_ACTIVITY line. https://developer.mediarithmics.io/data-ingestion/bulk-processing/imports/offline-activities and
 * https://developer.mediarithmics.io/user-points/user-activities; types and enumerations as the provider's plugin SDK has
 * them. All other columns are stored as properties of the activity.
 */
export const activityFields = z.looseObject({
  $type: z
    .enum([
      ...(['SITE_VISIT', 'APP_VISIT', 'TOUCH', 'EMAIL', 'DISPLAY_AD', 'RECOMMENDER'] as const),
      ...(['USER_PLATFORM', 'STOPWATCH', 'STAGING_AREA'] as const),
    ])
    .describe('What kind of activity it is.'),
  $session_status: z
    .enum(['NO_SESSION', 'IN_SESSION', 'CLOSED_SESSION', 'SESSION_SNAPSHOT'])
    .describe('NO_SESSION when absent, as for what happened offline.'),
  $ts: time.describe('When it happened: ISO 8601 with a zone, or milliseconds or seconds since 1970.'),
  $events: z
    .array(z.looseObject({ $event_name: filled, $ts: time, $properties: z.record(text, z.unknown()) }))
    .optional()
    .describe('What happened in it. $ts of an event is that of the activity when absent.'),
  $event_name: text.optional().describe('The name of the one event of an activity that has no $events.'),
  $properties: z.record(text, z.unknown()).optional().describe('The properties of that one event.'),
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
    .describe('Whose activity it is, as a list.'),
  $user_account_id: text.optional().describe('Whose activity it is: an account.'),
  $compartment_id: text.optional().describe('The compartment of the account id.'),
  $email_hash: emailHash.optional(),
  $user_agent_id: text.optional().describe('Whose activity it is: a device or browser, with its prefix.'),
  email: text
    .optional()
    .describe(
      'A clear e-mail address: hashed into $email_hash where there is no other identifier, and never sent.',
    ),
  $unique_key: text
    .regex(
      /^[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-1[0-9a-fA-F]{3}-[89abAB][0-9a-fA-F]{3}-[0-9a-fA-F]{12}$/,
      'is not a uuid of version 1; leave it out, and it is made of the primary key',
    )
    .optional()
    .describe('Identifies the activity: a uuid of version 1. Made of the primary key when absent.'),
  $ttl: z.int().min(0).optional().describe('Minutes that the activity is kept; 0 for ever.'),
  $location: z.looseObject({}).optional().describe('Where it happened: $country, $city, $zip_code, $latlon…'),
  $origin: z
    .looseObject({ $ts: time.optional() })
    .optional()
    .describe('What led to it: $source, $channel, $campaign_name…'),
  $site_id: text.optional().describe('The site of a SITE_VISIT.'),
  $app_id: text.optional().describe('The app of an APP_VISIT.'),
  $session_duration: z.int().optional(),
  $topics: z.looseObject({}).optional(),
  $error_analyzer_id: text.optional(),
});

/** The activity as the provider wants it, or why it can't be made. */
export function arrangeActivity(row: Line, context: RecordContext, emails: Emails): Line | Reject {
  if (isBlank(row.$type)) return reject('$type is missing');
  const whose = owned(row, emails);
  if (whose instanceof Reject) return whose;
  const $ts = row.$ts === undefined ? undefined : epochMs(row.$ts);
  if ($ts === undefined) return reject(row.$ts === undefined ? '$ts is missing' : `$ts ${noTime(row.$ts)}`);
  const $events = eventsOf(row, $ts);
  if ($events instanceof Reject) return $events;
  const $origin = originOf(row.$origin);
  if ($origin instanceof Reject) return $origin;
  const { $unique_key } = row;
  return changed(row, {
    ...whose,
    $ts,
    $events,
    ...(row.$origin !== undefined && { $origin }),
    $event_name: undefined,
    // An own $properties belongs to the activity where the events are a list of their own.
    ...(row.$events === undefined && { $properties: undefined }),
    $unique_key: isBlank($unique_key) ? uniqueKey(context.id(), $ts) : $unique_key,
  });
}

const NO_IDENTIFIER =
  'the record has no identifier: $user_account_id, $email_hash, email (with Email Hash Function (email_hash_function)), $user_agent_id or $user_identifiers is needed';

/** What is to be changed in the identifiers. */
function owned(row: Line, emails: Emails): Line | Reject {
  const { $user_identifiers: list, $email_hash } = row;
  const hashed = isObject($email_hash) ? withHash($email_hash, emails, '$email_hash') : $email_hash;
  const identifiers = Array.isArray(list)
    ? same(list, (each) => (isObject(each) ? withHash(each, emails, '$user_identifiers.[]') : each))
    : list;
  const missing = Array.isArray(identifiers) ? identifiers.map(missingIn).find((each) => each) : undefined;
  if (missing !== undefined) return reject(`$user_identifiers.[].${missing} is missing`);
  const isEmpty = !Array.isArray(identifiers) || identifiers.length === 0;
  const isNobody =
    isEmpty && isBlank(row.$user_account_id) && isBlank(row.$user_agent_id) && hashed === undefined;
  const fromEmail = isNobody ? emails.hashOf(row.email, 'email') : undefined;
  if (isNobody && fromEmail === undefined) return reject(NO_IDENTIFIER);
  return {
    email: undefined,
    ...(list !== undefined && { $user_identifiers: identifiers }),
    $email_hash: fromEmail === undefined ? hashed : { $hash: fromEmail },
    ...blanks(row, ['$user_account_id', '$compartment_id', '$user_agent_id']),
  };
}

/** What an identifier of a list is without: the provider makes an activity of nobody of it, and says nothing. */
function missingIn(identifier: unknown): string | undefined {
  const value = isObject(identifier) ? VALUE_OF[String(identifier.$type)] : undefined;
  return value !== undefined && isBlank((identifier as Line)[`$${value}`]) ? `$${value}` : undefined;
}

/** An identifier with a clear address and no hash gets it; the address stays, since it was put there on purpose. */
function withHash(identifier: Line, emails: Emails, where: string): Line {
  const { $hash, $email } = identifier;
  if (!isBlank($hash)) return changed(identifier, { $hash: emails.digestIn($hash, `${where}.$hash`) });
  return changed(identifier, { $hash: emails.hashOf($email, `${where}.$email`) ?? $hash });
}

const blanks = (row: Line, names: readonly string[]): Line =>
  Object.fromEntries(
    names.filter((name) => name in row && isBlank(row[name])).map((name) => [name, undefined]),
  );

function eventsOf(row: Line, $ts: number): unknown {
  const { $events, $event_name, $properties = {} } = row;
  if ($events === undefined)
    return isBlank($event_name)
      ? reject('$events is missing (or $event_name, for one event)')
      : [{ $event_name, $ts, $properties }];
  if (!Array.isArray($events)) return $events;
  let wrong: Reject | undefined;
  const events = same($events, (each) => {
    if (!isObject(each)) return each;
    const own = isBlank(each.$ts) ? $ts : epochMs(each.$ts);
    if (own === undefined) wrong = reject(`$events.[].$ts ${noTime(each.$ts)}`);
    return changed(each, { $ts: own, $properties: each.$properties ?? {} });
  });
  return wrong ?? events;
}

function originOf($origin: unknown): unknown {
  if (!isObject($origin)) return $origin;
  if (isBlank($origin.$ts)) return changed($origin, { $ts: undefined });
  const $ts = epochMs($origin.$ts);
  return $ts === undefined ? reject(`$origin.$ts ${noTime($origin.$ts)}`) : changed($origin, { $ts });
}

/** The list with each item replaced; the very same list if none differs. */
function same(list: readonly unknown[], replace: (item: unknown) => unknown): readonly unknown[] {
  const next = list.map(replace);
  return next.every((each, index) => each === list[index]) ? list : next;
}
