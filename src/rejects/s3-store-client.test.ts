import { S3Client } from '@aws-sdk/client-s3';
import { afterEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import type { S3Storage } from './s3-storage.ts';
import { startS3Store as start } from './testing/start-s3-store.ts';

afterEach(() => void vi.restoreAllMocks());

describe('the client of a bucket', () => {
  const configOf = async (more: Partial<S3Storage>) => {
    const { store, clients } = await start(more);
    await store.check();
    return clients[0]!.config;
  };

  it('has the region and the keys of the configuration', async () => {
    const config = await configOf({ access_key_id: 'id', secret_access_key: 'secret' });
    expect(await config.region()).toBe('eu-west-3');
    expect(await config.credentials()).toMatchObject({ accessKeyId: 'id', secretAccessKey: 'secret' });
    expect(await config.maxAttempts()).toBe(1);
    expect(config.forcePathStyle).toBe(false);
    const checksums = [config.requestChecksumCalculation, config.responseChecksumValidation];
    expect(await Promise.all(checksums.map((each) => each()))).toEqual(['WHEN_REQUIRED', 'WHEN_REQUIRED']);
  });

  it('has the keys of the environment where the configuration has only one of them', async () => {
    for (const name of ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY']) {
      const before = process.env[name];
      onTestFinished(() => {
        if (before === undefined) delete process.env[name];
        else process.env[name] = before;
      });
      process.env[name] = `the ${name}`;
    }
    for (const more of [{ access_key_id: 'id' }, { secret_access_key: 'mine' }])
      expect(await (await configOf(more)).credentials()).toMatchObject({
        ...{ accessKeyId: 'the AWS_ACCESS_KEY_ID', secretAccessKey: 'the AWS_SECRET_ACCESS_KEY' },
      });
  });

  it('assumes the role of the configuration with its keys', async () => {
    const config = await configOf({ role_arn: 'arn:role', access_key_id: 'id', secret_access_key: 'secret' });
    const asked: unknown[] = [];
    // The client that assumes roles is another one, with the same base.
    vi.spyOn(Object.getPrototypeOf(S3Client.prototype), 'send').mockImplementation(async function (
      this: S3Client,
      { input }: { input: object },
    ) {
      const { accessKeyId } = await this.config.credentials();
      asked.push([input, accessKeyId, await this.config.region()]);
      return {
        Credentials: { AccessKeyId: 'assumed', SecretAccessKey: 's', Expiration: new Date('2100-01-01') },
      };
    } as never);
    expect(await config.credentials()).toMatchObject({ accessKeyId: 'assumed' });
    expect(asked).toEqual([
      [{ RoleArn: 'arn:role', RoleSessionName: 'airbyte-rejected-records' }, 'id', 'eu-west-3'],
    ]);
  });

  it('has a default region, and takes the bucket into the path at another endpoint than that of Amazon', async () => {
    const config = await configOf({ s3_bucket_region: '', s3_endpoint: 'https://storage.example.com' });
    expect(await config.region()).toBe('us-east-1');
    expect(config.forcePathStyle).toBe(true);
  });

  it('is not created for an endpoint that is no address, and the error names the setting', async () => {
    await expect(start({ s3_endpoint: 'https://storage.example.com:99999' })).rejects.toMatchObject({
      ...{ kind: 'config', code: 'ERR_BASE_URL' },
      message: expect.stringMatching(/^Endpoint \(object_storage_config\.s3_endpoint\) cannot be used\./),
    });
  });

  it('is destroyed when the store is closed', async () => {
    const destroy = vi.spyOn(S3Client.prototype, 'destroy');
    await (await start()).store.close();
    expect(destroy).toHaveBeenCalledTimes(1);
  });
});
