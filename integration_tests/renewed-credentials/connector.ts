import { delivered, destination, type Http, jsonArray, operation } from '@airbyte-ts/cdk';
import { run } from '@airbyte-ts/cdk/cli';
import { z } from 'zod';
import { openClient, type RefreshTokenConfig } from '../../examples/refresh-token-client.ts';

const text = { type: 'string' };
const secret = { type: 'string', airbyte_secret: true };

/** A connector with the client of the guide, for an API that replaces the refresh token at each use. */
const definition = destination<RefreshTokenConfig, Http>({
  name: 'destination-rotating',
  displayName: 'Rotating',
  spec: {
    documentationUrl: 'https://example.com',
    supported_destination_sync_modes: ['append'],
    connectionSpecification: {
      type: 'object',
      required: ['base_url', 'credentials'],
      properties: {
        base_url: text,
        credentials: {
          type: 'object',
          oneOf: [
            { properties: { type: { const: 'key' }, key: secret }, required: ['type', 'key'] },
            {
              properties: {
                type: { const: 'oauth' },
                client_id: text,
                client_secret: secret,
                refresh_token: secret,
              },
              required: ['type', 'client_id', 'client_secret', 'refresh_token'],
            },
          ],
        },
      },
    },
  },
  connect: openClient,
  async check(http) {
    await http.request({ method: 'GET', path: '/me', idempotent: true });
  },
  operations: () => [
    operation<{ id: number }, Http>({
      object: 'row',
      syncModes: ['append'],
      schema: z.object({ id: z.number() }),
      limits: { maxRows: 100 },
      framing: jsonArray,
      async deliver(batch, http) {
        await http.request({ method: 'POST', path: '/rows', body: batch.body() });
        return batch.all(delivered);
      },
    }),
  ],
});

await run(definition);
