import { readFileSync } from 'node:fs';
import type { AnyDestination } from '../../src/define/destination.ts';
import type { FaultPlanInput } from '../../src/emulator/faults.ts';
import {
  configuredStream,
  createTestDestination,
  record,
  streamState,
  type TestWrite,
} from '../../src/testing/index.ts';
import { emulatorOf } from '../emulators/registry.ts';

type Json = Readonly<Record<string, unknown>>;

/** The object that each connector writes in these syncs. */
const OBJECTS: Readonly<Record<string, string>> = {
  'destination-mediarithmics': 'USER_PROFILE',
  'destination-tidepool-data': 'cbg',
  'destination-tidepool-metrics': 'event',
  'destination-tidepool-so': 'event',
  'destination-watershed': 'Course Completions',
};

/** Settings of these syncs besides those of the emulator. */
const settingsOf = (name: string, object: string): Json =>
  name.startsWith('destination-tidepool-') && name !== 'destination-tidepool-data'
    ? {}
    : { stream_mappings: [{ stream_name: 'rows', object }] };

/** A sync that has ended, and what the provider has stored. */
export interface StoredSync extends TestWrite {
  readonly stored: number;
}

/** Writes the connector's samples as one stream with a state at its end. */
export async function syncSamples(
  definition: AnyDestination,
  faults: FaultPlanInput = [],
): Promise<StoredSync> {
  const { name } = definition;
  const object = OBJECTS[name]!;
  const file = new URL(`../../connectors/${name}/samples.json`, import.meta.url);
  const samples = (JSON.parse(readFileSync(file, 'utf8')) as Record<string, readonly Json[]>)[object]!;
  const provider = emulatorOf(name).create();
  const destination = await createTestDestination(definition, {
    config: (url) => ({ ...emulatorOf(name).config(url), ...settingsOf(name, object) }),
    provider,
    faults,
  });
  const stream = { name: 'rows' };
  try {
    const columns = Object.fromEntries(Object.keys(samples[0]!).map((column) => [column, {}]));
    const run = await destination.write(
      [configuredStream('rows', columns)],
      [...samples.map((data) => record(stream, data)), streamState(stream, {}, { id: 1 })],
    );
    return { ...run, stored: provider.stored };
  } finally {
    await destination.close();
  }
}
