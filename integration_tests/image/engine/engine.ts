import { spawnSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { pairsOf } from '../dockerfile.ts';
import { finalStage, repository } from '../image.ts';
import { argumentsFor } from '../subjects.ts';

/** A container engine that runs containers here, or the reason why there is none. */
export type Found = { readonly engine: string } | { readonly missing: string };

interface ImageConfig {
  readonly User: string;
  readonly Env: readonly string[];
  readonly Entrypoint: readonly string[];
  readonly Cmd?: readonly string[] | null;
  readonly WorkingDir: string;
  readonly Labels: Readonly<Record<string, string>>;
  readonly ExposedPorts?: object;
  readonly Volumes?: object;
}

/** Permissions and memory of a pod's container: less than the platform's default. */
export const POD: readonly string[] = [
  ...['--read-only', '--user=1000:1000', '--memory=350m', '--memory-swap=350m'],
  ...['--cap-drop=ALL', '--security-opt=no-new-privileges'],
];

const base = pairsOf(finalStage, 'LABEL')['org.opencontainers.image.base.name']!;
const SANDBOX = path.join(import.meta.dirname, 'containers.conf');

export const run = (program: string, args: readonly string[], timeout = 120_000) =>
  spawnSync(program, args, { encoding: 'utf8', timeout, maxBuffer: 1e8, cwd: repository });

/** Returns the last line of a program's output, for use in a message. */
const lastLine = (text: string | null): string => (text ?? '').trim().split('\n').at(-1) ?? '';

/** `CONTAINER_ENGINE`, else docker, else podman: the first that runs a container of the base image. */
export function findEngine(): Found {
  const wanted = process.env.CONTAINER_ENGINE;
  const reasons: string[] = [];
  for (const engine of wanted ? [wanted] : ['docker', 'podman']) {
    const reason = unusable(engine);
    if (reason === undefined) return { engine };
    reasons.push(`${engine}: ${reason}`);
  }
  return { missing: reasons.join('; ') };
}

function unusable(engine: string): string | undefined {
  const info = run(engine, ['info']);
  if (info.error) return 'is not installed';
  if (info.status !== 0) return lastLine(info.stderr) || lastLine(info.stdout);
  const noBase = missingBase(engine);
  if (noBase !== undefined) return noBase;
  const trial = (): string | undefined => {
    const { status, stderr } = run(engine, ['run', '--rm', '--entrypoint', '/bin/true', base]);
    return status === 0 ? undefined : lastLine(stderr);
  };
  const failed = trial();
  if (failed === undefined || process.env.CONTAINERS_CONF !== undefined) return failed;
  process.env.CONTAINERS_CONF = SANDBOX;
  return trial();
}

/** Pulls the base image, or builds a stand-in where it cannot be pulled. */
function missingBase(engine: string): string | undefined {
  if (run(engine, ['image', 'inspect', base]).status === 0) return undefined;
  const pulled = run(engine, ['pull', base], 300_000);
  if (pulled.status === 0) return undefined;
  const made = run(path.join(import.meta.dirname, 'stand-in.sh'), [engine, base], 900_000);
  if (made.status === 0) return undefined;
  return `${base} cannot be pulled (${lastLine(pulled.stderr)}) and no stand-in can be made (${lastLine(made.stderr)})`;
}

/** Builds the image of a connector and returns its tag. @throws Error with the last output of the build. */
export function buildImage(engine: string, connector: string, ...more: readonly string[]): string {
  const { VERSION } = argumentsFor(connector);
  const tag = `localhost/image-test/${connector}:${VERSION}`;
  const args = { CONNECTOR: connector, VERSION, REVISION: 'a-commit', CREATED: '2026-01-31T12:00:00Z' };
  const { status, stdout, stderr } = run(
    engine,
    [
      ...['build', '--network', 'host', '-t', tag],
      ...Object.entries(args).flatMap(([name, value]) => ['--build-arg', `${name}=${value}`]),
      ...secrets(),
      ...more,
      '.',
    ],
    1_200_000,
  );
  if (status !== 0) throw new Error(`${engine} build failed:\n${`${stdout}\n${stderr}`.slice(-4_000)}`);
  return tag;
}

/** This machine's registry settings for packages. */
function secrets(): readonly string[] {
  const npmrc = process.env.NPM_CONFIG_USERCONFIG ?? path.join(os.homedir(), '.npmrc');
  const authorities = process.env.NODE_EXTRA_CA_CERTS;
  return [
    ...(fs.existsSync(npmrc) ? ['--secret', `id=npmrc,src=${npmrc}`] : []),
    ...(authorities ? ['--secret', `id=ca,src=${authorities}`] : []),
  ];
}

export function inspect(engine: string, tag: string) {
  const [found] = JSON.parse(run(engine, ['image', 'inspect', tag]).stdout) as [
    {
      readonly Config: ImageConfig;
      readonly Size: number;
      readonly RootFS: { readonly Layers: readonly string[] };
    },
  ];
  return found;
}

/** Runs a command in the image's shell as root, which can read all files. */
export function inside(engine: string, tag: string, command: string): string {
  const { status, stdout, stderr } = run(engine, [
    'run',
    '--rm',
    '--user',
    '0',
    '--entrypoint',
    'sh',
    tag,
    '-c',
    command,
  ]);
  if (status !== 0) throw new Error(stderr);
  return stdout;
}

/** Version of the engine, for reports. */
export const versionOf = (engine: string): string => run(engine, ['--version']).stdout.trim();
