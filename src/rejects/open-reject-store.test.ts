import { describe, expect, it } from 'vitest';
import { openRejectStore } from './open-reject-store.ts';
import { aRejection, rejectFolder, storeErrorOf, storeOptions } from './testing/reject-folder.ts';

const { path, lines } = rejectFolder();

describe('openRejectStore', () => {
  const open = (object_storage_config?: { storage_type: string; directory?: string }) =>
    openRejectStore({ ...(object_storage_config && { object_storage_config }) }, storeOptions);

  it('keeps nothing by default and with the type None', async () => {
    for (const config of [undefined, { storage_type: 'None' }]) {
      const none = await open(config);
      expect(none.keeps).toBe(false);
      await none.check();
      await none.keep([aRejection('{}')]);
      await none.close();
    }
  });

  it('writes to the directory of the type Local', async () => {
    const rejects = await open({ storage_type: 'Local', directory: path() });
    expect(rejects.keeps).toBe(true);
    await rejects.keep([aRejection('{}')]);
    expect(await lines('17', 'users.jsonl')).toHaveLength(1);
    await rejects.close();
  });

  it('writes to the bucket of the type S3', async () => {
    const bucket = { s3_bucket_name: 'rejected', s3_bucket_region: 'eu-west-3', bucket_path: 'dlq' };
    const rejects = await open({ storage_type: 'S3', ...bucket });
    expect([rejects.keeps, rejects.location]).toEqual([true, 's3://rejected/dlq/17']);
    await rejects.close();
  });

  it('returns a store whose calls end when the command is aborted', async () => {
    const reason = new Error('terminated');
    const storage = { storage_type: 'Local', directory: 'relative' };
    const rejects = await openRejectStore(
      { object_storage_config: storage },
      { ...storeOptions, signal: AbortSignal.abort(reason) },
    );
    await expect(rejects.check()).rejects.toBe(reason);
  });

  it('throws a config error that names an unknown type', async () => {
    const error = await storeErrorOf(open({ storage_type: 'Carrier pigeon' }));
    expect(error).toMatchObject({ kind: 'config', code: 'ERR_REJECT_STORAGE' });
    expect(error.message).toContain('"Carrier pigeon"');
  });
});
