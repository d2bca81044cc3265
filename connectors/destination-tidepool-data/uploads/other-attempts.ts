import type { DataApi } from '../api/api.ts';
import type { ListedDataSet } from '../api/responses.ts';
import type { Target } from '../rows/target.ts';

/** The deduplicator of data sets that replace all data of a device, and its former name. */
export const TRUNCATE = 'org.tidepool.deduplicator.device.truncate.dataset';
const TRUNCATE_NAMES: ReadonlySet<string | undefined> = new Set([TRUNCATE, 'org.tidepool.truncate']);

interface ReplacingDataSet {
  readonly device: string;
  readonly id: string;
}

/**
 * The replacements by other attempts of a job: earlier attempts, and one that still runs although the platform has lost contact
 * with it. A destination has no storage, so the data sets at the provider contain the id of their job.
 */
export class OtherAttempts {
  private readonly api: Pick<DataApi, 'list' | 'post'>;
  private users = new Map<string, Promise<readonly ReplacingDataSet[]>>();

  constructor(api: Pick<DataApi, 'list' | 'post'>) {
    this.api = api;
  }

  /** Whether another attempt has replaced the data of the device, with a data set other than `own`. Lists once per user. */
  async haveReplaced({ user, device }: Target, job: number, own?: string): Promise<boolean> {
    for (const set of await this.ofUser(user, job))
      if (set.device === device && set.id !== own && (await this.isClosed(set.id))) return true;
    return false;
  }

  /** Discards the lists, so that they are read again. */
  forget(): void {
    this.users.clear();
  }

  private ofUser(user: string, job: number): Promise<readonly ReplacingDataSet[]> {
    let listed = this.users.get(user);
    if (!listed) {
      listed = this.find(user, String(job)).catch((error: unknown) => {
        this.users.delete(user);
        throw error;
      });
      this.users.set(user, listed);
    }
    return listed;
  }

  private async find(user: string, job: string): Promise<readonly ReplacingDataSet[]> {
    const isOfJob = ({ client, deduplicator, deletedTime }: ListedDataSet): boolean =>
      client?.private.job === job && TRUNCATE_NAMES.has(deduplicator?.name) && !deletedTime;
    return (await this.api.list(user, isOfJob)).flatMap(
      ({ deviceId: device, id: other, uploadId: id = other }) => (device && id ? [{ device, id }] : []),
    );
  }

  /** Posts no rows, which writes nothing and which a closed set rejects. An open set of another attempt has replaced nothing. */
  private async isClosed(id: string): Promise<boolean> {
    return (await this.api.post(id, [Buffer.from('[]')])).is === 'closed';
  }
}
