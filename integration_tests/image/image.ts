import { spawnSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { copiesOf, entrypointOf, pairsOf, parseDockerfile, type Stage, textsOf } from './dockerfile.ts';

export const repository = path.resolve(import.meta.dirname, '../..');

export const stages: readonly Stage[] = parseDockerfile(
  fs.readFileSync(path.join(repository, 'Dockerfile'), 'utf8'),
);
const filesStage: Stage = stages.find((stage) => stage.name === 'files')!;
export const finalStage: Stage = stages.at(-1)!;

/** Files of the repository that a build needs: the bundles, and the folders that the `files` stage copies. */
export interface Sources {
  readonly dist: string;
  readonly connectors: string;
}

export const ownSources: Sources = {
  dist: path.join(repository, 'dist'),
  connectors: path.join(repository, 'connectors'),
};

export interface Arguments {
  readonly CONNECTOR?: string;
  readonly VERSION?: string;
}

export interface Image {
  /** Folder that replaces the image's `/`. */
  readonly root: string;
  readonly labels: Readonly<Record<string, string>>;
  /** Runs a command as in the image, with the paths below /airbyte and /usr/local/bin moved to `root`. */
  readonly env: Readonly<Record<string, string>>;
  readonly entrypoint: readonly string[];
}

/** Creates a folder for one test, removed by `removeFolders`. Others may enter it: the connector runs as another user. */
export function folder(): string {
  const made = fs.mkdtempSync(path.join(os.tmpdir(), 'image-test-'));
  fs.chmodSync(made, 0o777);
  folders.push(made);
  return made;
}
const folders: string[] = [];

export function removeFolders(): void {
  for (const made of folders.splice(0)) fs.rmSync(made, { recursive: true, force: true });
}

/**
 * Executes the Dockerfile's instructions for the connector's files without Docker: runs the commands of the `files` stage
 * unchanged in a folder that replaces its file system, and copies the files that the last stage copies. @throws Error with the
 * output of a failed build.
 */
export function assemble(args: Arguments, sources: Sources = ownSources): Image {
  const build = folder();
  const work = path.join(build, 'files');
  fs.mkdirSync(work);
  for (const { sources: from, target } of copiesOf(filesStage)) {
    for (const source of from)
      fs.cpSync(sourceOf(source, sources), path.join(work, target, nameIn(source, target)), {
        recursive: true,
      });
  }
  for (const command of textsOf(filesStage, 'RUN')) {
    const { status, stderr } = spawnSync('dash', ['-c', command.replaceAll('/image/', `${build}/image/`)], {
      cwd: work,
      env: { PATH: process.env.PATH, ...args },
      encoding: 'utf8',
    });
    if (status !== 0) throw new Error(stderr.trim());
  }
  const root = folder();
  for (const { from, sources: copied, target } of copiesOf(finalStage)) {
    // This machine's file system replaces that of the base.
    if (from === 'system') continue;
    if (from !== 'files') throw new Error('The last stage copies from elsewhere.');
    for (const source of copied)
      fs.cpSync(path.join(build, source), path.join(root, target), { recursive: true });
  }
  const moved = (text: string): string => text.replaceAll('/airbyte', `${root}/airbyte`);
  const env = pairsOf(finalStage, 'ENV');
  return {
    root,
    labels: pairsOf(finalStage, 'LABEL', { ...args }),
    entrypoint: entrypointOf(finalStage).map(moved),
    env: {
      ...env,
      HOME: moved(env.HOME ?? ''),
      AIRBYTE_ENTRYPOINT: moved(env.AIRBYTE_ENTRYPOINT ?? ''),
      // The base image keeps Node in /usr/local/bin.
      PATH: `${root}/usr/local/bin:${path.dirname(process.execPath)}:/usr/bin:/bin`,
    },
  };
}

/**
 * Runs the commands of the `build` stage on the files that it copies and on no others, with this repository's packages instead of
 * an `npm ci`. Returns the folder that replaces /build.
 */
export function buildFromContext(): string {
  const work = folder();
  const stage = stages.find((each) => each.name === 'build')!;
  for (const { sources, target } of copiesOf(stage)) {
    for (const source of sources) {
      fs.cpSync(path.join(repository, source), path.join(work, target, nameIn(source, target)), {
        recursive: true,
      });
    }
  }
  fs.symlinkSync(path.join(repository, 'node_modules'), path.join(work, 'node_modules'));
  for (const command of textsOf(stage, 'RUN').filter((each) => !each.includes('npm ci'))) {
    const env = { ...process.env, PATH: `${path.dirname(process.execPath)}:${process.env.PATH}` };
    const { status, stderr } = spawnSync('dash', ['-c', command], { cwd: work, env, encoding: 'utf8' });
    if (status !== 0) throw new Error(stderr.trim());
  }
  return work;
}

/** Copies from the build stage's /build/dist/ and from the repository. */
function sourceOf(source: string, { dist, connectors }: Sources): string {
  if (source === '/build/dist/') return dist;
  return source === 'connectors/' ? connectors : path.join(repository, source);
}

/** Copies the content of a folder, or a file with its name. */
const nameIn = (source: string, target: string): string =>
  source.endsWith('/') || !target.endsWith('/') ? '' : path.basename(source);
