import { isObject } from '@airbyte-ts/cdk';
import type { Line } from './document.ts';
import type { DocumentType } from './document-types.ts';

type Value = Readonly<Record<string, unknown>>;

const isText = (value: unknown): value is string => typeof value === 'string' && value.trim() !== '';
/** Milliseconds since 1970, as an integer: seconds are a common mistake of senders. */
const isTime = (value: unknown): boolean =>
  Number.isInteger(value) && Number(value) > 1e11 && Number(value) < 1e14;

const isCount = (value: unknown): boolean => Number.isInteger(value) && Number(value) >= 0;
const isUuid = (value: unknown): boolean =>
  /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(String(value));

function isJsonText(value: unknown): boolean {
  try {
    JSON.parse(String(value));
    return typeof value === 'string';
  } catch {
    return false;
  }
}

/** Returns the reason why the job rejects a line, or undefined when it is stored. */
export function problemOf({ text, value }: Line, type: DocumentType): string | undefined {
  if (!value) return 'the line is not a JSON object';
  switch (type) {
    case 'USER_ACTIVITY':
      return activity(value);
    case 'USER_PROFILE':
      return profile(value);
    case 'USER_SEGMENT':
      return segment(value, !text.startsWith('{'));
    case 'USER_CHOICE':
      return choice(value);
    case 'USER_IDENTIFIERS_ASSOCIATION_DECLARATIONS':
    case 'USER_IDENTIFIERS_DISSOCIATION_DECLARATIONS':
      return declaration(value);
    case 'USER_DEVICE_POINTS_DELETION':
    case 'USER_DEVICE_POINT_DELETION':
      return value.type === 'USER_AGENT' && /^(vec|udp):/.test(String(value.user_agent_id))
        ? undefined
        : 'user_agent_id is no device point';
    case 'USER_IDENTIFIERS_DELETION':
      return /^udp:/.test(String(value.user_agent_id)) ? 'a device point' : resource(value, false);
    default:
      return resource(value, type === 'USER_POINTS_DELETION');
  }
}

/** Types of the documentation and of the provider's SDK, and those that only its web app has. */
const TYPES = [
  ...['SITE_VISIT', 'APP_VISIT', 'TOUCH', 'EMAIL', 'DISPLAY_AD', 'RECOMMENDER'],
  ...['USER_PLATFORM', 'STOPWATCH', 'STAGING_AREA'],
];
const SESSIONS = ['NO_SESSION', 'IN_SESSION', 'CLOSED_SESSION', 'SESSION_SNAPSHOT'];
const UUID_1 = /^[0-9a-f]{8}-[0-9a-f]{4}-1[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/i;

function activity(value: Value): string | undefined {
  if (!TYPES.includes(String(value.$type))) return '$type is not valid';
  if (!SESSIONS.includes(String(value.$session_status))) return '$session_status is not valid';
  if (!isTime(value.$ts)) return '$ts is not a time in milliseconds';
  if (!Array.isArray(value.$events)) return '$events is not a list';
  for (const event of value.$events) {
    if (!isObject(event) || !isText(event.$event_name)) return '$event_name is missing';
    if (!isTime(event.$ts)) return '$ts of an event is not a time in milliseconds';
    if (!isObject(event.$properties)) return '$properties is not an object';
  }
  if ('$unique_key' in value && !UUID_1.test(String(value.$unique_key)))
    return '$unique_key is no uuid of version 1';
  if (value.$ttl !== undefined && !isCount(value.$ttl)) return '$ttl is not a number of minutes';
  if (isObject(value.$origin) && value.$origin.$ts !== undefined && !isTime(value.$origin.$ts))
    return '$ts of the origin is not a time in milliseconds';
  const hash = isObject(value.$email_hash) ? value.$email_hash.$hash : undefined;
  if (value.$email_hash !== undefined && !isText(hash)) return '$hash is missing';
  const given = Array.isArray(value.$user_identifiers) ? value.$user_identifiers : [];
  for (const each of given) {
    const bad = resource(withoutDollars(each), false);
    if (bad) return bad;
  }
  const list = given.length > 0;
  return isText(value.$user_account_id) || isText(value.$user_agent_id) || isText(hash) || list
    ? undefined
    : 'no identifier';
}

const withoutDollars = (value: unknown): Value =>
  isObject(value)
    ? Object.fromEntries(Object.entries(value).map(([name, each]) => [name.replace(/^\$/, ''), each]))
    : {};

const IDENTIFIERS = ['user_account_id', 'email_hash', 'user_agent_id'];

/** A line must have exactly one identifier. */
function identified(value: Value): string | undefined {
  const count = IDENTIFIERS.filter((name) => isText(value[name])).length;
  if (value.compartment_id !== undefined && !isText(value.user_account_id))
    return 'a compartment without an account';
  return count === 1 ? undefined : `${count} identifiers in a line`;
}

const STRATEGIES = ['PARTIAL_UPDATE', 'PARTIAL_DELETE', 'FORCE_REPLACE'];

/** Newer pages have `update_strategy`, older ones a mandatory `force_replace`: one of them must be present. */
function profile(value: Value): string | undefined {
  const bad = upsert(value, ['UPSERT', 'DELETE'], 'user_profile');
  if (bad) return bad;
  const { update_strategy, force_replace, merge_objects } = value;
  if (value.operation === 'DELETE')
    return update_strategy === undefined && force_replace === undefined ? undefined : 'a deletion of parts';
  if (update_strategy !== undefined && !STRATEGIES.includes(String(update_strategy)))
    return 'update_strategy is not valid';
  if (update_strategy === undefined && typeof force_replace !== 'boolean')
    return 'update_strategy is missing';
  if (merge_objects !== undefined && force_replace !== false)
    return 'merge_objects needs force_replace to be false';
  const { $compartment_id, $creation_ts, $last_modified_ts } = value.user_profile as Value;
  if ($creation_ts !== undefined || $last_modified_ts !== undefined) return 'a field of the system';
  return $compartment_id === undefined || Number.isInteger($compartment_id)
    ? undefined
    : '$compartment_id is not an integer';
}

function upsert(value: Value, operations: readonly string[], body: string): string | undefined {
  if (!operations.includes(String(value.operation))) return 'operation is not valid';
  if (value.operation === operations[0] && !isObject(value[body])) return `${body} is missing`;
  return identified(value);
}

function segment(value: Value, isCsv: boolean): string | undefined {
  if (value.operation !== 'UPDATE' && value.operation !== 'DELETE') return 'operation is not valid';
  if (!isText(value.segment_id) && !isText(value.segment_technical_name)) return 'no segment';
  if (isText(value.segment_id) && isText(value.segment_technical_name)) return 'two segments';
  const { expiration_duration, expiration_ts, data_bag } = value;
  const given = [expiration_duration, expiration_ts].filter((each) => each !== undefined);
  if (given.length === 0) return 'no expiration';
  if (!given.every((each) => isCount(isCsv ? Number(each) : each))) return 'an expiration is not a number';
  if (data_bag !== undefined && !isJsonText(data_bag)) return 'data_bag is not JSON in a text';
  return identified(value);
}

function choice(value: Value): string | undefined {
  const bad = upsert(value, ['UPSERT', 'DELETE'], 'user_choice');
  if (bad) return bad;
  const { $processing_id, $choice_ts } = (value.user_choice ?? {}) as Value;
  if (!isText($processing_id)) return '$processing_id is missing';
  if (value.operation === 'UPSERT' && !isTime($choice_ts)) return '$choice_ts is not a time in milliseconds';
  return value.operation === 'UPSERT' && typeof value.force_replace !== 'boolean'
    ? 'force_replace is missing'
    : undefined;
}

function declaration({ identifiers }: Value): string | undefined {
  if (!Array.isArray(identifiers) || identifiers.length === 0) return 'identifiers is not a list';
  return identifiers.map((each) => resource(each as Value, false)).find((problem) => problem !== undefined);
}

function resource(value: Value, isPoint: boolean): string | undefined {
  switch (value.type) {
    case 'USER_ACCOUNT':
      return isText(value.user_account_id) ? undefined : 'user_account_id is missing';
    case 'USER_EMAIL':
      return isText(value.hash) ? undefined : 'hash is missing';
    case 'USER_AGENT':
      return isText(value.user_agent_id) ? undefined : 'user_agent_id is missing';
    case 'USER_POINT':
      return isPoint && isUuid(value.user_point_id) ? undefined : 'user_point_id is not taken here';
    default:
      return 'type is not valid';
  }
}
