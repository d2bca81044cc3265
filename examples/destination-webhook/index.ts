import { delivered, destination, type Http, jsonArray, operation } from '@airbyte-ts/cdk';
import { z } from 'zod';
import spec from '../../spec/destination-webhook.json' with { type: 'json' };
import type { DestinationWebhookConfig } from '../../spec/types/destination-webhook.ts';

export default destination<DestinationWebhookConfig, Http>({
  name: 'destination-webhook',
  displayName: 'Webhook',
  spec,
  connect: (config, context) =>
    context.http({
      baseUrl: config.base_url,
      settings: { baseUrl: 'URL (base_url)', credentials: 'Token (token)' },
      headers: { authorization: `Bearer ${config.token}`, 'content-type': 'application/json' },
    }),

  async check(http) {
    await http.request({ method: 'POST', path: '', body: '[]', idempotent: true });
  },

  operations: () => [
    operation<Record<string, unknown>, Http>({
      object: 'record',
      syncModes: ['append'],
      schema: z.looseObject({}),
      unmappedColumns: 'keep',
      limits: { maxRows: 500, maxBytes: 1_000_000 },
      framing: jsonArray,
      batchSemantics: 'all-or-nothing',
      async deliver(batch, http) {
        await http.request({ method: 'POST', path: '', body: batch.body() });
        return batch.all(delivered);
      },
    }),
  ],
});
