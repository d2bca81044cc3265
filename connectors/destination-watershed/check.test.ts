import { ConnectorError } from '@airbyte-ts/cdk';
import { testContext } from '@airbyte-ts/cdk/testing';
import { expect, it } from 'vitest';
import type { WatershedApi } from './api/api.ts';
import { check } from './check.ts';

it.each([
  [{ status: 422 }, 'takes files (status 422): no reason given. Create it'],
  [{}, 'takes files: no reason given. Create it'],
])(
  'check reports a rejected template with the status of the error, if it has one (%o)',
  async (options, expected) => {
    const api = {
      preview: () => Promise.reject(new ConnectorError('reject', 'rejected', options)),
      list: async () => ({ results: [] }),
    } as unknown as WatershedApi;
    const { log } = testContext().context;
    await expect(check(api, ['Courses'], 'id', log)).rejects.toMatchObject({
      code: 'ERR_TEMPLATE_REJECTED',
      message: expect.stringContaining(expected),
    });
  },
);
