import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { mkdir, rename, rm, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { streamFileName } from '../../src/rejects/file-name.ts';
import type { Schedule } from './schedule.ts';
import type { Story } from './story.ts';
import { CANARY } from './target.ts';

/** Where the connector keeps rejected records. */
export const rejectedIn = (folder: string): string => join(folder, 'rejected');

/** Which records among these steps were to be rejected and are in no file. */
export function unkept({ unfit }: Story, folder: string, steps: readonly number[]): string[] {
  const wanted = steps.flatMap((at) => unfit.get(at) ?? []);
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

/** The run that its files are named by; unknown where the platform says no number. */
const RUNS = { registry: '812', pyairbyte: '1', custom: undefined };

/** From now on the files of rejected records take nothing. @returns what makes room again. */
export async function fillDisk(
  folder: string,
  { streams }: Story,
  { manner }: Schedule,
): Promise<() => Promise<void>> {
  const run = RUNS[manner.world];
  if (run === undefined) return () => Promise.resolve();
  const files = streams.map(({ name }) =>
    join(rejectedIn(folder), run, `${streamFileName({ name: `${manner.prefix}${name}` })}.jsonl`),
  );
  await mkdir(join(rejectedIn(folder), run), { recursive: true });
  const asides: (readonly [file: string, aside: string | undefined])[] = [];
  for (const file of files) asides.push([file, await fill(file)]);
  return async () => {
    for (const [file, aside] of asides) {
      await rm(file);
      if (aside !== undefined) await rename(aside, file);
    }
  };
}

/**
 * Puts in the place of a file one that takes nothing. @returns where it lies now, if it was there. A process that was killed inside this
 * program may be making its file yet: then the file appears between two steps, and what it holds nobody has counted on.
 */
async function fill(file: string): Promise<string | undefined> {
  const aside = `${file}.aside`;
  for (let wasThere = false; ; ) {
    if (wasThere) await rm(file, { force: true });
    else if (existsSync(file)) {
      await rename(file, aside);
      wasThere = true;
    }
    const isFull = await symlink('/dev/full', file).then(
      () => true,
      () => false,
    );
    if (isFull) return wasThere ? aside : undefined;
  }
}
