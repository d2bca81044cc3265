import { afterEach, expect, test, vi } from 'vitest';
import { containerRuntime, imageCommand } from './container.ts';

const containers = { engine: 'podman', folder: '/cases', env: { TOKEN: 'secret', HOME: '/root' } };
afterEach(() => vi.unstubAllEnvs());

test('an image runs with an open input, the files at the same path, and only the rights that it needs', () => {
  const command = imageCommand(containers, 'example/x:dev');
  const made = containerRuntime(containers).command(command, {
    cwd: '/cases/a',
    env: { LOG_LEVEL: 'DEBUG' },
  });
  const name = made.command[made.command.indexOf('--name') + 1]!;
  expect(name).toMatch(/^connector-acceptance-/);
  expect(made.command).toEqual([
    ...['podman', 'run', '--rm', '-i', '--name', name],
    ...['--network', 'host', '--cap-drop', 'ALL', '--security-opt', 'no-new-privileges'],
    ...['-v', '/cases:/cases', '-w', '/cases/a'],
    ...['-e', 'TOKEN', '-e', 'LOG_LEVEL'],
    'example/x:dev',
  ]);
  expect(made.cleanUp).toEqual(['podman', 'rm', '-f', name]);
});

test('the command line contains no values of variables, and the container gets no paths of this machine', () => {
  const made = containerRuntime(containers).command(['podman', 'x'], { cwd: '/', env: { PATH: '/nowhere' } });
  expect(made.env).toMatchObject({ TOKEN: 'secret' });
  expect(made.env).not.toHaveProperty('PATH');
  expect(made.command.join(' ')).not.toContain('secret');
});

test('each run has its own container, so that ending one does not end another', () => {
  const runtime = containerRuntime(containers);
  const [first, second] = [1, 2].map(() => runtime.command(['podman', 'x'], { cwd: '/', env: {} }).cleanUp);
  expect(first).not.toEqual(second);
});

test('run options precede the image, in each run and in the command of reports', () => {
  const posture = { ...containers, options: ['--read-only', '--memory=350m'] };
  const command = imageCommand(posture, 'x');
  expect(command.slice(-3)).toEqual(['--read-only', '--memory=350m', 'x']);
  const made = containerRuntime(posture).command(command, { cwd: '/', env: {} });
  expect(made.command.filter((word) => word === '--read-only')).toHaveLength(1);
  expect(made.command.indexOf('--read-only')).toBeLessThan(made.command.lastIndexOf('x'));
});

test('the client gets the variables of its engine, and the container does not', () => {
  vi.stubEnv('DOCKER_HOST', 'unix:///run/user/1/docker.sock');
  vi.stubEnv('CONTAINERS_CONF', '/etc/own.conf');
  vi.stubEnv('XDG_RUNTIME_DIR', '/run/user/1');
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'other');
  const made = containerRuntime(containers).command(['podman', 'x'], { cwd: '/', env: {} });
  expect(made.env).toMatchObject({
    DOCKER_HOST: 'unix:///run/user/1/docker.sock',
    CONTAINERS_CONF: '/etc/own.conf',
    XDG_RUNTIME_DIR: '/run/user/1',
  });
  expect(made.env).not.toHaveProperty('AWS_SECRET_ACCESS_KEY');
  expect(made.command.join(' ')).not.toMatch(/DOCKER_HOST|CONTAINERS_CONF|XDG/);
});
