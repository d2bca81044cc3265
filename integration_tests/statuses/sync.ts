import { readFileSync } from 'node:fs';
import type { AnyDestination } from '../../src/define/destination.ts';
import type { FaultPlanInput } from '../../src/emulator/faults.ts';
import type { EmulatedProvider } from '../../src/emulator/provider.ts';
import {
  configuredStream,
  createTestDestination,
  record,
  streamState,
  type TestCheck,
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

const destinationOf = (definition: AnyDestination, provider: EmulatedProvider, faults: FaultPlanInput) => {
  const { name } = definition;
  const config = (url: string) => ({ ...emulatorOf(name).config(url), ...settingsOf(name, OBJECTS[name]!) });
  return createTestDestination(definition, { config, provider, faults });
};

/** Runs `check` with the settings of the syncs. */
export async function checkSettings(
  definition: AnyDestination,
  faults: FaultPlanInput = [],
): Promise<TestCheck> {
  const provider = emulatorOf(definition.name).create();
  const destination = await destinationOf(definition, provider, faults);
  try {
    return await destination.check();
  } finally {
    await destination.close();
  }
}

/** Writes the connector's samples as one stream with a state at its end. */
export async function syncSamples(
  definition: AnyDestination,
  faults: FaultPlanInput = [],
): Promise<StoredSync> {
  const { name } = definition;
  const file = new URL(`../../connectors/${name}/samples.json`, import.meta.url);
  const samples = (JSON.parse(readFileSync(file, 'utf8')) as Record<string, readonly Json[]>)[
    OBJECTS[name]!
  ]!;
  const provider = emulatorOf(name).create();
  const destination = await destinationOf(definition, provider, faults);
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
