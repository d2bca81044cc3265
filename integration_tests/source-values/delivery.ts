import { readdirSync } from 'node:fs';
import type { AnyDestination } from '../../src/define/destination.ts';
import {
  configuredStream,
  createTestDestination,
  type ProvidedRequest,
  record,
  type TestWrite,
} from '../../src/testing/index.ts';
import { emulatorOf } from '../emulators/registry.ts';

export type Json = Readonly<Record<string, unknown>>;

const root = new URL('../..', import.meta.url);

/** Definitions of the connectors. */
export const DEFINITIONS: readonly AnyDestination[] = await Promise.all(
  readdirSync(new URL('connectors', root))
    .filter((name) => name.startsWith('destination-'))
    .map(
      async (name) =>
        ((await import(`${root.href}connectors/${name}/index.ts`)) as { readonly default: AnyDestination })
          .default,
    ),
);

export interface Delivery {
  readonly records: readonly Json[];
  readonly stream: string;
  /** Columns that the schema of the source declares. */
  readonly columns: readonly string[];
  readonly primaryKey: readonly string[];
  readonly syncMode: string;
  readonly settings: Json;
}

export interface Delivered extends TestWrite {
  /** Rows as the provider received them, in order; deletions are left out. */
  readonly sent: readonly Json[];
  /** Deletions that the provider received. */
  readonly deletions: number;
}

/** Runs a sync of one stream against the emulator of a connector. */
export async function deliver(definition: AnyDestination, delivery: Delivery): Promise<Delivered> {
  const emulator = emulatorOf(definition.name);
  const destination = await createTestDestination(definition, {
    config: (url) => ({ max_rejected_percent: 100, ...emulator.config(url), ...delivery.settings }),
    provider: emulator.create(),
  });
  try {
    const { stream, columns, primaryKey, syncMode, records } = delivery;
    const run = await destination.write(
      [
        configuredStream(stream, Object.fromEntries(columns.map((column) => [column, {}])), {
          destination_sync_mode: syncMode,
          primary_key: primaryKey.map((column) => [column]),
        }),
      ],
      records.map((data) => record({ name: stream }, data)),
    );
    const { sent, deletions } = READERS[definition.name]!(run.requests);
    return { ...run, sent, deletions };
  } finally {
    await destination.close();
  }
}

type Reader = (requests: readonly ProvidedRequest[]) => {
  readonly sent: readonly Json[];
  readonly deletions: number;
};

const jsonLines = (text: string): readonly Json[] =>
  text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Json);

/** What a connector's requests deliver. */
const READERS: Readonly<Record<string, Reader>> = {
  'destination-tidepool-so': (requests) => ({
    sent: requests.filter(({ path }) => path.endsWith('/track')).flatMap(({ json }) => json as Json[]),
    deletions: 0,
  }),
  'destination-tidepool-metrics': (requests) => ({
    sent: requests
      .filter(({ path }) => path.includes('/thisuser/'))
      .map(({ path, query }) => ({
        event_name: decodeURIComponent(path.split('/').at(-1)!),
        ...Object.fromEntries(query),
      })),
    deletions: 0,
  }),
  'destination-tidepool-data': (requests) => ({
    sent: requests
      .filter(({ method, path }) => method === 'POST' && path.endsWith('/data'))
      .flatMap(({ json }) => json as Json[]),
    deletions: requests
      .filter(({ method, path }) => method === 'DELETE' && path.endsWith('/data'))
      .flatMap(({ json }) => json as Json[]).length,
  }),
  'destination-mediarithmics': (requests) => {
    const lines = requests.filter(({ method, path }) => method === 'POST' && /executions$/.test(path));
    const rows = lines.flatMap(({ body }) => jsonLines(body));
    return {
      sent: rows.filter(({ operation }) => operation !== 'DELETE'),
      deletions: rows.filter(({ operation }) => operation === 'DELETE').length,
    };
  },
  'destination-watershed': (requests) => ({
    sent: requests
      .filter(({ method, path }) => method === 'POST' && path.endsWith('/csv-import'))
      .flatMap(({ body }) => csvRows(body)),
    deletions: 0,
  }),
};

/** Rows of the CSV file in a form, by the names of its columns. */
function csvRows(body: string): readonly Json[] {
  const [, file = ''] = /\r\n\r\n(.*?)\r\n--/s.exec(body) ?? [];
  const [header = [], ...rows] = file
    .split(/\r?\n/)
    .filter((line) => line !== '')
    .map((line) =>
      Array.from(line.matchAll(/(?:"((?:[^"]|"")*)"|([^,]*))(?:,|$)/g), ([, quoted, plain = '']) =>
        quoted === undefined ? plain : quoted.replaceAll('""', '"'),
      ),
    );
  return rows.map((cells) => Object.fromEntries(header.map((name, at) => [name, cells[at] ?? ''])));
}
