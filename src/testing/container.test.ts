import { expect, test } from 'vitest';
import { containerRuntime, imageCommand } from './container.ts';

const containers = { engine: 'podman', folder: '/cases', env: { TOKEN: 'secret', HOME: '/root' } };

test('an image is run with its input open, the files at the same path, and no more rights than it needs', () => {
  const command = imageCommand(containers, 'example/x:dev');
  const made = containerRuntime(containers).command(command, {
    cwd: '/cases/a',
    env: { LOG_LEVEL: 'DEBUG' },
  });
  const name = made.command[made.command.indexOf('--name') + 1]!;
  expect(name).toMatch(/^connector-acceptance-/);
  expect(made.command).toEqual([
    ...['podman', 'run', '--rm', '-i', '--init', '--name', name],
    ...['--network', 'host', '--cap-drop', 'ALL', '--security-opt', 'no-new-privileges'],
    ...['-v', '/cases:/cases', '-w', '/cases/a'],
    ...['-e', 'TOKEN', '-e', 'LOG_LEVEL'],
    'example/x:dev',
  ]);
  expect(made.cleanUp).toEqual(['podman', 'rm', '-f', name]);
});

test("values of variables stay off the command line, and this machine's paths out of the container", () => {
  const made = containerRuntime(containers).command(['podman', 'x'], { cwd: '/', env: { PATH: '/nowhere' } });
  expect(made.env).toEqual({ TOKEN: 'secret' });
  expect(made.command.join(' ')).not.toContain('secret');
});

test('each run has a container of its own, so that ending one ends no other', () => {
  const runtime = containerRuntime(containers);
  const [first, second] = [1, 2].map(() => runtime.command(['podman', 'x'], { cwd: '/', env: {} }).cleanUp);
  expect(first).not.toEqual(second);
});
