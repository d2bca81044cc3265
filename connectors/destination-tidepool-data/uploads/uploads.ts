import {
  type Batch,
  ConnectorError,
  type Context,
  configError,
  type Log,
  type RowOutcome,
  type Settlement,
} from '@airbyte-ts/cdk';
import type { DestinationTidepoolDataConfig as Config } from '../../../spec/types/destination-tidepool-data.ts';
import { DataApi } from '../api/api.ts';
import { isUnauthorized } from '../api/rejections.ts';
import { targetOf } from '../rows/target.ts';
import { verifyTimezone } from '../rows/timezone.ts';
import { ContinuousSession } from './continuous-session.ts';
import { deviceInTwoModes, userInTwoModes } from './modes.ts';
import { NormalSessions } from './normal-session.ts';
import type { Outcomes } from './posting.ts';
import { Replacement } from './replacement.ts';

const NO_UPLOAD_RIGHT: RowOutcome = {
  status: 'rejected',
  reason: 'the Tidepool account may not upload data for this user',
};

/**
 * The three kinds of upload: normal, continuous and replacing. In a sync, the data of a device is either added to or replaced,
 * never both; a continuous session spans devices, so its user is one or the other.
 */
export class Uploads {
  readonly api: DataApi;
  private readonly normal: NormalSessions;
  private readonly continuous: ContinuousSession;
  private readonly replacement: Replacement;
  /** By user and device; by user alone for continuous sessions, which span devices. */
  private readonly used = new Map<string, 'added to' | 'replaced'>();

  private readonly namesUsers: boolean;

  constructor(config: Config, context: Context) {
    this.namesUsers = config.user_id_field !== '';
    this.api = new DataApi(config, context);
    this.normal = new NormalSessions(this.api, context);
    this.continuous = new ContinuousSession(this.api, context);
    this.replacement = new Replacement(this.api, context);
  }

  /** Delivers rows of one user and device in normal sessions. */
  append(batch: Batch): Promise<Settlement> {
    const target = targetOf(batch.batchKey);
    this.use(target.key, 'added to');
    return this.permitted(batch, this.normal.deliver(batch, target));
  }

  /** Delivers rows of one user in the continuous session. */
  upsert(batch: Batch): Promise<Settlement> {
    const user = batch.batchKey!;
    this.use(user, 'added to');
    const outcomes: Outcomes = new Map();
    return this.permitted(batch, this.continuous.deliver(batch, user, outcomes), outcomes);
  }

  /** Stages rows of one user and device that replace the existing data. */
  replace(batch: Batch): Promise<Settlement> {
    const target = targetOf(batch.batchKey);
    this.use(target.key, 'replaced');
    this.use(target.user, 'replaced');
    return this.permitted(batch, this.replacement.deliver(batch, target));
  }

  /** Replaces the existing data with the staged rows. */
  finish(): Promise<void> {
    return this.replacement.finish();
  }

  /** Removes unused data sets, and signs out. */
  async end(): Promise<void> {
    await this.replacement.abandon().finally(() => this.api.end());
  }

  /**
   * If records name their users, rejects the rows of a user without upload right, so that the other users are not affected. Rows
   * with an outcome keep it: the right may be withdrawn between two requests.
   */
  private async permitted(
    batch: Batch,
    delivery: Promise<Settlement>,
    outcomes: Outcomes = new Map(),
  ): Promise<Settlement> {
    try {
      return await delivery;
    } catch (error) {
      if (!this.namesUsers || !(error instanceof ConnectorError)) throw error;
      // A 403 of a proxy is not about this user.
      if (error.code !== 'ERR_NO_UPLOAD_RIGHT' || !isUnauthorized(error.providerMessage ?? '')) throw error;
      return batch.each(({ index }) => outcomes.get(index) ?? NO_UPLOAD_RIGHT);
    }
  }

  /** Rejects two modes for one device: replacing would erase rows that another stream has just delivered. */
  private use(key: string, how: 'added to' | 'replaced'): void {
    const before = this.used.get(key) ?? how;
    this.used.set(key, how);
    if (before === how) return;
    throw key.includes(' ') ? deviceInTwoModes() : userInTwoModes();
  }
}

/**
 * Verifies without writing that a sync can upload: the credentials are valid, the account may upload for the user, and the
 * data service is reachable. If only the records name users, verifies the credentials only.
 */
export async function checkUploads({ api }: Uploads, { user_id, timezone }: Config, log: Log): Promise<void> {
  verifyTimezone(timezone);
  const account = await api.whoAmI();
  if (user_id === '')
    return log.info(
      'Without a User ID (user_id) the check verifies the credentials only: the records name the users, and the account needs upload rights for each.',
    );
  if (account !== user_id) {
    const rights = await api.permissions(user_id, account).catch((error: unknown) => {
      // The gatekeeper returns 401 to an account that may not read permissions.
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
