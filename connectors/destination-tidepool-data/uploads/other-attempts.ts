import type { DataApi } from '../api/api.ts';
import type { ListedDataSet } from '../api/replies.ts';
import type { Target } from '../rows/target.ts';

/** How data sets are told that take the place of all that a device has, and what the service called it before. */
export const TRUNCATE = 'org.tidepool.deduplicator.device.truncate.dataset';
const TRUNCATE_NAMES: ReadonlySet<string | undefined> = new Set([TRUNCATE, 'org.tidepool.truncate']);

interface Done {
  readonly device: string;
  readonly id: string;
}

/**
 * What other attempts of a job have replaced: those before this one, and one that the platform has lost sight of and that goes on
 * beside it. A destination keeps nothing itself, so the provider has to remember it: such data sets bear the number of their job.
 */
export class OtherAttempts {
  private readonly api: Pick<DataApi, 'list' | 'post'>;
  private users = new Map<string, Promise<readonly Done[]>>();

  constructor(api: Pick<DataApi, 'list' | 'post'>) {
    this.api = api;
  }

  /** Whether an attempt has replaced the data of the device by another data set than this one. Lists once for each user. */
  async haveReplaced({ user, device }: Target, job: number, own?: string): Promise<boolean> {
    for (const done of await this.ofUser(user, job))
      if (done.device === device && done.id !== own && (await this.isClosed(done.id))) return true;
    return false;
  }

  /** What is asked from now on is asked of the provider again. */
  forget(): void {
    this.users.clear();
  }

  private ofUser(user: string, job: number): Promise<readonly Done[]> {
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

  private async find(user: string, job: string): Promise<readonly Done[]> {
    const isMine = ({ client, deduplicator, deletedTime }: ListedDataSet): boolean =>
      client?.private.job === job && TRUNCATE_NAMES.has(deduplicator?.name) && !deletedTime;
    return (await this.api.list(user, isMine)).flatMap(
      ({ deviceId: device, id: other, uploadId: id = other }) => (device && id ? [{ device, id }] : []),
    );
  }

  /** Nothing is written by posting no rows, and only a closed set refuses it so. An open one is a leftover that replaced nothing. */
  private async isClosed(id: string): Promise<boolean> {
    return (await this.api.post(id, [Buffer.from('[]')])).is === 'closed';
  }
}
