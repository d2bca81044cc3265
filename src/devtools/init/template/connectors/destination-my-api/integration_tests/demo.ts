import type { Demo } from '@airbyte-ts/cdk/emulator';
import { configuredStream, record, streamState } from '@airbyte-ts/cdk/testing';
import { type MyApi, myApi } from '../emulator/my-api.ts';

const customers = { name: 'customers' };

const demo: Demo<MyApi> = {
  what: '1,000 customers, a state after every 250',
  catalog: { streams: [configuredStream('customers', { id: { type: 'string' }, name: { type: 'string' } })] },
  *messages() {
    for (let i = 1; i <= 1_000; i++) {
      yield record(customers, { id: String(i), name: `Customer ${i}` });
      if (i % 250 === 0) yield streamState(customers, { cursor: i }, { id: i });
    }
  },
  faults: [{ every: 5, action: { type: 'status', status: 503 } }],
  trouble: 'every fifth request gets a 503',
  provider: () => myApi(),
  arrived: ({ contacts }) => [`${contacts.size} contacts`],
};

export default demo;
