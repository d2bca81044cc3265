import { mkdtemp, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { isMarkedAsContainer, lostWithContainer } from './container-files.ts';

const root = (type: string) => `1 0 0:1 / / rw,relatime - ${type} overlay rw,lowerdir=/a`;
const mount = (point: string, type = 'ext4') =>
  `2 1 8:1 /volume ${point} rw,relatime shared:1 - ${type} /dev/sda rw`;

const doubt = (directory: string, mounts: readonly string[], isContainer = false) =>
  lostWithContainer(directory, { mounts: mounts.join('\n'), isContainer, real: async (path) => path });

test.each([
  ["the container's layers", '/rejects', [root('overlay')], false],
  ["the container's layers of another kind", '/rejects', [root('fuse.fuse-overlayfs')], false],
  ['a container whose root is a plain file system', '/rejects', [root('btrfs')], true],
  ['a folder beside a volume', '/local-too', [root('overlay'), mount('/local')], false],
  ["a container's memory", '/tmp/rejects', [root('overlay'), mount('/tmp', 'tmpfs')], false],
  [
    'memory mounted over a volume',
    '/local/x',
    [root('overlay'), mount('/local'), mount('/local', 'tmpfs')],
    false,
  ],
])('a Local Directory on %s is warned about', async (_, directory, mounts, isContainer) => {
  expect(await doubt(directory, mounts, isContainer)).toBe(
    'Rejected Records > Directory (object_storage_config.directory) is on the file system of this container, and the rejected records in it are ' +
      'deleted with the container. Mount a volume there, or choose S3 Bucket for Rejected Records (object_storage_config).',
  );
});

test.each([
  ['a volume', '/local', [root('overlay'), mount('/local')], true],
  ['a folder of a volume', '/local/a/b', [root('overlay'), mount('/local')], true],
  ['a volume with a blank in its name', '/my files/a', [root('overlay'), mount('/my\\040files')], true],
  ['a volume that is listed before the root', '/local/a', [mount('/local'), root('overlay')], true],
  ['a machine', '/rejects', [root('ext4')], false],
  [
    'a machine that runs containers',
    '/rejects',
    [root('ext4'), mount('/var/lib/docker/overlay2/a/merged', 'overlay')],
    false,
  ],
  ['a container without a table of mounts', '/rejects', [], true],
  ["a machine's memory", '/tmp/rejects', [root('ext4'), mount('/tmp', 'tmpfs')], false],
  ['a system without a table of mounts', '/rejects', [], false],
  ['a bucket', 's3://bucket/rejects', [root('overlay')], true],
  ['no storage at all', '', [root('overlay')], true],
])('%s is not warned about', async (_, directory, mounts, isContainer) => {
  expect(await doubt(directory, mounts, isContainer)).toBeUndefined();
});

test('a link is followed to where it leads', async () => {
  const mounts = [root('overlay'), mount('/local')].join('\n');
  const real = async () => '/var/rejects';
  expect(await lostWithContainer('/local/link', { mounts, isContainer: true, real })).toContain(
    'Rejected Records > Directory',
  );
});

test('a location that is not a path is not looked up', async () => {
  const real = async () => '/var/rejects';
  const surroundings = { mounts: root('overlay'), isContainer: true, real };
  expect(await lostWithContainer('s3://bucket/rejects', surroundings)).toBeUndefined();
});

test.each([
  ['Docker', ['/.dockerenv'], {}, true],
  ['Podman', ['/run/.containerenv'], {}, true],
  ['a pod', [], { KUBERNETES_SERVICE_HOST: '10.0.0.1' }, true],
  ['a machine', ['/', '/run', '/etc/hostname'], { HOME: '/root' }, false],
])('a container is recognised by its marks: %s', (_, files: readonly string[], environment, expected) => {
  expect(isMarkedAsContainer(environment, (path) => files.includes(path))).toBe(expected);
});

/** Makes this process look like one in a pod, until the end of the test. */
function enterPod(): void {
  const { KUBERNETES_SERVICE_HOST: before } = process.env;
  onTestFinished(() => {
    if (before === undefined) delete process.env.KUBERNETES_SERVICE_HOST;
    else process.env.KUBERNETES_SERVICE_HOST = before;
  });
  process.env.KUBERNETES_SERVICE_HOST = '10.0.0.1';
}

test.skipIf(process.platform !== 'linux')(
  'a pod is recognised, and a folder that does not exist counts as its nearest parent, links followed',
  async () => {
    enterPod();
    expect(await lostWithContainer('/not-there/rejects')).toContain('Rejected Records > Directory');
    const folder = await mkdtemp(join(tmpdir(), 'link-'));
    onTestFinished(() => rm(folder, { recursive: true }));
    await symlink('/proc', join(folder, 'link'));
    expect(await lostWithContainer(join(folder, 'link', 'not-there'))).toBeUndefined();
  },
);
