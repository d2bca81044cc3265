import { type Batch, ConnectorError, type Context, configError, type Log, type Settlement } from '#cdk';
import type { DestinationTidepoolDataConfig as Config } from '../../../spec/types/destination-tidepool-data.ts';
import { DataApi } from '../api/api.ts';
import { isUnauthorized } from '../api/refusals.ts';
import { targetOf } from '../rows/target.ts';
import { verifyTimezone } from '../rows/timezone.ts';
import { ContinuousSession } from './continuous-session.ts';
import { NormalSessions } from './normal-session.ts';
import { Replacement } from './replacement.ts';

/** The three ways to upload, over one API. The streams of a sync either add to a device or replace its data, never both. */
export class Uploads {
  readonly api: DataApi;
  private readonly normal: NormalSessions;
  private readonly continuous: ContinuousSession;
  private readonly replacement: Replacement;
  /** By user and device, and by user alone where a session spans devices. */
  private readonly used = new Map<string, 'added to' | 'replaced'>();

  private readonly namesUsers: boolean;

  constructor(config: Config, context: Context) {
    this.namesUsers = config.user_id_field !== '';
    this.api = new DataApi(config, context);
    this.normal = new NormalSessions(this.api, context);
    this.continuous = new ContinuousSession(this.api, context);
    this.replacement = new Replacement(this.api, context);
  }

  append(batch: Batch): Promise<Settlement> {
    const target = targetOf(batch.batchKey);
    this.use(target.key, 'added to');
    return this.permitted(batch, this.normal.deliver(batch, target));
  }

  upsert(batch: Batch): Promise<Settlement> {
    const user = batch.batchKey!;
    this.use(user, 'added to');
    return this.permitted(batch, this.continuous.deliver(batch, user));
  }

  replace(batch: Batch): Promise<Settlement> {
    const target = targetOf(batch.batchKey);
    this.use(target.key, 'replaced');
    this.use(target.user, 'replaced');
    return this.permitted(batch, this.replacement.deliver(batch, target));
  }

  finish(): Promise<void> {
    return this.replacement.finish();
  }

  async end(): Promise<void> {
    await this.replacement.abandon().finally(() => this.api.end());
  }

  /** Where each record names its user, one who has withdrawn the right to upload must not hold up all others. */
  private async permitted(batch: Batch, delivery: Promise<Settlement>): Promise<Settlement> {
    try {
      return await delivery;
    } catch (error) {
      if (!this.namesUsers || !(error instanceof ConnectorError)) throw error;
      // Whoever else answers 403 says nothing of this user.
      if (error.code !== 'ERR_NO_UPLOAD_RIGHT' || !isUnauthorized(error.providerMessage ?? '')) throw error;
      return batch.all({
        status: 'rejected',
        reason: 'the Tidepool account may not upload data for this user',
      });
    }
  }

  /** Replacing erases whatever the device has, also what another stream has just added and counts as delivered. */
  private use(key: string, how: 'added to' | 'replaced'): void {
    const before = this.used.get(key) ?? how;
    this.used.set(key, how);
    if (before === how) return;
    throw configError(
      'One stream of this connection replaces the data of a device to which another one adds. Give the streams in the mode overwrite device ids of their own, or sync all streams of the device in one mode. Nothing was replaced.',
      { code: 'ERR_DEVICE_IN_TWO_MODES' },
    );
  }
}

/**
 * Proves, without writing anything, that a sync could upload: the credentials are good, the account may upload for the user, and the
 * data service answers. Where only the records name users, the credentials are all that can be tried.
 */
export async function checkUploads({ api }: Uploads, { user_id, timezone }: Config, log: Log): Promise<void> {
  verifyTimezone(timezone);
  const account = await api.whoAmI();
  if (user_id === '')
    return log.info(
      'Without a User ID (user_id) the check proves the credentials only: the records name the users, and the account needs upload rights for each.',
    );
  if (account !== user_id) {
    const rights = await api.permissions(user_id, account).catch((error: unknown) => {
      // The gatekeeper answers 401 to an account that may not even ask.
      if (error instanceof ConnectorError && error.kind === 'auth') return undefined;
      throw error;
    });
    if (!rights?.some((right) => right === 'upload' || right === 'root'))
      throw configError(
        `The Tidepool account may not upload data for the user ${user_id}. Check the User ID (user_id), and let the user (or their clinic) share upload rights with the account${rights?.length ? `; now it has: ${rights.join(', ')}` : ''}.`,
        { code: 'ERR_NO_UPLOAD_RIGHT' },
      );
  }
  await api.probe(user_id);
}
