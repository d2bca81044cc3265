import type { Line } from './document.ts';
import type { DocumentType } from './document-types.ts';

type Value = Readonly<Record<string, unknown>>;

const isText = (value: unknown): value is string => typeof value === 'string' && value.trim() !== '';
const isObject = (value: unknown): value is Value =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
/** Milliseconds since 1970, as an integer: seconds are what senders get wrong. */
const isTime = (value: unknown): boolean =>
  Number.isInteger(value) && Number(value) > 1e11 && Number(value) < 1e14;

/** What the job finds wrong with a line; undefined when it is stored. */
export function problemOf({ value }: Line, type: DocumentType): string | undefined {
  if (!value) return 'the line is not a JSON object';
  switch (type) {
    case 'USER_ACTIVITY':
      return activity(value);
    case 'USER_PROFILE':
      return upsert(value, ['UPSERT', 'DELETE'], 'user_profile');
    case 'USER_SEGMENT':
      return segment(value);
    case 'USER_CHOICE':
      return choice(value);
    case 'USER_IDENTIFIERS_ASSOCIATION_DECLARATIONS':
    case 'USER_IDENTIFIERS_DISSOCIATION_DECLARATIONS':
      return declaration(value);
    case 'USER_DEVICE_POINTS_DELETION':
    case 'USER_DEVICE_POINT_DELETION':
      return /^(vec|udp):/.test(String(value.user_agent_id)) ? undefined : 'user_agent_id is no device point';
    default:
      return resource(value, type === 'USER_POINTS_DELETION');
  }
}

const TYPES = ['SITE_VISIT', 'APP_VISIT', 'TOUCH', 'EMAIL', 'DISPLAY_AD', 'RECOMMENDER'];
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
  const hash = isObject(value.$email_hash) ? value.$email_hash.$hash : undefined;
  const list = Array.isArray(value.$user_identifiers) && value.$user_identifiers.length > 0;
  return isText(value.$user_account_id) || isText(value.$user_agent_id) || isText(hash) || list
    ? undefined
    : 'no identifier';
}

const IDENTIFIERS = ['user_account_id', 'email_hash', 'user_agent_id'];

/** Exactly one identifier a line. */
function identified(value: Value): string | undefined {
  const count = IDENTIFIERS.filter((name) => isText(value[name])).length;
  return count === 1 ? undefined : `${count} identifiers in a line`;
}

function upsert(value: Value, operations: readonly string[], body: string): string | undefined {
  if (!operations.includes(String(value.operation))) return 'operation is not valid';
  if (value.operation === operations[0] && !isObject(value[body])) return `${body} is missing`;
  return identified(value);
}

function segment(value: Value): string | undefined {
  if (value.operation !== 'UPDATE' && value.operation !== 'DELETE') return 'operation is not valid';
  if (!isText(value.segment_id) && !isText(value.segment_technical_name)) return 'no segment';
  if (value.expiration_duration === undefined && value.expiration_ts === undefined) return 'no expiration';
  if (value.data_bag !== undefined && typeof value.data_bag !== 'string') return 'data_bag is not a text';
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
      return isPoint && isText(value.user_point_id) ? undefined : 'user_point_id is not taken here';
    default:
      return 'type is not valid';
  }
}
