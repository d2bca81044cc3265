import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { type Dataset, STREAM } from './data.ts';

/** What a contestant is asked to do. */
export interface Job {
  readonly baseUrl: string;
  readonly dataset: Dataset;
  /** Connections of the lower bound; the others decide for themselves. */
  readonly connections: number;
  /** Where this run keeps its files. */
  readonly directory: string;
}

/** One way to do the job: a command that reads messages from stdin and sends events to the sink. */
export interface Contestant {
  readonly name: string;
  /** Whether it promises to give every STATE back once the records before it are stored. */
  readonly emitsStates: boolean;
  command(job: Job): Promise<readonly string[]>;
  /** What prints the specification, where there is one. */
  spec?(directory: string): readonly string[];
}

/** The connector under test, at its default concurrency. */
export function connector(path: string): Contestant {
  return {
    name: 'destination-tidepool-so',
    emitsStates: true,
    spec: () => [process.execPath, path, 'spec'],
    async command(job) {
      const config = {
        api_key: 'benchmark',
        base_url: job.baseUrl,
        validation: 'never',
        max_requests_per_second: 1e6,
      };
      return [process.execPath, path, 'write', ...(await configured(job, 'connector', config))];
    },
  };
}

/** No validation, no retry, no states, raw sockets: what nobody who does more can undercut. */
export const lowerBound: Contestant = least('lower bound', 'lower-bound');
/** The same with the HTTP library that the connector uses. */
export const lowerBoundUndici: Contestant = least('lower bound, undici', 'lower-bound-undici');

export const farosAxios: Contestant = faros('Faros CDK, axios', 'faros-axios');
export const farosUndici: Contestant = faros('Faros CDK, undici', 'faros-undici');

/** Compiles the competitors, so that none of them pays for TypeScript while it is measured. */
export async function buildCompetitors(directory: string): Promise<void> {
  await build({
    entryPoints: ['lower-bound', 'lower-bound-undici', 'faros-axios', 'faros-undici'].map((name) =>
      fileURLToPath(new URL(`competitors/${name}.ts`, import.meta.url)),
    ),
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

function least(name: string, file: string): Contestant {
  return {
    name,
    emitsStates: false,
    async command(job) {
      const args = [job.baseUrl, String(job.connections), job.dataset];
      return [process.execPath, competitor(job.directory, file), ...args];
    },
  };
}

function faros(name: string, file: string): Contestant {
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
        ...(await configured(job, 'faros', config)),
      ];
    },
  };
}

async function configured(job: Job, name: string, config: object): Promise<string[]> {
  const configPath = join(job.directory, `${name}-config.json`);
  const catalogPath = join(job.directory, 'catalog.json');
  await writeFile(configPath, JSON.stringify(config));
  await writeFile(catalogPath, JSON.stringify(CATALOG));
  return ['--config', configPath, '--catalog', catalogPath];
}

const CATALOG = {
  streams: [
    {
      stream: {
        name: STREAM,
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
};

function competitor(directory: string, name: string): string {
  return join(directory, `${name}.mjs`);
}
