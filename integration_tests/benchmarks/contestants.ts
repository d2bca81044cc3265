import { spawnSync } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import type { Dataset } from './dataset.ts';
import type { PythonPeer, Rival, Subject } from './subject.ts';

/** Parameters of a contestant's run. */
export interface Job {
  readonly baseUrl: string;
  readonly dataset: Dataset;
  /** Connections of the lower bounds; other contestants use their default. */
  readonly connections: number;
  /** Directory for the files of this run. */
  readonly directory: string;
}

/** A contestant: a command that reads messages from stdin and sends records to the sink. */
export interface Contestant {
  readonly name: string;
  /** Whether it promises to emit every STATE after the records before it are stored. */
  readonly emitsStates: boolean;
  command(job: Job): Promise<readonly string[]>;
  /** Command that prints the specification, if there is one. */
  spec?(directory: string): readonly string[];
}

/** The connector under test and its competitors. */
export interface Field extends Readonly<Record<Rival, Contestant>> {
  readonly connector: Contestant;
  /** Lower bound without validation, retries and states, over raw sockets. */
  readonly sockets: Contestant;
  /** Lower bound with the HTTP library of the connectors. */
  readonly undici: Contestant;
  /** The same job on Faros' CDK. */
  readonly farosAxios: Contestant;
  readonly farosUndici: Contestant;
  /** The peer in Python, where there is one; a text is the reason why it is skipped. */
  readonly python: Contestant | string | undefined;
}

/** `builds` is the directory of the connectors' commands. */
export function fieldOf(subject: Subject, builds: string): Field {
  return {
    connector: connector(subject, join(builds, `${subject.name}.js`)),
    sockets: least(subject, 'lower bound, raw sockets', 'sockets'),
    undici: least(subject, 'lower bound, undici', 'undici'),
    farosAxios: faros(subject, 'Faros CDK, axios', 'axios'),
    farosUndici: faros(subject, 'Faros CDK, undici', 'undici'),
    python: subject.python && pythonPeer(subject, subject.python),
  };
}

/** The environment that the start script of a connector's image sets (Dockerfile). */
const IMAGE_ENVIRONMENT = ['MALLOC_MMAP_THRESHOLD_=32768'];

const FILES = {
  'least-sockets': 'lower-bound/least-sockets.ts',
  'least-undici': 'lower-bound/least-undici.ts',
  'faros-axios': 'faros/axios.ts',
  'faros-undici': 'faros/undici.ts',
};

/** Compiles the competitors, so that TypeScript does not count in their measurements. */
export async function buildCompetitors(directory: string): Promise<void> {
  await build({
    entryPoints: Object.entries(FILES).map(([out, file]) => ({
      in: fileURLToPath(new URL(file, import.meta.url)),
      out,
    })),
    outdir: directory,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    packages: 'external',
    platform: 'node',
    format: 'esm',
    target: 'node20',
    logLevel: 'error',
  });
}

const competitor = (directory: string, name: keyof typeof FILES): string => join(directory, `${name}.mjs`);

/** The connector at its default concurrency. */
function connector(subject: Subject, path: string): Contestant {
  return {
    name: subject.name,
    emitsStates: true,
    spec: () => [process.execPath, path, 'spec'],
    async command(job) {
      const config = { ...subject.config, base_url: job.baseUrl };
      const files = await configured(job, subject, 'connector', config);
      return ['env', ...IMAGE_ENVIRONMENT, process.execPath, path, 'write', ...files];
    },
  };
}

function least(subject: Subject, name: string, over: 'sockets' | 'undici'): Contestant {
  return {
    name,
    emitsStates: false,
    async command({ directory, dataset, baseUrl, connections }) {
      const args = [subject.name, dataset, baseUrl, String(connections)];
      return [process.execPath, competitor(directory, `least-${over}`), ...args];
    },
  };
}

function faros(subject: Subject, name: string, file: 'axios' | 'undici'): Contestant {
  return {
    name,
    emitsStates: true,
    spec: (directory) => [process.execPath, competitor(directory, `faros-${file}`), 'spec'],
    async command(job) {
      const config = { base_url: job.baseUrl, connector: subject.name, dataset: job.dataset };
      return [
        process.execPath,
        competitor(job.directory, `faros-${file}`),
        'write',
        ...(await configured(job, subject, 'faros', config)),
      ];
    },
  };
}

/** The interpreter of the peers in Python: `python3`, or the one that BENCH_PYTHON names. */
const python = process.env.BENCH_PYTHON ?? 'python3';

function pythonPeer(subject: Subject, peer: PythonPeer): Contestant | string {
  const { status } = spawnSync(python, ['-c', `import ${peer.needs}`]);
  if (status !== 0)
    return `${peer.title}: skipped, because ${python} is absent or has no ${peer.needs} (BENCH_PYTHON names another one).`;
  const path = fileURLToPath(new URL(`python/${peer.file}`, import.meta.url));
  return {
    name: peer.title,
    emitsStates: peer.emitsStates,
    async command(job) {
      const config = { ...peer.config, base_url: job.baseUrl };
      return [python, path, 'write', ...(await configured(job, subject, 'python', config))];
    },
  };
}

async function configured(job: Job, { stream }: Subject, name: string, config: object): Promise<string[]> {
  const configPath = join(job.directory, `${name}-config.json`);
  const catalogPath = join(job.directory, 'catalog.json');
  await writeFile(configPath, JSON.stringify(config));
  await writeFile(catalogPath, JSON.stringify(catalogOf(stream)));
  return ['--config', configPath, '--catalog', catalogPath];
}

const catalogOf = (name: string): object => ({
  streams: [
    {
      stream: {
        name,
        json_schema: { type: 'object', properties: {} },
        supported_sync_modes: ['full_refresh', 'incremental'],
      },
      sync_mode: 'incremental',
      destination_sync_mode: 'append',
      generation_id: 0,
      minimum_generation_id: 0,
      sync_id: 1,
    },
  ],
});
