import { delivered, destination, type Http, jsonArray, operation } from '@airbyte-ts/cdk';
import { z } from 'zod';
import spec from '../../spec/destination-my-api.json' with { type: 'json' };
import type { DestinationMyApiConfig as Config } from '../../spec/types/destination-my-api.ts';

/** A contact, as `POST /v1/contacts` takes it. */
const contact = z.object({
  id: z.string().min(1).describe('Id of the contact. An existing contact with this id is replaced.'),
  name: z.string().min(1).max(200).describe('Name of the contact.'),
  email: z.string().optional().describe('Address of the contact.'),
});

type Contact = z.output<typeof contact>;

/** The response of `POST /v1/contacts`: one result for each contact, in order. */
const contactResults = z.object({
  results: z.array(z.object({ status: z.int(), message: z.string().optional() })),
});

export default destination<Config, Http>({
  name: 'destination-my-api',
  displayName: 'My API',
  spec,
  connect: ({ api_key, base_url }, context) =>
    context.http({
      baseUrl: base_url,
      settings: { baseUrl: 'Base URL (base_url)', credentials: 'API Key (api_key)' },
      headers: { authorization: `Bearer ${api_key}` },
    }),

  async check(http) {
    await http.request({ method: 'GET', path: '/v1/me', idempotent: true });
  },

  operations: () => [
    operation<Contact, Http>({
      object: 'contact',
      syncModes: ['append'],
      schema: contact,
      // Records without an id get one that is the same in each sync, so that repeated deliveries replace the contact.
      defaults: { id: (_row, context) => context.id() },
      limits: { maxRows: 100, maxBytes: 1_000_000 },
      framing: jsonArray,
      // Two versions of a contact are delivered one after another, so that the newer one stays.
      dedupKey: 'id',
      onDuplicate: 'separate-batches',
      // A request that is rejected as a whole stores nothing: the CDK then halves the batch to find the invalid contact.
      batchSemantics: 'all-or-nothing',
      async deliver(batch, http) {
        const { data } = await http.request({
          method: 'POST',
          path: '/v1/contacts',
          headers: { 'content-type': 'application/json' },
          body: batch.body(),
          idempotent: true,
          responseSchema: contactResults,
        });
        return batch.each(({ index }) => {
          const { status, message } = data.results[index] ?? { status: 0 };
          if (status < 300 && status > 0) return delivered;
          return {
            status: 'rejected',
            reason: `My API does not accept the contact (status ${status})`,
            ...(message !== undefined && { providerMessage: message }),
          };
        });
      },
    }),
  ],
});
