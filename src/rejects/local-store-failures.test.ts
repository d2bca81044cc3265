import { mkdir, readdir, rename, rm, symlink, truncate, writeFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { fakeDisk } from './testing/fake-disk.ts';
import { aRejection, rejectFolder, storeErrorOf } from './testing/reject-folder.ts';

const disk = fakeDisk();
const { path, store, lines } = rejectFolder();

describe('rejected records in a directory with faults', () => {
  it.each([
    ['ENOSPC', 'transient'],
    ['EDQUOT', 'transient'],
    ['EACCES', 'config'],
    ['EEXIST', 'config'],
  ])('fail the sync if their file cannot be created (%s)', async (code, kind) => {
    disk.openError = code;
    const rejects = store();
    const error = await storeErrorOf(rejects.keep([aRejection('1')]));
    expect(error).toMatchObject({ kind, code: 'ERR_REJECTS_NOT_KEPT' });
    expect(error.message).toContain(`(${code})`);
    expect(error.message).toContain(
      'choose another Rejected Records > Directory (object_storage_config.directory)',
    );
    await rejects.close();
  });

  it('fail the sync if their folder cannot be created, with the code of the failure', async () => {
    const rejects = store();
    disk.forbidden = path('17');
    const error = await storeErrorOf(rejects.keep([aRejection('1')]));
    expect(error.message).toContain('(EACCES). Make it writable');
    await rejects.close();
  });

  it('fail the sync if their folder is a link', async () => {
    await mkdir(path('elsewhere'));
    await symlink(path('elsewhere'), path('17'));
    const rejects = store();
    const error = await storeErrorOf(rejects.keep([aRejection('{}')]));
    expect(error).toMatchObject({
      code: 'ERR_REJECTS_NOT_KEPT',
      message: expect.stringContaining('ENOTDIR'),
    });
    expect(await readdir(path('elsewhere'))).toEqual([]);
    await rejects.close();
  });

  it('are written completely if the disk accepts only parts of a write', async () => {
    disk.takes = [10, 1, 25, 1000, 1000];
    const rejects = store();
    await rejects.keep([aRejection('{"n":1}')]);
    expect(JSON.parse((await lines('17', 'users.jsonl'))[0]!)).toMatchObject({ record: { n: 1 } });
    await rejects.close();
  });

  it('fail the sync with a transient error when the disk is full, and no partial line remains', async () => {
    const rejects = store();
    await rejects.keep([aRejection('{"n":1}')]);
    disk.takes = [10];
    const error = await storeErrorOf(rejects.keep([aRejection('{"secret":2}')]));
    expect(error).toMatchObject({ kind: 'transient', code: 'ERR_REJECTS_NOT_KEPT' });
    expect(error.message).toContain(`${path()} (ENOSPC). Free some space`);
    expect(error.message).not.toContain('secret');
    disk.takes = undefined;
    expect(await lines('17', 'users.jsonl')).toHaveLength(1);
    await rejects.keep([aRejection('{"n":3}')]);
    expect(
      (await lines('17', 'users.jsonl')).map((line) => (JSON.parse(line) as { record: unknown }).record),
    ).toEqual([{ n: 1 }, { n: 3 }]);
    await rejects.close();
  });

  it('fail the sync if the directory cannot be created', async () => {
    await writeFile(path('file'), '');
    const rejects = store('17', path('file', 'below'));
    const error = await storeErrorOf(rejects.keep([aRejection('{"secret":1}')]));
    expect(error).toMatchObject({ kind: 'config', code: 'ERR_REJECTS_NOT_KEPT' });
    expect(error.message).toMatch(/\(ENOTDIR\)\. Make it writable/);
    await rejects.close();
  });
});

describe('a file of rejected records that is changed during the sync', () => {
  const USERS = ['17', 'users.jsonl'] as const;
  const recordsIn = async (...file: readonly string[]) =>
    (await lines(...file)).map((line) => (JSON.parse(line) as { record: unknown }).record);

  it.each([
    ['deleted with its directory', () => rm(path(), { recursive: true }), USERS],
    ['deleted', () => rm(path(...USERS)), USERS],
    ['moved', () => rename(path(...USERS), path('moved.jsonl')), USERS],
    ['shortened', () => truncate(path(...USERS)), ['17', 'users.2.jsonl']],
  ] as const)('is replaced for further records when it is %s', async (_, change, expected) => {
    const rejects = store();
    await rejects.keep([aRejection('1')]);
    await change();
    await rejects.keep([aRejection('2')]);
    await rejects.keep([aRejection('3')]);
    expect(await recordsIn(...expected)).toEqual([2, 3]);
    await rejects.close();
    expect(disk.handles.filter(({ fd }) => fd !== -1)).toEqual([]);
  });

  it('is replaced when it is moved while its records are written, and they are in the new file only', async () => {
    const rejects = store();
    await rejects.keep([aRejection('1')]);
    disk.onSync = async () => {
      disk.onSync = undefined;
      await rename(path(...USERS), path('moved.jsonl'));
    };
    await rejects.keep([aRejection('2')]);
    expect([await recordsIn('moved.jsonl'), await recordsIn(...USERS)]).toEqual([[1], [2]]);
    await rejects.close();
  });

  it('fails the sync where no new one can be created', async () => {
    const rejects = store();
    await rejects.keep([aRejection('1')]);
    await rm(path('17'), { recursive: true });
    disk.forbidden = path('17');
    const error = await storeErrorOf(rejects.keep([aRejection('2')]));
    expect(error).toMatchObject({ kind: 'config', code: 'ERR_REJECTS_NOT_KEPT' });
    expect(error.message).toMatch(/\(EACCES\).*The sync stops here/);
    await rejects.close();
  });

  it('fails the sync when the new one is deleted at once too', async () => {
    const rejects = store();
    await rejects.keep([aRejection('1')]);
    await rm(path(...USERS));
    disk.onSync = () => rm(path(...USERS));
    const error = await storeErrorOf(rejects.keep([aRejection('2')]));
    expect(error.message).toContain(
      '(ENOENT). It leads through a link to a missing directory, or was deleted',
    );
    await rejects.close();
  });
});
