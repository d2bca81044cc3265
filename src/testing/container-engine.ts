import { constants } from 'node:os';
import { type Finished, runConnector } from './process.ts';
import type { Runtime } from './subject.ts';

/** Names of variables with the address, settings and credentials of a container engine. */
const OF_THE_ENGINE =
  /^(DOCKER|BUILDKIT|CONTAINER|CONTAINERS|CONTAINERD|PODMAN|BUILDAH|NERDCTL|XDG|DBUS|STORAGE|REGISTRY_AUTH|SSH_AUTH)_/;
const MORE_OF_THE_ENGINE: ReadonlySet<string> = new Set(['TMPDIR', '_CONTAINERS_USERNS_CONFIGURED']);

/** Returns the variables that the client of the engine needs. The container does not get them. */
export const engineVariables = (env: NodeJS.ProcessEnv): Record<string, string> =>
  Object.fromEntries(
    Object.entries(env).flatMap(([name, value]) =>
      value !== undefined && (OF_THE_ENGINE.test(name) || MORE_OF_THE_ENGINE.has(name))
        ? [[name, value]]
        : [],
    ),
  );

/** Lines that a client adds to the container's stderr: its log, its warnings, and errors of a closed pipe. */
const LINES_OF_THE_CLIENT: readonly RegExp[] = [
  /^time="[^"]*" level=\w+ msg=/,
  /^(Error: .*)?write \/dev\/stdout: broken pipe$/,
  /^Error: attaching to container /,
  /^error from daemon in stream: /,
  /^Emulate Docker CLI using podman\./,
  /^WARNING: (Your kernel does not support|The requested image's platform|image platform) /,
];

/**
 * Time in which an engine removes a container after its last output, in milliseconds. Measured with podman 4.3: 0.2 s on an idle
 * machine, 1.1 s on a busy one.
 */
const TEARDOWN_MS = 2_000;

/**
 * Returns the end of the container's first process, without what the client adds: an exit code of 128 + n for the signal n,
 * lines on stderr, and the time to remove the container.
 */
export function withoutEngine(end: Finished): Finished {
  const signal = signalOf(end.exitCode);
  return {
    ...end,
    ...(signal && { exitCode: null, signal }),
    stderr: end.stderr
      .split('\n')
      .filter((line) => !LINES_OF_THE_CLIENT.some((pattern) => pattern.test(line)))
      .join('\n'),
    lingeredMs: Math.max(0, end.lingeredMs - TEARDOWN_MS),
  };
}

function signalOf(exitCode: number | null): NodeJS.Signals | undefined {
  const found = Object.entries(constants.signals).find(([, number]) => exitCode === 128 + number);
  return found?.[0] as NodeJS.Signals | undefined;
}

/** Exit codes: the engine failed; the program cannot be run; the program does not exist. */
const NOT_STARTED: readonly (number | null)[] = [125, 126, 127];

/** Time limit in milliseconds: an image may have to be pulled first. */
const PULL_MS = 600_000;

/**
 * Runs `spec` once, so that an engine that cannot run the image is reported in one message instead of every case.
 * The result of `spec` is ignored. @throws Error with a message for the user.
 */
export async function assertImageRuns(
  runtime: Runtime,
  command: readonly string[],
  cwd: string,
): Promise<void> {
  const [engine = ''] = command;
  const image = command.at(-1);
  const run = runtime.command(command, { cwd, env: {} });
  const end = await runConnector(run.command, ['spec'], { env: run.env, cwd, timeoutMs: PULL_MS }).catch(
    (thrown: NodeJS.ErrnoException) => {
      throw new Error(
        `The container engine ${engine} can't be started (${thrown.code ?? thrown.message}). Name another one with --engine.`,
      );
    },
  );
  if (run.cleanUp) await runConnector(run.cleanUp, [], { env: run.env }).catch(() => {});
  if (end.timedOut)
    throw new Error(`${engine} did not run spec of ${image} within ${PULL_MS / 60_000} minutes.`);
  if (!NOT_STARTED.includes(end.exitCode)) return;
  const lastLine = end.stderr.trim().split('\n').at(-1);
  throw new Error(
    `${engine} can't run the image ${image} (exit code ${end.exitCode}). It says: ${lastLine || 'nothing'}. Try: ${engine} run --rm ${image} spec`,
  );
}
