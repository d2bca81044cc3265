import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { write } from '../../src/cli/write.ts';
import { resolveConfig } from '../../src/config/resolve.ts';
import type { AnyDestination } from '../../src/define/destination.ts';
import type { AnyOperation } from '../../src/define/operation.ts';
import type { SharedConfig } from '../../src/define/shared-config.ts';
import type { SyncMode } from '../../src/define/sync-mode.ts';
import { mulberry32 } from '../../src/emulator/mulberry32.ts';
import { startEmulator } from '../../src/emulator/server.ts';
import { type ConfiguredStream, parseCatalog } from '../../src/protocol/catalog.ts';
import { fakeClock } from '../../src/testing/fake-clock.ts';
import { insideHost } from '../../src/testing/inside-host.ts';
import { testContext } from '../../src/testing/test-context.ts';
import { virtualTime } from '../../src/testing/virtual-time.ts';
import { emulatorOf } from '../emulators/registry.ts';
import { marked, numbered } from './marked.ts';
import { quoting, type ResponseBehaviour } from './provider.ts';
import { sampleOf } from './samples.ts';

type Json = Readonly<Record<string, unknown>>;

/** Settings with which each connector may use all its operations. */
const ENABLING_SETTINGS: Readonly<Record<string, Json>> = {
  'destination-tidepool-so': {},
  'destination-tidepool-metrics': {},
  'destination-tidepool-data': { allow_replace: true, device_id: '' },
  'destination-mediarithmics': { allow_deletions: true },
  'destination-watershed': { allow_void: true, preview: 'every_batch' },
};

/**
 * Cache of marked records: to find the positions that accept the marker takes hundreds of attempts, with the same result for
 * every response.
 */
const RECORDS = new Map<string, Json>();

export interface QuotedSyncOptions {
  readonly definition: AnyDestination;
  readonly mode: SyncMode;
  readonly objects: readonly string[];
  readonly records: number;
  readonly behaviour: ResponseBehaviour;
  /** Added to the configuration. */
  readonly config?: Json;
}

export interface QuotedSyncResult {
  /** The whole output. */
  readonly output: string;
  readonly rejected: number;
  /** Number of quotes in provider messages. */
  readonly quoted: number;
}

/** Returns the configuration with which a connector may use all its operations. */
function configOf(definition: AnyDestination, url: string, more: Json = {}): Json {
  const name = definition.name;
  return { ...emulatorOf(name).config(url), ...ENABLING_SETTINGS[name], max_rejected_percent: 100, ...more };
}

/** Returns the objects of each mode of a connector. */
export function allOperations(definition: AnyDestination, more: Json = {}): readonly AnyOperation[] {
  const config = resolveConfig<SharedConfig>(
    configOf(definition, 'http://127.0.0.1:1', more),
    definition.spec,
  );
  return definition.operations(config, testContext().context);
}

/** Syncs records with the marker in every possible position to a provider that quotes them. */
export async function quotedSync({
  definition,
  mode,
  objects,
  records,
  behaviour,
  config = {},
}: QuotedSyncOptions): Promise<QuotedSyncResult> {
  const name = definition.name;
  const clock = fakeClock();
  const time = virtualTime(clock);
  const provider = quoting(emulatorOf(name).create(), behaviour);
  const emulator = await startEmulator(provider, { clock, watch: time.watch });
  const folder = await mkdtemp(join(tmpdir(), 'quoting-'));
  try {
    const given = configOf(definition, emulator.url, {
      ...(name !== 'destination-tidepool-so' &&
        name !== 'destination-tidepool-metrics' && {
          stream_mappings: objects.map((object, n) => ({ stream_name: `s${n}`, object })),
        }),
      ...config,
    });
    const resolved = resolveConfig<SharedConfig>(given, definition.spec);
    const streams = objects.map((_, n) => ({
      stream: { name: `s${n}`, json_schema: { properties: { row_key: {} } } },
      destination_sync_mode: mode,
      primary_key: [['row_key']],
    }));
    const catalog = parseCatalog({ streams });
    const recordOf = (object: string, stream: ConfiguredStream): Json => {
      const operation = definition
        .operations(resolved, testContext().context)
        .find((each) => each.object === object && each.syncModes.includes(mode))!;
      const sample = { row_key: 'key', ...sampleOf(name, object) };
      return marked(sample, { stream, operation, config: resolved });
    };
    const lines = objects.flatMap((object, n) => {
      const key = JSON.stringify([name, object, mode, config]);
      const record = RECORDS.get(key) ?? recordOf(object, catalog[n]!);
      RECORDS.set(key, record);
      return Array.from({ length: records }, (_, at) =>
        JSON.stringify({
          type: 'RECORD',
          record: {
            stream: `s${n}`,
            data: numbered(record, at),
            emitted_at: 1,
          },
        }),
      );
    });
    const files = { config: join(folder, 'config.json'), catalog: join(folder, 'catalog.json') };
    await writeFile(files.config, JSON.stringify(given));
    await writeFile(files.catalog, JSON.stringify({ streams }));
    const { host, stdin, output } = insideHost({ clock, random: mulberry32(1) });
    const states = objects.map((_, n) =>
      JSON.stringify({
        type: 'STATE',
        state: { type: 'STREAM', stream: { stream_descriptor: { name: `s${n}` } } },
      }),
    );
    stdin.end([...lines, ...states, ''].join('\n'));
    const connector = {
      name,
      version: '0.0.0',
      specification: definition.spec,
      load: () => Promise.resolve(definition),
    };
    await time.pass(write(connector, files, { ...host, env: { LOG_LEVEL: 'DEBUG' } }));
    output.end();
    const all = output.lines.join('\n');
    const counts = [...all.matchAll(/": received \d+, .*?rejected (\d+)/g)].map(([, count]) => Number(count));
    return {
      output: all,
      rejected: counts.reduce((sum, each) => sum + each, 0),
      quoted: provider.quoted(),
    };
  } finally {
    await emulator.close();
    await rm(folder, { recursive: true });
  }
}
