import { randomUUID } from 'node:crypto';
import { engineVariables, withoutEngine } from './container-engine.ts';
import type { Runtime } from './subject.ts';

/** How to call a container engine with Docker's options. */
export interface Containers {
  /** `docker`, `podman`, or the path of such a program. */
  readonly engine: string;
  /** The folder of the cases' files; the container has it at the same path. */
  readonly folder: string;
  /** Variables that every run gets. */
  readonly env?: Readonly<Record<string, string>>;
  /** More options of the engine's `run`: `--read-only`, `--memory=350m`. */
  readonly options?: readonly string[];
}

/** Returns the command of an image, as reports show it. The runtime adds options for each run. */
export const imageCommand = ({ engine, options = [] }: Containers, image: string): readonly string[] => [
  ...[engine, 'run', '--rm', '-i'],
  ...options,
  image,
];

/**
 * Runs an image as the platform does: open standard input, only the rights that it needs, the user of the image,
 * and its program as the first process. The container uses the host's network, so that it reaches a provider on
 * 127.0.0.1.
 */
export function containerRuntime(containers: Containers): Runtime {
  const { engine, folder, env: always = {}, options = [] } = containers;
  return {
    openFiles: true,
    ended: withoutEngine,
    command(command, { cwd, env }) {
      const image = command.at(-1)!;
      const name = `connector-acceptance-${randomUUID()}`;
      // Paths of this machine are not valid in the container.
      const { PATH: _path, HOME: _home, ...given } = { ...always, ...env };
      return {
        command: [
          ...[engine, 'run', '--rm', '-i', '--name', name],
          ...['--network', 'host', '--cap-drop', 'ALL', '--security-opt', 'no-new-privileges'],
          ...options,
          ...['-v', `${folder}:${folder}`, '-w', cwd],
          // The command line contains no values, because all users of the machine can read it.
          ...Object.keys(given).flatMap((variable) => ['-e', variable]),
          image,
        ],
        env: { ...engineVariables(process.env), ...given },
        // Killing the client does not end the container.
        cleanUp: [engine, 'rm', '-f', name],
      };
    },
  };
}
