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
import { DATAMART } from '../emulator/datamart.ts';
import emulated from '../emulator/index.ts';
import { mediarithmics } from '../emulator/mediarithmics.ts';

const START = 1_700_000_000_000;

function mediarithmicsSubject(): Subject {
  const name = 'destination-mediarithmics';
  const { config } = emulated;
  // Jobs of the emulator take hundredths of a second here, so they are polled as often.
  const configFor = (url: string): Config => ({
    ...config(url),
    api_token: CANARY_SECRET,
    poll_interval_seconds: 0.01,
    document_max_records: 100,
  });
  return {
    name,
    ...builtConnector(name),
    objects: [activities],
    offlineConfig: configFor('http://127.0.0.1:1'),
    secrets: [CANARY_SECRET],
    broken: broken(configFor),
    async provider(): Promise<Probe> {
      const provider = mediarithmics({ keys: [CANARY_SECRET], pendingMs: 10, runningMs: 10, dedupe: false });
      const emulator = await startEmulator(provider);
      const documents = { method: 'POST', path: { regexp: '/executions$' } };
      return {
        config: configFor(emulator.url),
        arrived: () => provider.lines.map(({ value, text }) => ({ key: String(value.$unique_key), text })),
        deliveries: () =>
          emulator.requests.filter(({ method, path }) => method === 'POST' && path.endsWith('/executions'))
            .length,
        requests: () => emulator.requests.length,
        fault: (fault) => emulator.faults.set(faultPlanOf(fault, documents)),
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
    schemaMistake('no token', withoutToken, 'API Token'),
    schemaMistake('an empty token', { ...valid, api_token: '' }, 'API Token'),
    schemaMistake(
      'a data mart by name',
      { ...valid, datamart_id: `dm-${DATAMART}` },
      'Datamart ID',
      'digits',
    ),
    schemaMistake('plain http', { ...valid, base_url: 'http://example.com' }, 'Base URL'),
    schemaMistake(
      'an unknown document type',
      { ...valid, default_document_type: 'USER' },
      'Default Document Type',
      'USER_ACTIVITY',
    ),
    schemaMistake(
      'documents too large',
      { ...valid, document_max_bytes: 200_000_000 },
      'Maximum Bytes per Document',
      '100000000',
    ),
    schemaMistake('a nested gap', { ...valid, stream_mappings: [{ stream_name: 'a' }] }, 'Document Type'),
    schemaMistake(
      'two problems',
      { ...withoutToken, poll_interval_seconds: 'often' },
      'API Token',
      'Poll Interval',
    ),
    ...unreachable(valid, 'http://127.0.0.1:1', 'https://no-such-host.invalid'),
  ];
}

/** The subjects of the acceptance suite: the connector with an emulator of its provider. */
export default [mediarithmicsSubject()];
