import { randomUUID } from 'node:crypto';
import { engineVariables, withoutEngine } from './container-engine.ts';
import type { Runtime } from './subject.ts';

/** How to call a container engine that takes Docker's options. */
export interface Containers {
  /** `docker`, `podman`, or the path of such a program. */
  readonly engine: string;
  /** The folder of the cases' files; the container sees it at the same path. */
  readonly folder: string;
  /** Variables that every run gets. */
  readonly env?: Readonly<Record<string, string>>;
  /** More options of the engine's `run`: `--read-only`, `--memory=350m`. */
  readonly options?: readonly string[];
}

/** The command of an image, as it stands in reports. What one run needs is added by the runtime. */
export const imageCommand = ({ engine, options = [] }: Containers, image: string): readonly string[] => [
  ...[engine, 'run', '--rm', '-i'],
  ...options,
  image,
];

/**
 * Runs an image as the platform does: standard input open, no more rights than it needs, as the user that the image
 * names, its own program as the first process. The host's network is the container's, so that a provider on 127.0.0.1
 * can be reached.
 */
export function containerRuntime(containers: Containers): Runtime {
  const { engine, folder, env: always = {}, options = [] } = containers;
  return {
    openFiles: true,
    ended: withoutEngine,
    command(command, { cwd, env }) {
      const image = command.at(-1)!;
      const name = `connector-acceptance-${randomUUID()}`;
      // The paths of this machine mean nothing in there.
      const { PATH: _path, HOME: _home, ...given } = { ...always, ...env };
      return {
        command: [
          ...[engine, 'run', '--rm', '-i', '--name', name],
          ...['--network', 'host', '--cap-drop', 'ALL', '--security-opt', 'no-new-privileges'],
          ...options,
          ...['-v', `${folder}:${folder}`, '-w', cwd],
          // Values stay off the command line, which anybody on the machine can read.
          ...Object.keys(given).flatMap((variable) => ['-e', variable]),
          image,
        ],
        env: { ...engineVariables(process.env), ...given },
        // Killing the client leaves the container.
        cleanUp: [engine, 'rm', '-f', name],
      };
    },
  };
}
