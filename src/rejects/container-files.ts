import { existsSync } from 'node:fs';
import { readFile, realpath } from 'node:fs/promises';
import { dirname, isAbsolute } from 'node:path';
import type { Environment } from '../environment.ts';

/** Properties of the machine or the container that the process runs in. */
export interface Surroundings {
  /** `/proc/self/mountinfo`; empty where there is none. */
  readonly mounts: string;
  /** A file or a variable says that this is a container. */
  readonly isContainer: boolean;
  /** Resolves the links in the existing part of a path. */
  real(path: string): Promise<string>;
}

/** File systems that engines put a container's own files on. */
const LAYERED: ReadonlySet<string> = new Set(['overlay', 'aufs', 'fuse.fuse-overlayfs']);

/**
 * Returns a warning if this is a container and the directory is on its own file system or in its memory: then the files are
 * deleted with the container. Undefined otherwise, and for a location that is not a path (`s3://…`).
 */
export async function lostWithContainer(
  directory: string,
  surroundings?: Surroundings,
): Promise<string | undefined> {
  if (!isAbsolute(directory)) return undefined;
  const { mounts, isContainer, real } = surroundings ?? (await ownSurroundings());
  const table = mounts.split('\n').flatMap(mountOf);
  const isLayered = table.some(({ point, type }) => point === '/' && LAYERED.has(type));
  if (!isContainer && !isLayered) return undefined;
  const path = await real(directory);
  // Of several mounts over each other, the last one counts.
  const mount = table
    .filter(({ point }) => path === point || path.startsWith(point === '/' ? '/' : `${point}/`))
    .reduce<Mount | undefined>(
      (best, each) => (each.point.length >= (best?.point.length ?? 0) ? each : best),
      undefined,
    );
  if (mount?.point !== '/' && mount?.type !== 'tmpfs') return undefined;
  return (
    `Rejected Records > Directory (object_storage_config.directory) is on the file system of this container, and the rejected records in it are ` +
    `deleted with the container. Mount a volume there, or choose S3 Bucket for Rejected Records (object_storage_config).`
  );
}

interface Mount {
  readonly point: string;
  readonly type: string;
}

/** `36 35 98:0 /source /point options … - type device options`, with blanks as `\040`. See proc(5). */
function mountOf(line: string): readonly Mount[] {
  const [before = '', after = ''] = line.split(' - ');
  const point = before.split(' ')[4];
  const [type = ''] = after.split(' ');
  if (point === undefined) return [];
  return [
    {
      point: point.replace(/\\(\d{3})/g, (_, octal) => String.fromCharCode(Number.parseInt(octal, 8))),
      type,
    },
  ];
}

async function ownSurroundings(): Promise<Surroundings> {
  return {
    mounts: await readFile('/proc/self/mountinfo', 'utf8').catch(() => ''),
    isContainer: isMarkedAsContainer(process.env, existsSync),
    real,
  };
}

/** Whether a file of Docker or Podman, or a variable of Kubernetes, says that this is a container. */
export function isMarkedAsContainer(environment: Environment, exists: (path: string) => boolean): boolean {
  return (
    exists('/.dockerenv') || exists('/run/.containerenv') || environment.KUBERNETES_SERVICE_HOST !== undefined
  );
}

async function real(path: string): Promise<string> {
  try {
    return await realpath(path);
  } catch {
    return dirname(path) === path ? path : real(dirname(path));
  }
}
