import type { BrokenConfig, Config, Probe, Subject, SubjectObject } from '#testing';
import { EMULATORS } from '../../emulators/registry.ts';
import { startEmulator } from '../../emulators/server.ts';
import { TIDEPOOL_SO_PATH, tidepoolSo } from '../../emulators/tidepool-so.ts';
import { commandOf, SECRET, schema, unreachable } from './common.ts';
import { planOf } from './fault-plan.ts';

export function tidepoolSoSubject(): Subject {
  const name = 'destination-tidepool-so';
  const { config } = EMULATORS[name];
  // The pace is the provider's; cases that send thousands of records need not wait for it.
  const configFor = (url: string): Config => ({
    ...config(url),
    api_key: SECRET,
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
    ...commandOf(name),
    objects: [event],
    offlineConfig: configFor('http://127.0.0.1:1'),
    secrets: [SECRET],
    broken: broken(configFor),
    async provider(): Promise<Probe> {
      const emulator = await startEmulator(tidepoolSo({ keys: [SECRET], dedupe: false }));
      const isDelivery = (path: string): boolean => path.endsWith('/track');
      return {
        config: configFor(emulator.url),
        arrived: () => emulator.provider.events.map(({ id, text }) => ({ key: id, text })),
        deliveries: () => emulator.requests.filter(({ path }) => isDelivery(path)).length,
        requests: () => emulator.requests.length,
        fault: (fault) => emulator.faults.set(planOf(fault, { path: `${TIDEPOOL_SO_PATH}/track` })),
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
    schema('no key', withoutKey, 'API Key'),
    schema('an empty key', { ...valid, api_key: '' }, 'API Key'),
    schema('a null key', { ...valid, api_key: null }, 'API Key'),
    schema('plain http', { ...valid, base_url: 'http://example.com' }, 'Base URL'),
    schema('a share beyond 100', { ...valid, max_rejected_percent: 101 }, 'Maximum Rejected Records', '100'),
    schema('an unknown choice', { ...valid, validation: 'sometimes' }, 'Validation', 'first_batch'),
    schema('a nested gap', { ...valid, object_storage_config: { storage_type: 'Local' } }, 'Directory'),
    schema('two problems', { max_requests_per_second: 'many' }, 'API Key', 'Maximum Requests per Second'),
    ...unreachable(valid, 'http://127.0.0.1:1', 'https://no-such-host.invalid/api'),
  ];
}
