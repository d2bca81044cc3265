import { ConnectorError, configError } from '@airbyte-ts/cdk';
import { describe, expect, it } from 'vitest';
import { listed, optional } from './responses.ts';

describe('an optional response', () => {
  it('is an object without data if the API rejects the request with the status', async () => {
    const missing = configError('It is not there.', { code: 'ERR_NOT_FOUND', status: 404 });
    expect(await optional(404, Promise.reject(missing))).toEqual({});
    await expect(optional(403, Promise.reject(missing))).rejects.toBe(missing);
  });

  it.each([
    ['transient', {}],
    ['transient', { exhausted: true }],
    ['config', {}],
  ] as const)('is no web page with the status (%s, %j)', async (kind, more) => {
    const page = new ConnectorError(kind, 'A web page came.', {
      code: 'ERR_WEB_PAGE',
      status: 404,
      ...more,
    });
    await expect(optional(404, Promise.reject(page))).rejects.toBe(page);
  });
});

it('a list of data sets is readable with entries of other programs whose values have other types', () => {
  const ours = { id: 'a', deviceId: 'd', deduplicator: { name: 'n' }, client: { private: { job: '1' } } };
  const other = { id: 'b', createdTime: 1, deletedTime: 2, dataSetType: 3, deduplicator: 'n', deviceId: 4 };
  expect(listed.parse([other, ours])).toEqual([{ id: 'b', deletedTime: 2 }, ours]);
});
