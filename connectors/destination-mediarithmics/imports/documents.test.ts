import { ConnectorError, ndjson } from '@airbyte-ts/cdk';
import { testBatch } from '@airbyte-ts/cdk/testing';
import { describe, expect, it } from 'vitest';
import { activity, batchFor, connected, countOf, outcomeOf } from '../testing/connected.ts';

const format = { type: 'USER_ACTIVITY', mimeType: 'APPLICATION_X_NDJSON' } as const;
const accounts = ({ lines }: ReturnType<typeof connected>['provider']) =>
  lines.map(({ value }) => value.$user_account_id);

describe('a batch', () => {
  it('becomes a document in an import that is created once, and is delivered when its job has ended', async () => {
    const sync = connected();
    const batches = [batchFor('a', 'b'), batchFor('c')];
    const ends = batches.map((batch) => outcomeOf(sync.documents.deliver(batch, format), batch, sync));
    expect(await Promise.all(ends)).toEqual([['delivered', 'delivered'], ['delivered']]);
    expect(accounts(sync.provider)).toEqual(['a', 'b', 'c']);
    expect(sync.provider.imports).toEqual([
      expect.objectContaining({
        document_type: 'USER_ACTIVITY',
        priority: 'MEDIUM',
        encoding: 'utf-8',
        name: expect.stringMatching(/^Airbyte a \d{4}-.*Z [0-9a-f]{16} [0-9a-f]{16}$/),
      }),
    ]);
    expect(sync.requests[1]?.headers).toMatchObject({
      authorization: 'emulator-key',
      'content-type': 'application/x-ndjson',
    });
    expect(sync.requests[1]?.body.toString()).toBe(`${activity('a')}\n${activity('b')}\n`);
  });

  it('is sent as a named file if configured', async () => {
    const sync = connected({ config: { upload_format: 'multipart' } });
    const batch = batchFor('a');
    expect(await outcomeOf(sync.documents.deliver(batch, format), batch, sync)).toEqual(['delivered']);
    expect(sync.provider.jobs[0]?.fileName).toMatch(/^airbyte-[0-9a-f]{32}\.ndjson$/);
    expect(accounts(sync.provider)).toEqual(['a']);
  });

  it('is sent to the configured import if its type and format fit', async () => {
    const shared = {
      id: '77',
      document_type: 'USER_ACTIVITY',
      mime_type: 'APPLICATION_X_NDJSON',
      encoding: 'utf-8',
      name: 'n',
    } as const;
    const sync = connected({ config: { document_import_id: '77' }, emulator: { imports: [shared] } });
    const batch = batchFor('a');
    expect(await outcomeOf(sync.documents.deliver(batch, format), batch, sync)).toEqual(['delivered']);
    expect(sync.provider.imports).toHaveLength(1);
    const other = connected({ config: { document_import_id: '77' }, emulator: { imports: [shared] } });
    const rejected = await outcomeOf(
      other.documents.deliver(batch, { ...format, type: 'USER_PROFILE' }),
      batch,
      other,
    );
    expect(rejected).toMatchObject({
      kind: 'config',
      code: 'ERR_IMPORT_MISMATCH',
      message: expect.stringContaining('USER_ACTIVITY'),
    });
  });

  it('that is rejected immediately fails with a reject error, so that the engine can bisect it', async () => {
    const sync = connected();
    const batch = testBatch(['[1]'], { framing: ndjson });
    expect(await outcomeOf(sync.documents.deliver(batch, format), batch, sync)).toMatchObject({
      kind: 'reject',
      detail: expect.stringMatching(/error_id [\w-]{36}/),
    });
    expect(sync.provider.jobs).toEqual([]);
  });

  it.each([400, 200])(
    'that is rejected with the status %i has the text of the provider as its message, and its error id in the log',
    async (status) => {
      const error_id = '6f1d2c3b-1111-4222-8333-444455556666';
      const text = JSON.stringify({ status: 'error', error: 'Line 1 is not valid', error_id });
      const sync = connected({
        trouble: ({ method, path }) =>
          method === 'POST' && path.endsWith('/executions')
            ? { response: { status, headers: {}, text } }
            : undefined,
      });
      const batch = batchFor('a');
      const error = await outcomeOf(sync.documents.deliver(batch, format), batch, sync);
      expect((error as ConnectorError).providerMessage).toBe(`Line 1 is not valid (reference ${error_id})`);
      expect(sync.log.lines.join()).toMatch(/rejected a document \(.*error_id 6f1d2c3b/);
    },
  );

  const errorInSuccess = (error: unknown) => ({
    response: {
      status: 200,
      headers: {},
      text: JSON.stringify({ status: 'error', error, error_id: '6f1d2c3b-1111-4222-8333-444455556666' }),
    },
  });

  it.each(['Quota of imports exceeded', 'Too many documents', 'Internal error', undefined, { message: 'x' }])(
    'that gets the error %o with a success status rejects no record, because its cause is unknown',
    async (text) => {
      const sync = connected({
        trouble: ({ method, path }) =>
          method === 'POST' && path.endsWith('/executions') ? errorInSuccess(text) : undefined,
      });
      const batch = batchFor('a', 'b');
      const error = await outcomeOf(sync.documents.deliver(batch, format), batch, sync);
      expect(error).toMatchObject({
        ...{ kind: 'transient', code: 'ERR_ERROR_IN_SUCCESS', retryable: true, quotesProvider: true },
        message: expect.stringContaining('error id: 6f1d2c3b-1111-4222-8333-444455556666'),
        detail: expect.stringContaining('error_id 6f1d2c3b-1111-4222-8333-444455556666'),
      });
      expect((error as ConnectorError).providerMessage).toBe(typeof text === 'string' ? text : undefined);
      expect((error as ConnectorError).message).not.toContain('Quota');
    },
  );

  it.each(['Line 2 is not valid', 'Malformed document', 'Could not parse the NDJSON'])(
    'that gets the error "%s" with a success status is bisected, because it is about its content',
    async (text) => {
      const sync = connected({
        trouble: ({ method, path }) =>
          method === 'POST' && path.endsWith('/executions') ? errorInSuccess(text) : undefined,
      });
      const batch = batchFor('a', 'b');
      expect(await outcomeOf(sync.documents.deliver(batch, format), batch, sync)).toMatchObject({
        kind: 'reject',
      });
    },
  );

  it('fails if mediarithmics returns an abandoned import again', async () => {
    const imports: string[] = [];
    const again = ({ method, path }: { method: string; path: string }) => {
      if (method === 'POST' && path.endsWith('/executions')) return 'never arrives' as const;
      if (method !== 'POST' || !path.endsWith('/document_imports')) return undefined;
      imports.push(path);
      const data = { id: '5', document_type: 'USER_ACTIVITY', mime_type: 'APPLICATION_X_NDJSON', name: 'n' };
      return { response: { status: 200, headers: {}, text: JSON.stringify({ status: 'ok', data }) } };
    };
    const executions = ({ method, path }: { method: string; path: string }) =>
      method === 'GET' && path.endsWith('/executions')
        ? { response: { status: 200, headers: {}, text: '{"status":"ok","data":[]}' } }
        : undefined;
    const sync = connected({ trouble: (request) => again(request) ?? executions(request) });
    const batch = batchFor('a');
    for (const code of ['ERR_NO_RESPONSE', 'ERR_IMPORT_AGAIN'])
      expect(await outcomeOf(sync.documents.deliver(batch, format), batch, sync)).toMatchObject({ code });
    expect(imports.length).toBeLessThan(5);
  });

  it('that was accepted is not sent again after a later failure', async () => {
    const sync = connected({
      trouble: ({ path }) =>
        /executions\/\d+$/.test(path) ? { response: { status: 500, headers: {}, text: '' } } : undefined,
    });
    const batch = batchFor('a');
    const error = await outcomeOf(sync.documents.deliver(batch, format), batch, sync);
    expect(error).toBeInstanceOf(ConnectorError);
    expect((error as ConnectorError).retryable).toBe(false);
    expect(countOf(sync.requests, 'POST', '/executions')).toBe(1);
  });
});
