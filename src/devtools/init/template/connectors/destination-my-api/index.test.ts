import { configuredStream, createTestDestination, record, streamState } from '@airbyte-ts/cdk/testing';
import { expect, test } from 'vitest';
import { myApi } from './emulator/my-api.ts';
import definition from './index.ts';

const customers = { name: 'customers' };
const streams = [configuredStream('customers', { id: { type: 'string' }, name: { type: 'string' } })];

test('delivers contacts, and a state after them', async () => {
  const provider = myApi();
  const destination = await createTestDestination(definition, {
    config: (base_url) => ({ base_url, api_key: 'emulator-key' }),
    provider,
  });
  const { states, error } = await destination.write(streams, [
    record(customers, { id: '1', name: 'Ada' }),
    record(customers, { id: '2', name: 'Grace' }),
    streamState(customers, { cursor: 2 }, { id: 1 }),
  ]);
  await destination.close();
  expect([error, states]).toEqual([undefined, [1]]);
  expect([...provider.contacts.values()]).toEqual([
    { id: '1', name: 'Ada' },
    { id: '2', name: 'Grace' },
  ]);
});

test('rejects the contacts that My API does not accept, and delivers the others', async () => {
  const destination = await createTestDestination(definition, {
    config: (base_url) => ({ base_url, api_key: 'k' }),
    provider: ({ json }) => ({
      status: 207,
      json: {
        results: (json as { id: string }[]).map(({ id }) =>
          id === '2' ? { status: 422, message: 'blocked' } : { status: 201 },
        ),
      },
    }),
  });
  const ended = await destination.write(streams, [
    record(customers, { id: '1', name: 'Ada' }),
    record(customers, { id: '2', name: 'Grace' }),
    streamState(customers, {}, { id: 1 }),
  ]);
  await destination.close();
  expect(ended.states).toEqual([1]);
  expect(ended.rejected).toEqual([
    { reason: 'My API does not accept the contact (status 422)', record: { id: '2', name: 'Grace' } },
  ]);
});

test('a check with a wrong key fails and names the setting', async () => {
  const destination = await createTestDestination(definition, {
    config: (base_url) => ({ base_url, api_key: 'wrong' }),
    provider: () => 401,
  });
  const { status, message } = await destination.check();
  await destination.close();
  expect(status).toBe('FAILED');
  expect(message).toContain('API Key (api_key)');
});
