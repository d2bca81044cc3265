import { appendFile, mkdir, readdir, readFile, stat, symlink, writeFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { fakeDisk } from './testing/fake-disk.ts';
import { aRejection, rejectFolder, storeErrorOf } from './testing/reject-folder.ts';

const disk = fakeDisk();
const { path, store, lines } = rejectFolder();

describe('rejected records in a directory', () => {
  it('are complete lines in one file per stream, on the disk, when keep resolves', async () => {
    const rejects = store();
    await rejects.keep([
      aRejection('{"id":1}', { providerMessage: 'id 1 is "bad"\n' }),
      aRejection('{"id":2}', { stream: { name: 'a/b é', namespace: '../n' } }),
    ]);
    expect(disk.synced).toBe(2);
    expect(await readdir(path('17'))).toEqual(['%2E.%2Fn.a%2Fb%20%C3%A9.jsonl', 'users.jsonl']);
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
    await rejects.keep([aRejection('{"n":1}'), aRejection('{"n":2}')]);
    const kept = (await lines('17', 'users.jsonl')).map((line) => JSON.parse(line) as { record: unknown });
    expect(kept.map(({ record }) => record)).toEqual([{ n: 1 }, { n: 2 }]);
    await rejects.close();
  });

  it('keep every digit and every character of the record', async () => {
    const record = '{"id":9007199254740993,"v":1.10,"x":1e400,"k":1,"k":2,"u":"\\u00e9\u2028"}';
    const rejects = store();
    await rejects.keep([aRejection(record)]);
    expect((await lines('17', 'users.jsonl'))[0]).toContain(`"record":${record}}`);
    await rejects.close();
  });

  it('are readable only by the user of the connector', async () => {
    const directory = path('new', 'deep');
    const rejects = store('17', directory);
    await rejects.keep([aRejection('{}')]);
    const modes = await Promise.all(
      ['new', 'new/deep', 'new/deep/17', 'new/deep/17/users.jsonl'].map((each) => stat(path(each))),
    );
    expect(modes.map(({ mode }) => (mode & 0o777).toString(8))).toEqual(['700', '700', '700', '600']);
    await rejects.close();
  });

  it('of a later attempt go into a new file, so that an incomplete line of an earlier attempt corrupts none', async () => {
    const first = store();
    await first.keep([aRejection('{"n":1}')]);
    await first.close();
    await appendFile(path('17', 'users.jsonl'), '{"stream":"users","reas');
    const before = await readFile(path('17', 'users.jsonl'), 'utf8');
    const second = store();
    await second.keep([aRejection('{"n":2}')]);
    disk.takes = [10];
    await storeErrorOf(second.keep([aRejection('{"n":3}')]));
    disk.takes = undefined;
    await second.close();
    expect(await readFile(path('17', 'users.jsonl'), 'utf8')).toBe(before);
    expect(await lines('17', 'users.2.jsonl')).toHaveLength(1);
  });

  it('are never written through a link or into an existing file', async () => {
    await mkdir(path('17'));
    await writeFile(path('target'), '', { mode: 0o666 });
    await symlink(path('target'), path('17', 'users.jsonl'));
    await symlink(path('missing'), path('17', 'users.2.jsonl'));
    await writeFile(path('17', 'users.3.jsonl'), '', { mode: 0o666 });
    const rejects = store();
    await rejects.keep([aRejection('{"n":1}')]);
    await rejects.close();
    expect(await readFile(path('target'), 'utf8')).toBe('');
    expect(await readdir(path())).toEqual(['17', 'target']);
    expect(await lines('17', 'users.4.jsonl')).toHaveLength(1);
    expect((await stat(path('17', 'users.4.jsonl'))).mode & 0o777).toBe(0o600);
  });

  it('stay below the directory for any id of the sync', async () => {
    for (const run of ['../../etc', '/etc', '..', '.', '', 'a\u0000b', 'x'.repeat(400), '\ud800'])
      for (const namespace of ['..', '../x', '']) {
        const rejects = store(run, path('below'));
        await rejects.keep([aRejection('{}', { stream: { name: '../users', namespace } })]);
        await rejects.close();
      }
    expect(await readdir(path())).toEqual(['below']);
    for (const name of await readdir(path('below'), { recursive: true }))
      expect(name).toMatch(/^[\w%-][\w%.-]*(\/[\w%-][\w%.-]*)?$/);
  });

  it('have secrets masked in the provider message', async () => {
    const rejects = store();
    await rejects.keep([aRejection('{"n":1}', { providerMessage: 'the key s3cr3t may not do this' })]);
    await rejects.close();
    expect(await lines('17', 'users.jsonl')).toEqual([expect.stringContaining('the key **** may not')]);
  });

  it('keep their order over concurrent calls', async () => {
    const rejects = store();
    await Promise.all(Array.from({ length: 20 }, (_, n) => rejects.keep([aRejection(`{"n":${n}}`)])));
    const numbers = (await lines('17', 'users.jsonl')).map(
      (line) => (JSON.parse(line) as { record: { n: number } }).record.n,
    );
    expect(numbers).toEqual(Array.from({ length: 20 }, (_, n) => n));
    await rejects.close();
  });

  it('leave no file open when the store is closed', async () => {
    const rejects = store();
    await rejects.keep([aRejection('1'), aRejection('2', { stream: { name: 'orders' } })]);
    await rejects.close();
    expect(disk.handles.length).toBeGreaterThanOrEqual(4);
    expect(disk.handles.filter(({ fd }) => fd !== -1)).toEqual([]);
  });

  it('are written completely before close() closes the files, and no file is opened later', async () => {
    const rejects = store();
    const last = rejects.keep([aRejection('1')]);
    await rejects.close();
    await last;
    expect(await lines('17', 'users.jsonl')).toHaveLength(1);
    const error = await storeErrorOf(rejects.keep([aRejection('2', { stream: { name: 'orders' } })]));
    expect(error.message).toContain('ECANCELED');
    expect(await readdir(path('17'))).toEqual(['users.jsonl']);
  });
});

describe('the check of a directory', () => {
  it('accepts an existing and a missing directory, and leaves nothing behind', async () => {
    await store().check();
    await store('17', path('not', 'yet')).check();
    expect(await readdir(path())).toEqual([]);
  });

  it('rejects a relative path, and a path that is or leads to no directory', async () => {
    for (const path of ['rejects', './rejects', ''])
      expect(await storeErrorOf(store('17', path).check())).toMatchObject({
        ...{ kind: 'config', code: 'ERR_REJECT_DIRECTORY' },
        message: expect.stringContaining('must be an absolute path'),
      });
    await writeFile(path('file'), '');
    await writeFile(path('program'), '', { mode: 0o755 });
    await symlink('loop', path('loop'));
    await symlink(path('missing'), path('dangling'));
    for (const name of ['file/below', 'file', 'program', 'loop', 'dangling', 'dangling/below']) {
      const error = await storeErrorOf(store('17', path(name)).check());
      expect(error).toMatchObject({ kind: 'config', code: 'ERR_REJECTS_NOT_KEPT' });
      expect(error.message).toContain(path(name));
      expect(error.message).not.toContain('The sync stops');
    }
  });

  it('says that a link leads to a missing directory', async () => {
    await symlink(path('missing'), path('link'));
    const error = await storeErrorOf(store('17', path('link')).check());
    expect(error.message).toContain('(ENOENT). It leads through a link to a missing directory');
  });
});
