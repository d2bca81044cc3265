import promises, { type FileHandle } from 'node:fs/promises';
import { syncBuiltinESMExports } from 'node:module';
import { afterAll, beforeAll, beforeEach, expect, vi } from 'vitest';

const diskError = (code: string): Error => Object.assign(new Error('no'), { code });

/**
 * Replaces the disk in the tests of a file. `takes`: maximum bytes of each following write, after which the disk is full;
 * `onSync`: called after each fsync; `openError`: code of the error for new files; `forbidden`: a folder that can't be created;
 * `synced`: number of fsyncs; `handles`: all files that were opened.
 */
export function fakeDisk() {
  const disk = {
    takes: undefined as number[] | undefined,
    onSync: undefined as (() => Promise<void>) | undefined,
    openError: undefined as string | undefined,
    forbidden: undefined as string | undefined,
    synced: 0,
    handles: [] as FileHandle[],
  };
  // Replaces the functions in Node's module itself, because a mock of the module does not reach a store that an earlier test
  // loaded.
  const { open, mkdir } = promises;
  beforeAll(() => {
    vi.spyOn(promises, 'mkdir').mockImplementation(async (...args) => {
      if (args[0] === disk.forbidden) throw diskError('EACCES');
      return mkdir(...args);
    });
    vi.spyOn(promises, 'open').mockImplementation(async (...args) => {
      if (disk.openError && args[1] === 'wx') throw diskError(disk.openError);
      const handle = await open(...args);
      disk.handles.push(handle);
      const { datasync } = handle;
      const limited = async (buffer: Buffer, offset: number, length: number, position: number) => {
        const most = disk.takes?.shift();
        if (disk.takes && most === undefined) throw diskError('ENOSPC');
        expect(offset + length).toBeLessThanOrEqual(buffer.length);
        return handle.writev([buffer.subarray(offset, offset + Math.min(length, most ?? length))], position);
      };
      handle.write = limited as unknown as typeof handle.write;
      handle.datasync = async () => {
        await datasync.call(handle).finally(() => disk.synced++);
        await disk.onSync?.();
      };
      return handle;
    });
    syncBuiltinESMExports();
  });
  afterAll(() => {
    vi.restoreAllMocks();
    syncBuiltinESMExports();
  });
  beforeEach(
    () =>
      void Object.assign(disk, {
        takes: undefined,
        onSync: undefined,
        openError: undefined,
        forbidden: undefined,
        synced: 0,
        handles: [],
      }),
  );
  return disk;
}
