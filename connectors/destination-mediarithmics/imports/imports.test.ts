import type { ConnectorError, StreamRun } from '@airbyte-ts/cdk';
import { testStreamRun } from '@airbyte-ts/cdk/testing';
import { describe, expect, it } from 'vitest';
import { config, connected, type Trouble } from '../testing/connected.ts';
import { type DocumentFormat, Imports } from './imports.ts';

const format: DocumentFormat = { type: 'USER_PROFILE', mimeType: 'APPLICATION_X_NDJSON' };
const run = (rest: Partial<StreamRun> = {}): StreamRun => ({ ...testStreamRun, ...rest });
const rejected: Trouble = {
  response: {
    status: 400,
    headers: {},
    text: '{"status":"error","error":"The name is too long.","error_id":"11111111-1111-4111-8111-111111111111"}',
  },
};

function imports(setup: Parameters<typeof connected>[0] = {}) {
  const sync = connected(setup);
  return { ...sync, imports: new Imports(sync.api, config(setup.config), sync.context) };
}
/** Applies a fault to the first POSTs. */
const first = (times: number, trouble: Trouble) => {
  let seen = 0;
  return ({ method }: { method: string }) => (method === 'POST' && seen++ < times ? trouble : undefined);
};

describe('the import of a stream', () => {
  it('is created once for concurrent calls, and separately for each stream', async () => {
    const { imports: of, provider } = imports({ config: { priority: 'LOW' } });
    const orders = run({ name: 'orders', key: 'orders' });
    expect(await Promise.all([of.of(run(), format), of.of(run(), format), of.of(orders, format)])).toEqual([
      '20001',
      '20001',
      '20002',
    ]);
    expect(provider.imports.map(({ priority }) => priority)).toEqual(['LOW', 'LOW']);
  });

  it('has a name with stream, sync and time, also for unusual stream names', async () => {
    const { imports: of, provider } = imports();
    await of.of(run({ name: 'clients  "été"/\n🙂', syncId: 812 }), format);
    await of.of(run({ name: ' ', key: 'b' }), format);
    expect(provider.imports.map(({ name }) => name)).toEqual([
      expect.stringMatching(
        /^Airbyte clients été sync 812 2023-11-14T22:13:20\.000Z [0-9a-f]{16} [0-9a-f]{16}$/,
      ),
      expect.stringMatching(/^Airbyte 2023-11-14T22:13:20\.000Z [0-9a-f]{16} [0-9a-f]{16}$/),
    ]);
  });

  it('is found by its name, and not created again, if the response was lost', async () => {
    const { imports: of, provider } = imports({
      trouble: first(1, 'response lost'),
      emulator: { pageSize: 1 },
    });
    await expect(of.of(run(), format)).rejects.toMatchObject({ kind: 'transient' });
    expect(await of.of(run(), format)).toBe('20001');
    expect(provider.imports).toHaveLength(1);
  });

  it('is created again if it is not found', async () => {
    const { imports: of, provider } = imports({ trouble: first(2, 'never arrives') });
    await expect(of.of(run(), format)).rejects.toMatchObject({ kind: 'transient' });
    await expect(of.of(run(), format)).rejects.toMatchObject({ kind: 'transient' });
    expect(await of.of(run(), format)).toBe('20001');
    expect(provider.imports).toHaveLength(1);
  });

  it('fails with a config error, the provider’s text and error id if mediarithmics rejects its creation', async () => {
    const { imports: of } = imports({ trouble: first(9, rejected) });
    await expect(of.of(run(), format)).rejects.toMatchObject({
      kind: 'config',
      code: 'ERR_IMPORT_REJECTED',
      message: expect.stringMatching(
        /USER_PROFILE .* mediarithmics says: The name is too long\. If the reason/,
      ),
      detail: expect.stringContaining('error_id 11111111-1111-4111-8111-111111111111'),
    });
  });

  it('fails without text of the response: only a top-level error_id that is a uuid is shown', async () => {
    for (const text of [
      '{"status":"error","data":{"error_id":"Ada-Lovelace"}}',
      '{"status":"error","error_id":"Ada-Lovelace"}',
      '{"status":"error","data":{"error_id":"33333333-3333-4333-8333-333333333333"}}',
    ]) {
      const { imports: of } = imports({
        trouble: first(9, { response: { status: 400, headers: {}, text } }),
      });
      const error = (await of.of(run(), format).catch((thrown: unknown) => thrown)) as ConnectorError;
      expect(`${error.message} ${error.detail}`).not.toMatch(/Ada|3333/);
    }
  });

  it('fails with a transient error if an error has a success status', async () => {
    const { imports: of } = imports({
      trouble: first(9, {
        response: {
          status: 200,
          headers: {},
          text: '{"status":"error","error":"Quota exceeded","error_id":"22222222-2222-4222-8222-222222222222"}',
        },
      }),
    });
    await expect(of.of(run(), format)).rejects.toMatchObject({
      kind: 'transient',
      message: expect.stringMatching(/mediarithmics says: Quota exceeded\. .*error id: 22222222/),
      detail: expect.stringContaining('error_id 22222222-2222-4222-8222-222222222222'),
    });
  });

  it('for deletions of devices is requested in the other spelling if the first one is rejected', async () => {
    const { imports: of, provider } = imports({ trouble: first(1, rejected) });
    await of.of(run(), { ...format, type: 'USER_DEVICE_POINTS_DELETION' });
    expect(provider.imports[0]?.document_type).toBe('USER_DEVICE_POINT_DELETION');
  });

  it('fails as the check does if mediarithmics does not know the configured import', async () => {
    const { imports: of } = imports({ config: { document_import_id: '4711' } });
    await expect(of.of(run(), format)).rejects.toMatchObject({
      ...{ kind: 'config', code: 'ERR_UNKNOWN_ID' },
      message: expect.stringMatching(/document import 4711.*Document Import ID \(document_import_id\)/),
    });
  });

  it('fails as the check does if mediarithmics does not know the data mart', async () => {
    const { imports: of, api } = imports({ config: { datamart_id: '99' } });
    const unknown = {
      ...{ kind: 'config', code: 'ERR_UNKNOWN_ID' },
      message: expect.stringMatching(/data mart 99.*Datamart ID \(datamart_id\)/),
    };
    for (const call of [of.of(run(), format), api.datamart(), api.listImports(), api.importsNamed('x')])
      await expect(call).rejects.toMatchObject(unknown);
  });

  it('is replaced after abandon() only if it is still the current one', async () => {
    const { imports: of } = imports();
    expect(await of.of(run(), format)).toBe('20001');
    await of.abandon(run(), '1');
    expect(await of.of(run(), format)).toBe('20001');
    await of.abandon(run(), '20001');
    expect(await of.of(run(), format)).toBe('20002');
  });
});
