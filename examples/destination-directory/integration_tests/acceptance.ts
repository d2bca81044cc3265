import {
  builtConnector,
  CANARY_SECRET,
  type Config,
  faultPlanOf,
  type Probe,
  type Subject,
  schemaMistake,
  unreachable,
} from '@airbyte-ts/cdk/acceptance';
import { startEmulator } from '@airbyte-ts/cdk/emulator';
import { directory } from '../emulator/directory.ts';

const BATCH = '/v2/people:batch';
const configFor = (url: string): Config => ({ api_key: CANARY_SECRET, base_url: url });
const valid = configFor('http://127.0.0.1:1');

const subject: Subject = {
  name: 'destination-directory',
  ...builtConnector('destination-directory'),
  objects: [
    {
      name: 'person',
      modes: ['append', 'append_dedup'],
      stream: 'people',
      properties: { id: { type: 'string' }, name: { type: 'string' } },
      primaryKey: [['id']],
      recordsPerRequest: 200,
      // The key of a record equals the `key` of its arrival.
      record: (i) => ({ key: `person-${i}`, data: { id: `person-${i}`, name: `Name of person ${i}` } }),
      // With `changed`, cases of append_dedup run; with `deletes`, their deletions.
      changed: (i) => ({ id: `person-${i}`, name: `New name of person ${i}` }),
      deletes: true,
      invalid: (i) => ({ id: `bad-${i}`, name: null }),
    },
  ],
  offlineConfig: valid,
  secrets: [CANARY_SECRET],
  broken: [
    schemaMistake('no key', { base_url: valid.base_url }, 'API Key'),
    schemaMistake('plain http', { ...valid, base_url: 'http://example.com' }, 'Base URL'),
    ...unreachable(valid, 'http://127.0.0.1:1', 'https://no-such-host.invalid'),
  ],
  async provider(): Promise<Probe> {
    const emulator = await startEmulator(directory({ keys: [CANARY_SECRET] }));
    return {
      config: configFor(emulator.url),
      // What the directory holds now: of several versions the last one, and no deleted person.
      arrived: () => [...emulator.provider.rows].map(([key, text]) => ({ key, text })),
      deliveries: () => emulator.requests.filter(({ path }) => path === BATCH).length,
      requests: () => emulator.requests.length,
      fault: (fault) => emulator.faults.set(faultPlanOf(fault, { path: BATCH })),
      stop: () => emulator.close(),
    };
  },
};

/** The subjects of the acceptance suite: the connector with an emulator of its provider. */
export default [subject];
