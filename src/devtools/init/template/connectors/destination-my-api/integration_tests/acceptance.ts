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
import { myApi } from '../emulator/my-api.ts';

const configFor = (url: string): Config => ({ api_key: CANARY_SECRET, base_url: url });
const valid = configFor('http://127.0.0.1:1');

const subject: Subject = {
  name: 'destination-my-api',
  ...builtConnector('destination-my-api'),
  objects: [
    {
      name: 'contact',
      modes: ['append'],
      stream: 'customers',
      properties: { id: { type: 'string' }, name: { type: 'string' } },
      primaryKey: [['id']],
      recordsPerRequest: 100,
      record: (i) => ({ key: `contact-${i}`, data: { id: `contact-${i}`, name: `Name of contact ${i}` } }),
      invalid: (i) => ({ id: `bad-${i}`, name: '' }),
      withoutKey: (i) => ({ name: `Name of contact ${i}` }),
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
    const emulator = await startEmulator(myApi({ keys: [CANARY_SECRET] }));
    return {
      config: configFor(emulator.url),
      arrived: () =>
        [...emulator.provider.contacts.values()].map(({ id, name }) => ({ key: id, text: name })),
      deliveries: () => emulator.requests.filter(({ path }) => path === '/v1/contacts').length,
      requests: () => emulator.requests.length,
      fault: (fault) => emulator.faults.set(faultPlanOf(fault, { path: '/v1/contacts' })),
      stop: () => emulator.close(),
    };
  },
};

/** The subjects of the acceptance suite: the connector with an emulator of its provider. */
export default [subject];
