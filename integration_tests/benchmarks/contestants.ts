import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import type { Dataset } from './dataset.ts';
import type { Subject } from './subject.ts';

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
export interface Field {
  readonly connector: Contestant;
  /** Lower bound without validation, retries and states, over raw sockets. */
  readonly sockets: Contestant;
  /** Lower bound with the HTTP library of the connectors. */
  readonly undici: Contestant;
  /** The peer, if it has this job. */
  readonly faros: { readonly axios: Contestant; readonly undici: Contestant } | undefined;
}

/** `builds` is the directory of the connectors' commands. */
export function fieldOf(subject: Subject, builds: string): Field {
  return {
    connector: connector(subject, join(builds, `${subject.name}.js`)),
    sockets: least(subject, 'lower bound, raw sockets', 'sockets'),
    undici: least(subject, 'lower bound, undici', 'undici'),
    faros: subject.faros
      ? {
          axios: faros(subject, 'Faros CDK, axios', 'axios'),
          undici: faros(subject, 'Faros CDK, undici', 'undici'),
        }
      : undefined,
  };
}

const FILES = { least: 'lower-bound/main.ts', axios: 'faros/axios.ts', undici: 'faros/undici.ts' };

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
      return [process.execPath, path, 'write', ...(await configured(job, subject, 'connector', config))];
    },
  };
}

function least(subject: Subject, name: string, over: 'sockets' | 'undici'): Contestant {
  return {
    name,
    emitsStates: false,
    async command({ directory, dataset, baseUrl, connections }) {
      const args = [subject.name, dataset, baseUrl, String(connections), over];
      return [process.execPath, competitor(directory, 'least'), ...args];
    },
  };
}

function faros(subject: Subject, name: string, file: 'axios' | 'undici'): Contestant {
  return {
    name,
    emitsStates: true,
    spec: (directory) => [process.execPath, competitor(directory, file), 'spec'],
    async command(job) {
      const config = { base_url: job.baseUrl, dataset: job.dataset };
      return [
        process.execPath,
        competitor(job.directory, file),
        'write',
        ...(await configured(job, subject, 'faros', config)),
      ];
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
