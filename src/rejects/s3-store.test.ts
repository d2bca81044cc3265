import { DeleteObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { afterEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { systemClock } from '../clock.ts';
import { gate } from '../engine/testing/fixtures.ts';
import { configError } from '../errors.ts';
import type { Rejection } from './rejection.ts';
import { type S3Storage, s3Store } from './s3-store.ts';
import { AN_IDENTITY } from './testing/identity.ts';

afterEach(() => void vi.restoreAllMocks());

const MIB = 1024 * 1024;
const STORAGE: S3Storage = {
  s3_bucket_name: 'rejected',
  s3_bucket_region: 'eu-west-3',
  bucket_path: '/airbyte/dlq/',
};
const rejection = (record: string, name = 'users'): Rejection => ({
  stream: { name },
  identity: AN_IDENTITY,
  record,
  reason: 'n is too large',
  providerMessage: undefined,
});
const recordsIn = (body: string): string[] =>
  body
    .trimEnd()
    .split('\n')
    .map((line) => {
      expect(JSON.parse(line)).toMatchObject({ stream: expect.any(String) });
      return /"record":(.*)\}$/.exec(line)![1]!;
    });

/** A store whose requests get the responses of `respond`. */
async function start(
  more: Partial<S3Storage> = {},
  respond: (key: string) => Promise<void> = async () => undefined,
) {
  const requests: { method: string; key: string; body: string; type: unknown; options: unknown }[] = [];
  const clients: S3Client[] = [];
  vi.spyOn(S3Client.prototype, 'send').mockImplementation(async function (
    this: S3Client,
    command: unknown,
    options,
  ) {
    clients.push(this);
    const isPut = command instanceof PutObjectCommand;
    if (!isPut && !(command instanceof DeleteObjectCommand)) throw new Error('an unexpected command');
    const { input } = command;
    expect(input.Bucket).toBe(more.s3_bucket_name ?? 'rejected');
    const body = isPut ? String((command as PutObjectCommand).input.Body) : '';
    requests.push({
      method: isPut ? 'PUT' : 'DELETE',
      key: input.Key!,
      body,
      type: (input as { ContentType?: string }).ContentType,
      options,
    });
    await respond(input.Key!);
  } as typeof S3Client.prototype.send);
  const aborting = new AbortController();
  const store = await s3Store(
    { ...STORAGE, ...more },
    {
      runName: '812',
      clock: { ...systemClock, wall: () => Date.UTC(2026, 0, 2, 3, 4, 5, 6) },
      signal: aborting.signal,
      redact: (text) => text,
      environment: {},
    },
  );
  return { store, requests, clients, signal: aborting.signal };
}

describe('an object of rejected records', () => {
  it('is below the path, the sync and the stream, and its key has the time and a number', async () => {
    const { store, requests } = await start();
    await store.keep([rejection('1'), rejection('2', 'a/b'), rejection('3')]);
    await store.keep([rejection('4')]);
    expect([store.keeps, store.location]).toEqual([true, 's3://rejected/airbyte/dlq/812']);
    expect(requests.map(({ key, body }) => [key, recordsIn(body)])).toEqual([
      ['airbyte/dlq/812/users/20260102T030405006Z_000001.jsonl', ['1', '3']],
      ['airbyte/dlq/812/a%2Fb/20260102T030405006Z_000002.jsonl', ['2']],
      ['airbyte/dlq/812/users/20260102T030405006Z_000003.jsonl', ['4']],
    ]);
  });

  it.each([
    ['', '812/users/'],
    ['/', '812/users/'],
    ['//a/b//', 'a/b/812/users/'],
  ])('is below the path %j without slashes at its ends', async (bucket_path, expected) => {
    const { store, requests } = await start({ bucket_path });
    await store.keep([rejection('1')]);
    expect(requests[0]!.key.slice(0, expected.length)).toBe(expected);
  });

  it('is written as JSON lines, until the command is aborted', async () => {
    const { store, requests, signal } = await start();
    await store.keep([rejection('1')]);
    expect(requests[0]).toMatchObject({ type: 'application/x-ndjson', options: { abortSignal: signal } });
  });

  it.each([
    [[4 * MIB, 4 * MIB], [2]],
    [
      [4 * MIB, 4 * MIB + 1],
      [1, 1],
    ],
    [
      [9 * MIB, 1, 1],
      [1, 2],
    ],
    [
      [1, 1, 8 * MIB, 1],
      [2, 1, 1],
    ],
    [[], []],
  ])(
    'has at most 8 MiB of records: those of %j bytes are in objects of %j records',
    async (sizes, expected) => {
      const { store, requests } = await start();
      await store.keep(sizes.map((size) => rejection('1'.repeat(size))));
      expect(requests.map(({ body }) => recordsIn(body).length)).toEqual(expected);
    },
  );

  it('has all records of its stream that came while the one before was written; other streams do not wait', async () => {
    const first = gate();
    const { store, requests } = await start({}, (key) =>
      key.includes('000001') ? first.passed : Promise.resolve(),
    );
    const kept = ['1', '2', '3'].map((record) => store.keep([rejection(record)]));
    await store.keep([rejection('9', 'other')]);
    expect(requests.map(({ body }) => recordsIn(body))).toEqual([['1'], ['9']]);
    first.open();
    await Promise.all(kept);
    expect(requests.map(({ body }) => recordsIn(body))).toEqual([['1'], ['9'], ['2', '3']]);
  });

  it('that can not be written fails all calls with records in it, and no later one', async () => {
    const first = gate();
    const { store, requests } = await start({}, (key) =>
      key.includes('000001')
        ? first.passed
        : key.includes('000002')
          ? Promise.reject(new Error('x'))
          : Promise.resolve(),
    );
    const kept = ['1', '2', '3'].map((record) => store.keep([rejection(record)]));
    first.open();
    expect((await Promise.allSettled(kept)).map(({ status }) => status)).toEqual([
      'fulfilled',
      'rejected',
      'rejected',
    ]);
    await store.keep([rejection('4')]);
    expect(requests).toHaveLength(3);
  });
});

describe('the check of a bucket', () => {
  it('writes and removes one object with the same key each time, within 8 seconds a request', async () => {
    const { store, requests, signal } = await start();
    await store.check();
    const limits = { abortSignal: signal, requestTimeout: 8_000 };
    expect(requests.map(({ method, key, options }) => [method, key, options])).toEqual([
      ['PUT', 'airbyte/dlq/812/.airbyte-check', limits],
      ['DELETE', 'airbyte/dlq/812/.airbyte-check', limits],
    ]);
  });

  it('succeeds where the object may not be removed, and fails where it can not be written', async () => {
    let writes = 0;
    const { store } = await start({}, () =>
      ++writes === 2 ? Promise.reject(new Error('denied')) : Promise.resolve(),
    );
    await store.check();
    const broken = await start({}, () => Promise.reject(new Error('denied')));
    await expect(broken.store.check()).rejects.toMatchObject({ code: 'ERR_REJECTS_NOT_KEPT' });
    expect(broken.requests).toHaveLength(1);
  });
});

describe('the error of a write', () => {
  const errorOf = async (thrown: unknown, more: Partial<S3Storage> = {}) => {
    const { store } = await start(more, () => Promise.reject(thrown));
    return store.keep([rejection('"canary"')]).catch((error: unknown) => error as Error);
  };

  it.each([
    ['NoSuchBucket', 's3_bucket_name'],
    ['AccessDenied', 's3:PutObject'],
    ['InvalidAccessKeyId', 'access_key_id'],
    ['SignatureDoesNotMatch', 'secret_access_key'],
    ['PermanentRedirect', 's3_bucket_region'],
    ['AuthorizationHeaderMalformed', 's3_bucket_region'],
    ['CredentialsProviderError', 'access_key_id'],
  ])('%s is of the settings, and names what to change (%s)', async (name, remedy) => {
    const error = await errorOf(Object.assign(new Error('canary'), { name }));
    expect(error).toMatchObject({ kind: 'config', code: 'ERR_REJECTS_NOT_KEPT' });
    expect(error!.message).toMatch(`the bucket rejected (${name}). `);
    expect(error!.message).toContain(remedy);
    expect(error!.message).not.toContain('canary');
  });

  it.each([
    [Object.assign(new Error('canary'), { code: 'ECONNRESET' }), 'ECONNRESET'],
    [Object.assign(new Error('canary'), { name: 'SlowDown' }), 'SlowDown'],
    [undefined, 'unknown error'],
    [{}, 'unknown error'],
  ])('is transient for any other failure, and names its code', async (thrown, code) => {
    const error = await errorOf(thrown, { s3_endpoint: 'https://storage.example.com:9000/deep' });
    expect(error).toMatchObject({ kind: 'transient', code: 'ERR_REJECTS_NOT_KEPT' });
    expect(error!.message).toMatch(`the bucket rejected at storage.example.com:9000 (${code}). `);
    expect(error!.message).toContain('try again later. The sync stops here');
    expect(error!.message).not.toContain('canary');
  });

  it('of a proxy keeps its kind and its remedy', async () => {
    const error = await errorOf(configError('The proxy needs a password.'));
    expect(error).toMatchObject({ kind: 'config', code: 'ERR_REJECTS_NOT_KEPT' });
    expect(error!.message).toMatch(/bucket rejected\. The proxy needs a password\. The sync stops here/);
  });
});

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
    expect(await config.maxAttempts()).toBe(5);
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

  it('is destroyed when the store is closed', async () => {
    const destroy = vi.spyOn(S3Client.prototype, 'destroy');
    await (await start()).store.close();
    expect(destroy).toHaveBeenCalledTimes(1);
  });
});
