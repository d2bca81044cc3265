import { bodyOf, testBatch } from '@airbyte-ts/cdk/testing';
import { expect, it } from 'vitest';
import type { DataApi } from '../api/api.ts';
import { Additions } from './additions.ts';

it('Additions posts the missing part of a row with every digit of its numbers', async () => {
  const at = '"time":"2024-05-14T08:17:09Z","deviceId":"d"';
  const bolus = `{"type":"bolus","id":"b",${at},"normal":1.23456789012345678,"payload":{"n":12345678901234567890}}`;
  const posted: string[] = [];
  const api: Partial<DataApi> = {
    visible: async () => [{ id: 'w', type: 'wizard' }],
    create: async () => 'set',
    remove: async () => undefined,
    post: async (_set, body) => {
      posted.push(bodyOf({ body: () => body }));
      return { is: 'rejected', rows: [] };
    },
  };
  const batch = testBatch([`{"type":"wizard","id":"w",${at},"bolus":${bolus}}`], { dedupKeys: ['wizard'] });
  const context = { signal: new AbortController().signal } as ConstructorParameters<typeof Additions>[1];
  const target = { user: 'u', device: 'd', key: 'u d' };
  await expect(new Additions(api as DataApi, context).deliver(batch, target)).rejects.toThrow();
  expect(posted).toEqual([`[${bolus}]`]);
});
