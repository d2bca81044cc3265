import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Schedule } from './schedule.ts';
import type { Story } from './story.ts';
import { CANARY } from './target.ts';

/** Returns the folder of rejected records. */
export const rejectedIn = (folder: string): string => join(folder, 'rejected');

/** Returns the records of these steps that had to be rejected but are in no file. */
export function unkept({ rejectedRecord }: Story, folder: string, steps: readonly number[]): string[] {
  const wanted = steps.flatMap((at) => rejectedRecord.get(at) ?? []);
  if (wanted.length === 0) return [];
  const kept = textsIn(rejectedIn(folder)).join('');
  return wanted
    .filter((i) => !kept.includes(`${CANARY}/${i}/`))
    .map((i) => `the rejected record ${i}, which is in no file`);
}

function textsIn(folder: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, withFileTypes: true }).flatMap((entry) =>
    entry.isFile() ? [readFileSync(join(entry.parentPath, entry.name), 'utf8')] : [],
  );
}

/** The run in the names of the files; unknown if the platform sets no number. */
const RUNS = { registry: '812', pyairbyte: '1', custom: undefined };

/**
 * Makes the folder of the sync's rejected records unusable by a file with its name. Returns a function that restores it.
 * Has no effect if the platform sets no number, because the folder's name is not known then.
 */
export async function blockRejects(folder: string, { behaviour }: Schedule): Promise<() => Promise<void>> {
  const run = RUNS[behaviour.client];
  if (run === undefined) return () => Promise.resolve();
  const path = join(rejectedIn(folder), run);
  const aside = `${path}.aside`;
  await mkdir(path, { recursive: true });
  await block(path, aside);
  return async () => {
    await rm(path);
    await rename(aside, path);
  };
}

/**
 * A process that was killed inside this program may still create the folder: its content is removed, because no state covers it.
 */
async function block(path: string, aside: string): Promise<void> {
  await rename(path, aside);
  for (let isBlocked = false; !isBlocked; ) {
    isBlocked = await writeFile(path, '', { flag: 'wx' }).then(
      () => true,
      () => false,
    );
    if (!isBlocked) await rm(path, { recursive: true, force: true });
  }
}
