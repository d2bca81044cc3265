import { FORBIDDEN_API_KEY } from '@airbyte-ts/cdk/emulator';
import { describe, expect, it } from 'vitest';
import { check } from './check.ts';
import { config, connected } from './testing/connected.ts';

const imports = [
  {
    id: '77',
    document_type: 'USER_PROFILE',
    mime_type: 'APPLICATION_X_NDJSON',
    encoding: 'utf-8',
    name: 'n',
  },
  { id: '78', document_type: 'USER_SEGMENT', mime_type: 'TEXT_CSV', encoding: 'utf-8', name: 'n' },
] as const;

function checked(settings: object = {}, emulator: object = {}) {
  const sync = connected({ config: settings, emulator: { imports: [...imports], ...emulator } });
  return { ...sync, end: check(sync.api, config(settings), sync.context) };
}

describe('check()', () => {
  it('reads the data mart and the list of imports, and writes nothing', async () => {
    const { end, requests } = checked();
    await end;
    expect(requests.map(({ method, path }) => `${method} ${path}`)).toEqual([
      'GET /v1/datamarts/1502',
      'GET /v1/datamarts/1502/document_imports',
    ]);
  });

  it.each([
    [
      'a wrong token',
      { api_token: 'api:x' },
      { kind: 'auth', message: expect.stringMatching(/rejects the API Token.*enter it unchanged\./) },
    ],
    [
      'a token without its prefix',
      { api_token: 'x' },
      { kind: 'auth', message: expect.stringContaining('begin with api:') },
    ],
    [
      'a token without permission',
      { api_token: FORBIDDEN_API_KEY },
      { kind: 'auth', code: 'ERR_TOKEN_FORBIDDEN' },
    ],
    [
      'another data mart',
      { datamart_id: '1' },
      { kind: 'config', message: expect.stringContaining('Datamart ID') },
    ],
    [
      'an unknown import',
      { document_import_id: '1' },
      { kind: 'config', message: expect.stringContaining('Document Import ID') },
    ],
    [
      'a destructive default type without Allow Deletions',
      { default_document_type: 'USER_POINTS_DELETION' },
      { kind: 'config', message: expect.stringMatching(/USER_POINTS_DELETION.*Allow Deletions/) },
    ],
    ['an import of another type', { document_import_id: '77' }, { code: 'ERR_IMPORT_MISMATCH' }],
    [
      'an import of another format',
      { document_import_id: '78', default_document_type: 'USER_SEGMENT' },
      { code: 'ERR_IMPORT_MISMATCH' },
    ],
  ])('fails for %s', async (_, settings, error) => {
    await expect(checked(settings).end).rejects.toMatchObject(error);
  });

  it('accepts destructive types with Allow Deletions, and warns of a mapped stream without it', async () => {
    await checked({ default_document_type: 'USER_POINTS_DELETION', allow_deletions: true }).end;
    const stream_mappings = [{ stream_name: 'gone', object: 'USER_IDENTIFIERS_DELETION' }];
    const { end, log } = checked({ stream_mappings });
    await end;
    expect(log.lines.join()).toMatch(/USER_IDENTIFIERS_DELETION.*Allow Deletions/);
  });

  it('accepts an import whose type is the default or that of a mapping', async () => {
    const mapped = {
      stream_mappings: [{ stream_name: 'clients', object: 'USER_PROFILE' }],
      document_import_id: '77',
    };
    await checked(mapped).end;
    await checked({ default_document_type: 'USER_SEGMENT', segment_format: 'CSV', document_import_id: '78' })
      .end;
  });

  it('fails for an archived data mart, and warns of one that spans others', async () => {
    await expect(checked({}, { archived: true }).end).rejects.toMatchObject({
      code: 'ERR_DATAMART_ARCHIVED',
    });
    const { end, log } = checked({}, { type: 'CROSS_DATAMART' });
    await end;
    expect(log.lines.join()).toContain('CROSS_DATAMART');
  });

  it.each([200, 400])('shows text and id of an error with the status %i', async (status) => {
    const error_id = '6f1d2c3b-1111-4222-8333-444455556666';
    const sync = connected({
      trouble: () => ({
        response: { status, headers: {}, text: JSON.stringify({ status: 'error', error: 'Nope', error_id }) },
      }),
    });
    await expect(check(sync.api, config(), sync.context)).rejects.toMatchObject({
      message: expect.stringContaining('mediarithmics says: Nope.'),
      detail: expect.stringContaining(`error_id ${error_id}`),
    });
  });
});
