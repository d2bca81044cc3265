import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import * as fs from 'node:fs';
import * as path from 'node:path';
import * as yaml from 'yaml';
import type { PlatformJob } from '../platform/wrapper.ts';
import { folder, type Image, ownSources, type Sources } from './image.ts';

interface Metadata {
  readonly dockerRepository: string;
  readonly dockerImageTag: string;
}

/** Shells that a base image may have. Debian's is dash. */
export const shells = ['dash', 'bash'].filter((shell) => spawnSync(shell, ['-c', ':']).status === 0);

/** Only root can run a program as user 1000. */
export const isRoot = process.getuid?.() === 0 && spawnSync('setpriv', ['--version']).status === 0;

/** The connectors of this repository. */
export const names = fs.readdirSync(ownSources.connectors).filter((name) => name.startsWith('destination-'));

export const metadataOf = (name: string): Metadata =>
  (yaml.parse(read(path.join(ownSources.connectors, name, 'metadata.yaml'))) as { data: Metadata }).data;

export const argumentsFor = (name: string): { readonly CONNECTOR: string; readonly VERSION: string } => ({
  CONNECTOR: name,
  VERSION: metadataOf(name).dockerImageTag,
});

export const read = (file: string): string => fs.readFileSync(file, 'utf8');

/** A connector that prints its input and the received signal, so that a test covers only the image. */
const PROBE = `#!/usr/bin/env node
const say = (what) => process.stdout.write(JSON.stringify(what) + '\\n');
say({ pid: process.pid, args: process.argv.slice(2), cwd: process.cwd(), uid: process.getuid(), options: process.execArgv, threshold: process.env.MALLOC_MMAP_THRESHOLD_ });
if (process.argv[2] === 'fail') process.exitCode = 3;
if (process.argv[2] === 'write') {
  process.stdin.on('data', (data) => say({ line: data.toString().trim() }));
  process.on('SIGTERM', () => { say({ signal: 'SIGTERM' }); process.exitCode = 42; process.stdin.destroy(); });
}
`;

/** The repository with the probe in place of every bundle. */
export function probeSources(): Sources {
  const dist = folder();
  const hash = createHash('sha256').update(PROBE).digest('hex');
  for (const name of names) {
    fs.writeFileSync(path.join(dist, `${name}.js`), PROBE, { mode: 0o755 });
    fs.mkdirSync(path.join(dist, 'bills', name), { recursive: true });
    fs.writeFileSync(path.join(dist, 'bills', name, 'SHA256SUMS'), `${hash}  ${name}.js\n`);
  }
  return { ...ownSources, dist };
}

/** Runs a job of the platform in its own folder, as user 1000 where possible. */
export const jobIn = (
  image: Image,
  job: Pick<PlatformJob, 'shell' | 'operation'> & Partial<PlatformJob>,
): PlatformJob => ({
  folder: folder(),
  env: image.env,
  pollSeconds: 0.2,
  ...(isRoot && { uid: 1000 }),
  ...job,
});

export async function until(holds: () => boolean, what: string): Promise<void> {
  const deadline = performance.now() + 10_000;
  while (!holds()) {
    if (performance.now() > deadline) throw new Error(`waited in vain for ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
