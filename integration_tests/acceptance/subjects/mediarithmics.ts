import type { BrokenConfig, Config, Probe, Subject, SubjectObject } from '#testing';
import { DATAMART, mediarithmics } from '../../emulators/mediarithmics.ts';
import { EMULATORS } from '../../emulators/registry.ts';
import { startEmulator } from '../../emulators/server.ts';
import { commandOf, SECRET, schema, unreachable } from './common.ts';
import { planOf } from './fault-plan.ts';

const START = 1_700_000_000_000;

export function mediarithmicsSubject(): Subject {
  const name = 'destination-mediarithmics';
  const { config } = EMULATORS[name];
  // Jobs of the emulator take hundredths of a second here, so they are asked for as often.
  const configFor = (url: string): Config => ({
    ...config(url),
    api_token: SECRET,
    poll_interval_seconds: 0.01,
    document_max_records: 100,
  });
  return {
    name,
    ...commandOf(name),
    objects: [activities],
    offlineConfig: configFor('http://127.0.0.1:1'),
    secrets: [SECRET],
    broken: broken(configFor),
    async provider(): Promise<Probe> {
      const provider = mediarithmics({ keys: [SECRET], pendingMs: 10, runningMs: 10, dedupe: false });
      const emulator = await startEmulator(provider);
      const documents = { method: 'POST', path: { regexp: '/executions$' } };
      return {
        config: configFor(emulator.url),
        arrived: () => provider.lines.map(({ value, text }) => ({ key: String(value.$unique_key), text })),
        deliveries: () =>
          emulator.requests.filter(({ method, path }) => method === 'POST' && path.endsWith('/executions'))
            .length,
        requests: () => emulator.requests.length,
        fault: (fault) => emulator.faults.set(planOf(fault, documents)),
        stop: () => emulator.close(),
      };
    },
  };
}

const activities: SubjectObject = {
  name: 'USER_ACTIVITY',
  modes: ['append', 'append_dedup'],
  stream: 'store_visits',
  properties: {
    $unique_key: { type: 'string' },
    $user_account_id: { type: 'string' },
    $type: { type: 'string' },
    $ts: { type: 'integer' },
    $events: { type: 'array', items: { type: 'object' } },
  },
  primaryKey: [['$unique_key']],
  openColumns: true,
  recordsPerRequest: 100,
  record: (i) => {
    const key = `${i.toString(16).padStart(8, '0')}-2598-11eb-8b8d-3db370c1a4e4`;
    return { key, data: { $unique_key: key, ...visit(i), $session_status: 'NO_SESSION' } };
  },
  invalid: (i) => ({ ...visit(i), ...(i % 2 ? { $ts: 'yesterday' } : { $type: 'VISIT' }) }),
  withoutKey: visit,
};

function visit(i: number): Readonly<Record<string, unknown>> {
  const $ts = START + i * 1_000;
  return {
    $user_account_id: `crm-${i % 5}`,
    $type: 'TOUCH',
    $ts,
    $events: [{ $event_name: 'store-visit', $ts, $properties: { shop: i } }],
  };
}

function broken(configFor: (url: string) => Config): BrokenConfig[] {
  const valid = configFor('http://127.0.0.1:1');
  const { api_token: _, ...withoutToken } = valid;
  return [
    schema('no token', withoutToken, 'API Token'),
    schema('an empty token', { ...valid, api_token: '' }, 'API Token'),
    schema('a data mart by name', { ...valid, datamart_id: `dm-${DATAMART}` }, 'Datamart ID', 'digits'),
    schema('plain http', { ...valid, base_url: 'http://example.com' }, 'Base URL'),
    schema(
      'an unknown document type',
      { ...valid, default_document_type: 'USER' },
      'Default Document Type',
      'USER_ACTIVITY',
    ),
    schema(
      'documents too large',
      { ...valid, document_max_bytes: 200_000_000 },
      'Maximum Bytes per Document',
      '100000000',
    ),
    schema('a nested gap', { ...valid, stream_mappings: [{ stream_name: 'a' }] }, 'Document Type'),
    schema('two problems', { ...withoutToken, poll_interval_seconds: 'often' }, 'API Token', 'Poll Interval'),
    ...unreachable(valid, 'http://127.0.0.1:1', 'https://no-such-host.invalid'),
  ];
}
