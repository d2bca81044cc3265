import { configError } from '#cdk';
import type { DestinationTidepoolDataConfig } from '../../../spec/types/destination-tidepool-data.ts';

type Config = Pick<DestinationTidepoolDataConfig, 'user_id' | 'user_id_field'>;
type Data = Readonly<Record<string, unknown>>;

/** Ten hexadecimal digits, or a UUID (platform, user/user.go). */
const USER_ID = /^([0-9a-f]{10}|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12})$/;

/** Throws a `config` error for settings that name no user: neither one for all records nor a column that names one for each. */
export function verifyUser({ user_id, user_id_field }: Config): void {
  if (user_id !== '' || user_id_field !== '') return;
  throw configError(
    'User ID (user_id) is required, unless User ID Column (user_id_field) names a column with the user of each record. Fill in one of them.',
    { code: 'ERR_NO_USER' },
  );
}

/** Whose data a record is. */
export function userOf(record: Data, { user_id, user_id_field }: Config): string {
  return user_id_field ? String(record[user_id_field]).trim() : user_id;
}

/**
 * Why nobody can tell whose data a record is. One without a user of its own is never given to the user of the settings: that would be
 * somebody else's health data.
 */
export function wrongUser(record: Data, config: Config): string | undefined {
  const { user_id_field } = config;
  if (!user_id_field) return undefined;
  const value = record[user_id_field];
  if (value === undefined || value === null || value === '')
    return `${user_id_field} is missing, which names the user`;
  return USER_ID.test(userOf(record, config)) ? undefined : `${user_id_field} is not a Tidepool user id`;
}
