import { configError, numberOf } from '@airbyte-ts/cdk';
import type { DestinationTidepoolDataConfig } from '../../../spec/types/destination-tidepool-data.ts';

type Config = Pick<DestinationTidepoolDataConfig, 'user_id' | 'user_id_field'>;
type Data = Readonly<Record<string, unknown>>;

/** Ten hexadecimal digits, or a UUID (platform, user/user.go). */
const USER_ID = /^([0-9a-f]{10}|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12})$/;

/** Throws a `config` error if the settings have neither a user for all records nor a column with the user of each record. */
export function verifyUser({ user_id, user_id_field }: Config): void {
  if (user_id !== '' || user_id_field !== '') return;
  throw configError(
    'User ID (user_id) is required, unless User ID Column (user_id_field) names a column with the user of each record. Fill in one of them.',
    { code: 'ERR_NO_USER' },
  );
}

/** The id of the user that a record belongs to. */
export function userOf(record: Data, { user_id, user_id_field }: Config): string {
  return user_id_field ? String(record[user_id_field]).trim() : user_id;
}

/**
 * Returns why the user of a record is unknown, or undefined. If a user column is configured, a record without a user is never
 * assigned to the user of the settings, because it may contain health data of another person.
 */
export function userFault(record: Data, config: Config): string | undefined {
  const { user_id_field } = config;
  if (!user_id_field) return undefined;
  const value = record[user_id_field];
  if (value === undefined || value === null || value === '')
    return `${user_id_field} is missing, which names the user`;
  const isScalar = typeof value === 'string' || numberOf(value) !== undefined;
  return isScalar && USER_ID.test(userOf(record, config))
    ? undefined
    : `${user_id_field} is not a Tidepool user id`;
}
