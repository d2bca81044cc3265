import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { rejectFiles } from './reject-files.ts';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'files-'));
});
afterEach(() => rm(folder, { recursive: true }));
const path = (name: string): string => join(folder, name);

describe('the files of a replay', () => {
  it('are all *.jsonl files below a folder, and a file of any name that is given itself', async () => {
    await mkdir(path('run/deep'), { recursive: true });
    await mkdir(path('run/folder.jsonl'));
    for (const name of ['run/z.jsonl', 'run/a.jsonl', 'run/deep/m.jsonl', 'run/notes.txt', 'other.txt'])
      await writeFile(path(name), '');
    expect(await rejectFiles([path('other.txt'), path('run')])).toEqual(
      ['other.txt', 'run/a.jsonl', 'run/deep/m.jsonl', 'run/z.jsonl'].map(path),
    );
  });

  it('are in the order in which their first records were rejected, and not in that of their names', async () => {
    const files = [
      ['9/cbg.jsonl', '2026-01-01T00:00:00.000Z'],
      ['9/cbg.2.jsonl', '2026-01-01T00:05:00.000Z'],
      ['10/cbg.jsonl', '2026-01-02T00:00:00.000Z'],
    ] as const;
    for (const [name, time] of files) {
      await mkdir(path(dirname(name)), { recursive: true });
      const provider = JSON.stringify('"rejected_at":"2020-01-01"');
      await writeFile(path(name), `{"provider":${provider},"rejected_at":"${time}","record":{}}\n`);
    }
    expect(await rejectFiles([folder])).toEqual(files.map(([name]) => path(name)));
  });

  it('are read once if they are given twice', async () => {
    await writeFile(path('a.jsonl'), '');
    expect(await rejectFiles([path('a.jsonl'), folder])).toEqual([path('a.jsonl')]);
  });

  it('are missed in a folder that has none, with advice which folder to pass', async () => {
    await writeFile(path('notes.txt'), '');
    await expect(rejectFiles([folder])).rejects.toMatchObject({
      ...{ kind: 'config', code: 'ERR_REPLAY_FILE' },
      message: expect.stringMatching(
        `^The folder ${folder} has no file .*Pass the folder that the log of the sync names`,
      ),
    });
  });

  it('cannot be listed below a path that does not exist, and the error names it', async () => {
    await expect(rejectFiles([path('missing')])).rejects.toMatchObject({
      ...{ kind: 'config', code: 'ERR_REPLAY_FILE' },
      message: expect.stringContaining(`${path('missing')} can't be read (ENOENT)`),
    });
  });
});
