import promises, {
  appendFile,
  type FileHandle,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  rm,
  stat,
  symlink,
  writeFile,
} from 'node:fs/promises';
import { syncBuiltinESMExports } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { systemClock } from '../clock.ts';
import { ConnectorError } from '../errors.ts';
import { localStore } from './local-store.ts';
import { openRejectStore } from './open-reject-store.ts';
import type { Rejection } from './rejection.ts';
import { AN_IDENTITY } from './testing/identity.ts';

/**
 * Behaviour of the disk: `takes` limits the bytes of each next write, then it fails with `code`; `refuses` is the code with which
 * new files are refused; `synced` counts fsyncs; `handles` are all that were opened.
 */
const disk = {
  takes: undefined as number[] | undefined,
  code: 'ENOSPC',
  refuses: undefined as string | undefined,
  synced: 0,
  handles: [] as FileHandle[],
};
const diskError = (code: string): Error => Object.assign(new Error('no'), { code });

// Replaces the function in Node's module itself, because a mock of the module does not reach a store that an earlier test loaded.
const { open } = promises;
beforeAll(() => {
  vi.spyOn(promises, 'open').mockImplementation(async (...args) => {
    if (disk.refuses && args[1] === 'wx') throw diskError(disk.refuses);
    const handle = await open(...args);
    disk.handles.push(handle);
    const { datasync } = handle;
    const limited = async (buffer: Buffer, offset: number, length: number, position: number) => {
      const most = disk.takes?.shift();
      if (disk.takes && most === undefined) throw diskError(disk.code);
      expect(offset + length).toBeLessThanOrEqual(buffer.length);
      return handle.writev([buffer.subarray(offset, offset + Math.min(length, most ?? length))], position);
    };
    handle.write = limited as unknown as typeof handle.write;
    handle.datasync = () => datasync.call(handle).finally(() => disk.synced++);
    return handle;
  });
  syncBuiltinESMExports();
});
afterAll(() => {
  vi.restoreAllMocks();
  syncBuiltinESMExports();
});

const NOW = Date.parse('2026-01-02T03:04:05.006Z');
const rejection = (record: string, rest: Partial<Rejection> = {}): Rejection => ({
  stream: { name: 'users' },
  identity: AN_IDENTITY,
  record,
  reason: 'n is missing',
  providerMessage: undefined,
  ...rest,
});

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'rejects-'));
  Object.assign(disk, { takes: undefined, code: 'ENOSPC', refuses: undefined, synced: 0, handles: [] });
});
afterEach(() => rm(folder, { recursive: true }));

const options = {
  runName: '17',
  clock: { ...systemClock, wall: () => NOW },
  signal: new AbortController().signal,
  redact: (text: string) => text.replaceAll('s3cr3t', '****'),
  environment: {},
};
const store = (runName = '17', directory = folder) => localStore(directory, { ...options, runName });
const lines = async (...path: string[]): Promise<string[]> =>
  (await readFile(join(folder, ...path), 'utf8')).split('\n').slice(0, -1);

async function errorOf(work: Promise<unknown>): Promise<ConnectorError> {
  const error: unknown = await work.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(ConnectorError);
  return error as ConnectorError;
}

describe('rejected records in a directory', () => {
  it('are complete lines in one file per stream, on the disk, when keep resolves', async () => {
    const rejects = store();
    await rejects.keep([
      rejection('{"id":1}', { providerMessage: 'id 1 is "bad"\n' }),
      rejection('{"id":2}', { stream: { name: 'a/b é', namespace: '../n' } }),
    ]);
    expect(disk.synced).toBe(2);
    expect(await readdir(join(folder, '17'))).toEqual(['%2E.%2Fn.a%2Fb%20%C3%A9.jsonl', 'users.jsonl']);
    expect((await lines('17', 'users.jsonl')).map((line) => JSON.parse(line) as unknown)).toEqual([
      {
        stream: 'users',
        namespace: null,
        primary_key: [['id']],
        sync_mode: 'append',
        object: null,
        settings: '0',
        reason: 'n is missing',
        provider: 'id 1 is "bad"\n',
        rejected_at: '2026-01-02T03:04:05.006Z',
        record: { id: 1 },
      },
    ]);
    await rejects.close();
  });

  it('of one call and one stream are lines of their own', async () => {
    const rejects = store();
    await rejects.keep([rejection('{"n":1}'), rejection('{"n":2}')]);
    const kept = (await lines('17', 'users.jsonl')).map((line) => JSON.parse(line) as { record: unknown });
    expect(kept.map(({ record }) => record)).toEqual([{ n: 1 }, { n: 2 }]);
    await rejects.close();
  });

  it('leave no file open when the store is closed', async () => {
    const rejects = store();
    await rejects.keep([rejection('1'), rejection('2', { stream: { name: 'orders' } })]);
    await rejects.close();
    expect(disk.handles.length).toBeGreaterThanOrEqual(4);
    expect(disk.handles.filter(({ fd }) => fd !== -1)).toEqual([]);
  });

  it.each([
    ['ENOSPC', 'transient'],
    ['EDQUOT', 'transient'],
    ['EACCES', 'config'],
    ['EEXIST', 'config'],
  ])('fail the sync if their file can not be created (%s)', async (code, kind) => {
    disk.refuses = code;
    const rejects = store();
    const error = await errorOf(rejects.keep([rejection('1')]));
    expect(error).toMatchObject({ kind, code: 'ERR_REJECTS_NOT_KEPT' });
    expect(error.message).toContain(`(${code})`);
    expect(error.message).toContain(
      'choose another Rejected Records > Directory (object_storage_config.directory)',
    );
    await rejects.close();
  });

  it('keep every digit and every character of the record', async () => {
    const record = '{"id":9007199254740993,"v":1.10,"x":1e400,"k":1,"k":2,"u":"\\u00e9\u2028"}';
    const rejects = store();
    await rejects.keep([rejection(record)]);
    expect((await lines('17', 'users.jsonl'))[0]).toContain(`"record":${record}}`);
    await rejects.close();
  });

  it('are readable only by the user of the connector', async () => {
    const directory = join(folder, 'new', 'deep');
    const rejects = store('17', directory);
    await rejects.keep([rejection('{}')]);
    const modes = await Promise.all(
      ['new', 'new/deep', 'new/deep/17', 'new/deep/17/users.jsonl'].map((path) => stat(join(folder, path))),
    );
    expect(modes.map(({ mode }) => (mode & 0o777).toString(8))).toEqual(['700', '700', '700', '600']);
    await rejects.close();
  });

  it('of a later attempt go into a new file, so that an incomplete line of an earlier attempt corrupts none', async () => {
    const first = store();
    await first.keep([rejection('{"n":1}')]);
    await first.close();
    await appendFile(join(folder, '17', 'users.jsonl'), '{"stream":"users","reas');
    const before = await readFile(join(folder, '17', 'users.jsonl'), 'utf8');
    const second = store();
    await second.keep([rejection('{"n":2}')]);
    disk.takes = [10];
    await errorOf(second.keep([rejection('{"n":3}')]));
    disk.takes = undefined;
    await second.close();
    expect(await readFile(join(folder, '17', 'users.jsonl'), 'utf8')).toBe(before);
    expect(await lines('17', 'users.2.jsonl')).toHaveLength(1);
  });

  it('are never written through a link or into an existing file', async () => {
    await mkdir(join(folder, '17'));
    await writeFile(join(folder, 'target'), '', { mode: 0o666 });
    await symlink(join(folder, 'target'), join(folder, '17', 'users.jsonl'));
    await symlink(join(folder, 'missing'), join(folder, '17', 'users.2.jsonl'));
    await writeFile(join(folder, '17', 'users.3.jsonl'), '', { mode: 0o666 });
    const rejects = store();
    await rejects.keep([rejection('{"n":1}')]);
    await rejects.close();
    expect(await readFile(join(folder, 'target'), 'utf8')).toBe('');
    expect(await readdir(folder)).toEqual(['17', 'target']);
    expect(await lines('17', 'users.4.jsonl')).toHaveLength(1);
    expect((await stat(join(folder, '17', 'users.4.jsonl'))).mode & 0o777).toBe(0o600);
  });

  it('fail the sync if their folder is a link', async () => {
    await mkdir(join(folder, 'elsewhere'));
    await symlink(join(folder, 'elsewhere'), join(folder, '17'));
    const rejects = store();
    const error = await errorOf(rejects.keep([rejection('{}')]));
    expect(error).toMatchObject({
      code: 'ERR_REJECTS_NOT_KEPT',
      message: expect.stringContaining('ENOTDIR'),
    });
    expect(await readdir(join(folder, 'elsewhere'))).toEqual([]);
    await rejects.close();
  });

  it('stay below the directory for any id of the sync', async () => {
    for (const run of ['../../etc', '/etc', '..', '.', '', 'a\u0000b', 'x'.repeat(400), '\ud800'])
      for (const namespace of ['..', '../x', '']) {
        const rejects = store(run, join(folder, 'below'));
        await rejects.keep([rejection('{}', { stream: { name: '../users', namespace } })]);
        await rejects.close();
      }
    expect(await readdir(folder)).toEqual(['below']);
    for (const name of await readdir(join(folder, 'below'), { recursive: true }))
      expect(name).toMatch(/^[\w%-][\w%.-]*(\/[\w%-][\w%.-]*)?$/);
  });

  it('have secrets masked in the provider message', async () => {
    const rejects = store();
    await rejects.keep([rejection('{"n":1}', { providerMessage: 'the key s3cr3t may not do this' })]);
    await rejects.close();
    expect(await lines('17', 'users.jsonl')).toEqual([expect.stringContaining('the key **** may not')]);
  });

  it('keep their order over concurrent calls', async () => {
    const rejects = store();
    await Promise.all(Array.from({ length: 20 }, (_, n) => rejects.keep([rejection(`{"n":${n}}`)])));
    const numbers = (await lines('17', 'users.jsonl')).map(
      (line) => (JSON.parse(line) as { record: { n: number } }).record.n,
    );
    expect(numbers).toEqual(Array.from({ length: 20 }, (_, n) => n));
    await rejects.close();
  });

  it('are written completely if the disk accepts only parts of a write', async () => {
    disk.takes = [10, 1, 25, 1000, 1000];
    const rejects = store();
    await rejects.keep([rejection('{"n":1}')]);
    expect(JSON.parse((await lines('17', 'users.jsonl'))[0]!)).toMatchObject({ record: { n: 1 } });
    await rejects.close();
  });

  it('fail the sync with a transient error when the disk is full, and no partial line remains', async () => {
    const rejects = store();
    await rejects.keep([rejection('{"n":1}')]);
    disk.takes = [10];
    const error = await errorOf(rejects.keep([rejection('{"secret":2}')]));
    expect(error).toMatchObject({ kind: 'transient', code: 'ERR_REJECTS_NOT_KEPT' });
    expect(error.message).toContain(`${folder} (ENOSPC). Free some space`);
    expect(error.message).not.toContain('secret');
    disk.takes = undefined;
    expect(await lines('17', 'users.jsonl')).toHaveLength(1);
    await rejects.keep([rejection('{"n":3}')]);
    expect(
      (await lines('17', 'users.jsonl')).map((line) => (JSON.parse(line) as { record: unknown }).record),
    ).toEqual([{ n: 1 }, { n: 3 }]);
    await rejects.close();
  });

  it('are written completely before close() closes the files, and no file is opened later', async () => {
    const rejects = store();
    const last = rejects.keep([rejection('1')]);
    await rejects.close();
    await last;
    expect(await lines('17', 'users.jsonl')).toHaveLength(1);
    const error = await errorOf(rejects.keep([rejection('2', { stream: { name: 'orders' } })]));
    expect(error.message).toContain('ECANCELED');
    expect(await readdir(join(folder, '17'))).toEqual(['users.jsonl']);
  });

  it('fail the sync if the directory can not be created', async () => {
    await writeFile(join(folder, 'file'), '');
    const rejects = store('17', join(folder, 'file', 'below'));
    const error = await errorOf(rejects.keep([rejection('{"secret":1}')]));
    expect(error).toMatchObject({ kind: 'config', code: 'ERR_REJECTS_NOT_KEPT' });
    expect(error.message).toMatch(/\(ENOTDIR\)\. Make it writable/);
    await rejects.close();
  });
});

describe('the check of a directory', () => {
  it('accepts an existing and a missing directory, and leaves nothing behind', async () => {
    await store().check();
    await store('17', join(folder, 'not', 'yet')).check();
    expect(await readdir(folder)).toEqual([]);
  });

  it('rejects a relative path and a path that is not a directory', async () => {
    for (const path of ['rejects', './rejects', ''])
      expect(await errorOf(store('17', path).check())).toMatchObject({
        ...{ kind: 'config', code: 'ERR_REJECT_DIRECTORY' },
        message: expect.stringContaining('must be an absolute path'),
      });
    await writeFile(join(folder, 'file'), '');
    await writeFile(join(folder, 'program'), '', { mode: 0o755 });
    for (const path of ['file/below', 'file', 'program']) {
      const error = await errorOf(store('17', join(folder, path)).check());
      expect(error).toMatchObject({ kind: 'config', code: 'ERR_REJECTS_NOT_KEPT' });
      expect(error.message).toContain(join(folder, path));
    }
  });
});

describe('openRejectStore', () => {
  const open = (object_storage_config?: { storage_type: string; directory?: string }) =>
    openRejectStore({ ...(object_storage_config && { object_storage_config }) }, options);

  it('keeps nothing by default and with the type None', async () => {
    for (const config of [undefined, { storage_type: 'None' }]) {
      const none = await open(config);
      expect(none.keeps).toBe(false);
      await none.check();
      await none.keep([rejection('{}')]);
      await none.close();
    }
  });

  it('writes to the directory of the type Local', async () => {
    const rejects = await open({ storage_type: 'Local', directory: folder });
    expect(rejects.keeps).toBe(true);
    await rejects.keep([rejection('{}')]);
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
      { ...options, signal: AbortSignal.abort(reason) },
    );
    await expect(rejects.check()).rejects.toBe(reason);
  });

  it('throws a config error that names an unknown type', async () => {
    const error = await errorOf(open({ storage_type: 'Carrier pigeon' }));
    expect(error).toMatchObject({ kind: 'config', code: 'ERR_REJECT_STORAGE' });
    expect(error.message).toContain('"Carrier pigeon"');
  });
});
