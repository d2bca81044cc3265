import { randomUUID } from 'node:crypto';
import type { Runtime } from './subject.ts';

/** How to call a container engine that takes Docker's options. */
export interface Containers {
  /** `docker`, `podman`. */
  readonly engine: string;
  /** The folder of the cases' files; the container sees it at the same path. */
  readonly folder: string;
  /** Variables that every run gets. */
  readonly env?: Readonly<Record<string, string>>;
}

/** The command of an image, as it stands in reports. What one run needs is added by the runtime. */
export const imageCommand = ({ engine }: Containers, image: string): readonly string[] => [
  engine,
  'run',
  '--rm',
  '-i',
  image,
];

/**
 * Runs an image as the platform does: standard input open, no more rights than it needs, as whatever user the image
 * names. The host's network is the container's, so that a provider on 127.0.0.1 can be reached.
 */
export function containerRuntime({ engine, folder, env: always = {} }: Containers): Runtime {
  return {
    openFiles: true,
    command(command, { cwd, env }) {
      const image = command.at(-1)!;
      const name = `connector-acceptance-${randomUUID()}`;
      // The paths of this machine mean nothing in there.
      const { PATH: _path, HOME: _home, ...given } = { ...always, ...env };
      return {
        command: [
          ...[engine, 'run', '--rm', '-i', '--init', '--name', name],
          ...['--network', 'host', '--cap-drop', 'ALL', '--security-opt', 'no-new-privileges'],
          ...['-v', `${folder}:${folder}`, '-w', cwd],
          // Values stay off the command line, which anybody on the machine can read.
          ...Object.keys(given).flatMap((variable) => ['-e', variable]),
          image,
        ],
        env: given,
        // Killing the client leaves the container.
        cleanUp: [engine, 'rm', '-f', name],
      };
    },
  };
}
