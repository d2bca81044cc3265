import {
  type BrokenConfig,
  builtConnector,
  CANARY_SECRET,
  type Config,
  faultPlanOf,
  type Probe,
  type Subject,
  type SubjectObject,
  schemaMistake,
  unreachable,
} from '@airbyte-ts/cdk/acceptance';
import { startEmulator } from '@airbyte-ts/cdk/emulator';
import emulated from '../emulator/index.ts';
import { TIDEPOOL_SO_PATH, tidepoolSo } from '../emulator/tidepool-so.ts';

function tidepoolSoSubject(): Subject {
  const name = 'destination-tidepool-so';
  const { config } = emulated;
  // The default pace is that of the provider; cases with thousands of records need not wait for it.
  const configFor = (url: string): Config => ({
    ...config(url),
    api_key: CANARY_SECRET,
    max_requests_per_second: 1000,
  });
  const event: SubjectObject = {
    name: 'event',
    modes: ['append'],
    stream: 'chat_messages',
    properties: {
      id: { type: 'string' },
      user_id: { type: 'string' },
      session_id: { type: 'string' },
      text: { type: ['null', 'string'] },
      timestamp: { type: 'string', format: 'date-time', airbyte_type: 'timestamp_with_timezone' },
    },
    primaryKey: [['id']],
    openColumns: true,
    recordsPerRequest: 100,
    record: (i) => ({
      key: `event-${i}`,
      data: { id: `event-${i}`, session_id: `session-${i % 7}`, ...message(i) },
    }),
    invalid: (i) => ({
      ...message(i),
      id: `bad-${i}`,
      ...(i % 2 ? { text: '' } : { timestamp: 'yesterday' }),
    }),
    withoutKey: message,
  };
  return {
    name,
    ...builtConnector(name),
    objects: [event],
    offlineConfig: configFor('http://127.0.0.1:1'),
    secrets: [CANARY_SECRET],
    broken: broken(configFor),
    async provider(): Promise<Probe> {
      const emulator = await startEmulator(tidepoolSo({ keys: [CANARY_SECRET], dedupe: false }));
      const isDelivery = (path: string): boolean => path.endsWith('/track');
      return {
        config: configFor(emulator.url),
        arrived: () => emulator.provider.events.map(({ id, text }) => ({ key: id, text })),
        deliveries: () => emulator.requests.filter(({ path }) => isDelivery(path)).length,
        requests: () => emulator.requests.length,
        fault: (fault) => emulator.faults.set(faultPlanOf(fault, { path: `${TIDEPOOL_SO_PATH}/track` })),
        stop: () => emulator.close(),
      };
    },
  };
}

function message(i: number): Readonly<Record<string, unknown>> {
  const timestamp = new Date(1_700_000_000_000 + i * 1000).toISOString();
  return { user_id: `user-${i % 5}`, text: `How do I do thing ${i}?`, timestamp };
}

function broken(configFor: (url: string) => Config): BrokenConfig[] {
  const valid = configFor('http://127.0.0.1:1');
  const { api_key: _, ...withoutKey } = valid;
  return [
    schemaMistake('no key', withoutKey, 'API Key'),
    schemaMistake('an empty key', { ...valid, api_key: '' }, 'API Key'),
    schemaMistake('a null key', { ...valid, api_key: null }, 'API Key'),
    schemaMistake('plain http', { ...valid, base_url: 'http://example.com' }, 'Base URL'),
    schemaMistake(
      'a share beyond 100',
      { ...valid, max_rejected_percent: 101 },
      'Maximum Rejected Records',
      '100',
    ),
    schemaMistake('an unknown choice', { ...valid, validation: 'sometimes' }, 'Validation', 'first_batch'),
    schemaMistake(
      'a nested gap',
      { ...valid, object_storage_config: { storage_type: 'Local' } },
      'Directory',
    ),
    schemaMistake(
      'two problems',
      { max_requests_per_second: 'many' },
      'API Key',
      'Maximum Requests per Second',
    ),
    ...unreachable(valid, 'http://127.0.0.1:1', 'https://no-such-host.invalid/api'),
  ];
}

/** The subjects of the acceptance suite: the connector with an emulator of its provider. */
export default [tidepoolSoSubject()];
