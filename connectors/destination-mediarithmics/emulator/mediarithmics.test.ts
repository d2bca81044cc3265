import { API_KEY, FORBIDDEN_API_KEY } from '@airbyte-ts/cdk/emulator';
import { afterEach, describe, expect, test } from 'vitest';
import { emulatorOf } from '../../../integration_tests/emulators/registry.ts';
import type { MediarithmicsOptions } from './options.ts';
import { type Json, startMediarithmics } from './testing/start-mediarithmics.ts';

let api: Awaited<ReturnType<typeof startMediarithmics>>;
const start = async (options: MediarithmicsOptions = {}) => {
  api = await startMediarithmics(options);
  return api;
};
afterEach(() => api.close());

describe('access', () => {
  test.each([
    ['as it is', API_KEY, 200],
    ['with the prefix', `api:${API_KEY}`, 200],
    ['as a bearer', `Bearer ${API_KEY}`, 401],
    ['that is wrong', 'x', 401],
    ['that may not', FORBIDDEN_API_KEY, 403],
  ])('with a token %s gets %s', async (_, Authorization, status) => {
    await start();
    const response = await api.call('GET', '', { headers: { Authorization } });
    expect(response.status).toBe(status);
    if (status !== 200)
      expect(response.json()).toEqual({
        status: 'error',
        error: expect.any(String),
        error_id: expect.any(String),
      });
  });

  test('to other data marts, and to the misspelt path of the documentation, gets 404', async () => {
    await start();
    for (const path of ['/v1/datamarts/1', '/documents_imports', '/v1/datamarts//document_imports'])
      expect((await api.call('GET', path)).status).toBe(404);
  });

  test('with the configurations of the registry succeeds or fails as declared', async () => {
    await start();
    const { config, invalidConfig } = emulatorOf('destination-mediarithmics');
    const status = async ({ base_url, datamart_id, api_token }: Json) =>
      (
        await fetch(`${base_url}/v1/datamarts/${datamart_id}`, {
          headers: { Authorization: String(api_token) },
        })
      ).status;
    expect(await status(config(api.emulator.url))).toBe(200);
    expect(await status(invalidConfig(api.emulator.url, 'wrong_credentials'))).toBe(401);
    expect(await status(invalidConfig(api.emulator.url, 'no_permission'))).toBe(403);
    expect(await status(invalidConfig(api.emulator.url, 'wrong_path'))).toBe(404);
  });
});

describe('a document import', () => {
  test('is created, found by its id and by parts of its name, and keeps its priority', async () => {
    await start();
    const id = await api.createImport({ name: 'nightly visits' });
    await api.createImport({ name: 'other', priority: 'HIGH' });
    const of = (await api.call('GET', `/document_imports/${id}`)).json().data;
    expect(of).toMatchObject({ id, name: 'nightly visits', priority: 'MEDIUM' });
    const found = (await api.call('GET', '/document_imports?keywords=nightly&max_results=5')).json();
    expect(found).toMatchObject({ count: 1, first_result: 0, max_results: 5, data: [{ id }] });
  });

  test.each([
    ['CSV for activities', { mime_type: 'TEXT_CSV' }],
    ['an unknown type', { document_type: 'USER' }],
    ['no name', { name: ' ' }],
    ['another encoding', { encoding: 'latin-1' }],
    ['anything else', { color: 'red' }],
  ])('with %s is rejected', async (_, more) => {
    await start();
    expect(await api.createImport(more)).toBe('400');
  });

  test('needs JSON with its content type', async () => {
    await start();
    expect((await api.call('POST', '/document_imports', { body: '{}' })).status).toBe(415);
  });

  test('is listed late if lists are delayed', async () => {
    await start({ listedAfterMs: 1_000 });
    const id = await api.createImport();
    const listed = async () => (await api.call('GET', '/document_imports')).json().total;
    expect(await listed()).toBe(0);
    expect((await api.call('GET', `/document_imports/${id}`)).status).toBe(200);
    await api.clock.advance(1_000);
    expect(await listed()).toBe(1);
  });
});
