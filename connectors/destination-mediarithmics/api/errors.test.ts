import { ConnectorError, configError } from '@airbyte-ts/cdk';
import { expect, it } from 'vitest';
import { unknownId } from './errors.ts';

const handled = (error: unknown): unknown => {
  try {
    return unknownId('data mart 1502', 'Datamart ID (datamart_id)')(error);
  } catch (thrown) {
    return thrown;
  }
};

it('a 404 names the setting with the id', () => {
  const missing = configError('It is not there.', { code: 'ERR_NOT_FOUND', status: 404 });
  expect(handled(missing)).toMatchObject({
    ...{ kind: 'config', code: 'ERR_UNKNOWN_ID' },
    message: expect.stringContaining('Datamart ID (datamart_id)') as string,
  });
});

it.each(['transient', 'config'] as const)(
  'a web page with the status 404 says nothing about the id (%s)',
  (kind) => {
    const page = new ConnectorError(kind, 'A web page came.', { code: 'ERR_WEB_PAGE', status: 404 });
    expect(handled(page)).toBe(page);
  },
);
