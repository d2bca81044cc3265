import {
  configuredStream,
  createTestDestination,
  record,
  streamState,
  type TestDestination,
} from '@airbyte-ts/cdk/testing';
import { afterEach, expect, it } from 'vitest';
import { mediarithmics } from './emulator/mediarithmics.ts';
import definition from './index.ts';

let open: TestDestination | undefined;
afterEach(() => open?.close());

const ERROR_ID = 'ab1d2c3b-aaaa-4bbb-8ccc-ddddeeeeffff';

it('a rejected document is logged with text and error id, also if the record has an undeclared column id', async () => {
  const provider = mediarithmics();
  open = await createTestDestination(definition, {
    config: (base_url) => ({ base_url, api_token: 'emulator-key', datamart_id: '1502' }),
    provider: {
      ...provider,
      handle: (request) =>
        request.method === 'POST' && request.path.endsWith('/executions')
          ? {
              status: 400,
              body: JSON.stringify({ status: 'error', error: 'Some failure', error_id: ERROR_ID }),
            }
          : provider.handle(request),
    },
  });
  const visits = { name: 'visits' };
  const row = { $user_account_id: 'crm', $type: 'TOUCH', $ts: 1_769_846_400_000, $event_name: 'visit' };
  const { logs, error } = await open.write(
    [configuredStream('visits', {})],
    [record(visits, { id: 77, ...row }), streamState(visits, {}, { id: 1 })],
  );
  expect(error?.message).toContain(`Some failure (reference ${ERROR_ID})`);
  expect(logs.join('\n')).toMatch(new RegExp(`INFO .*rejected a document .*error_id ${ERROR_ID}`));
});
