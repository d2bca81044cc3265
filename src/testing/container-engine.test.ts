import { describe, expect, test } from 'vitest';
import { engineVariables, withoutEngine } from './container-engine.ts';
import type { Finished } from './process.ts';

const end = (more: Partial<Finished>): Finished => ({
  ...{
    commandLine: 'podman run x',
    exitCode: 0,
    signal: null,
    lines: [],
    tail: '',
    messages: [],
    stderr: '',
  },
  ...{ durationMs: 0, lingeredMs: 0, timedOut: false },
  ...more,
});

describe('the end of a container', () => {
  test.each([
    [143, 'SIGTERM'],
    [137, 'SIGKILL'],
    [130, 'SIGINT'],
  ])('with %d is the end by %s', (exitCode, signal) => {
    expect(withoutEngine(end({ exitCode }))).toMatchObject({ exitCode: null, signal });
  });

  test.each([0, 1, 2, 125, 126, 127, 128, 255])('with %d is an exit code', (exitCode) => {
    expect(withoutEngine(end({ exitCode }))).toMatchObject({ exitCode, signal: null });
  });

  test.each([
    'time="2026-11-29T08:00:00Z" level=error msg="forwarding signal 15 to container"',
    'Error: attaching to container 4ef: write /dev/stdout: broken pipe',
    'write /dev/stdout: broken pipe',
    'error from daemon in stream: Error grabbing logs: EOF',
    'Emulate Docker CLI using podman. Create /etc/containers/nodocker to quiet msg.',
    'WARNING: Your kernel does not support swap limit capabilities or the cgroup is not mounted.',
  ])('contains no line that the client of the engine wrote: %s', (line) => {
    expect(withoutEngine(end({ stderr: `${line}\n` })).stderr).toBe('');
    expect(withoutEngine(end({ stderr: `before\n${line}\nafter\n` })).stderr).toBe('before\nafter\n');
  });

  test.each(['Error: no', 'WARNING: a setting is old', 'time is up', 'panic: broken pipe'])(
    'keeps a line of the connector: %s',
    (line) => {
      expect(withoutEngine(end({ stderr: `${line}\n` })).stderr).toBe(`${line}\n`);
    },
  );

  test('does not include the two seconds that an engine may take to remove the container', () => {
    expect(withoutEngine(end({ lingeredMs: 1_010 })).lingeredMs).toBe(0);
    expect(withoutEngine(end({ lingeredMs: 6_000 })).lingeredMs).toBe(4_000);
  });
});

test('engineVariables() selects variables of the engine by their names', () => {
  const names = [
    'DOCKER_HOST',
    'DOCKER_CONFIG',
    'CONTAINER_HOST',
    'CONTAINERS_STORAGE_CONF',
    'XDG_DATA_HOME',
  ];
  const more = [
    'BUILDAH_ISOLATION',
    'DBUS_SESSION_BUS_ADDRESS',
    'STORAGE_DRIVER',
    'REGISTRY_AUTH_FILE',
    'TMPDIR',
  ];
  const others = ['PATH', 'HOME', 'API_KEY', 'MY_DOCKER_HOST', 'CONTAINER'];
  const env = Object.fromEntries([...names, ...more, ...others].map((name) => [name, 'x']));
  expect(Object.keys(engineVariables(env)).sort()).toEqual([...names, ...more].sort());
});
