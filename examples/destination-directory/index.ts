import {
  type AnyOperation,
  destination,
  type Http,
  isMarkedDeleted,
  ndjson,
  operation,
  stringifyExact,
} from '@airbyte-ts/cdk';
import { z } from 'zod';
import spec from '../../spec/destination-directory.json' with { type: 'json' };
import type { DestinationDirectoryConfig } from '../../spec/types/destination-directory.ts';
import { type Field, fetchFields, outcomeOf, putPeople } from './api.ts';

type Person = { id: string } & Record<string, unknown>;

const TYPES = { string: z.string(), number: z.number(), boolean: z.boolean() };

const id = z.string().min(1).describe('Id of the person. An existing person with this id is replaced.');

/** The ways to deliver people with these fields. */
function peopleWith(fields: readonly Field[]): readonly AnyOperation<Http>[] {
  const shape = fields.map(
    ({ name, type, required }) => [name, required ? TYPES[type] : TYPES[type].optional()] as const,
  );
  const people = {
    object: 'person',
    schema: z.object({ ...Object.fromEntries(shape), id }),
    matchingKeys: [['id']],
    limits: { maxRows: 200, maxBytes: 1_000_000 },
    framing: ndjson,
    // Two versions of a person are never in one request, and the newer one is sent after the response to the older one. An
    // ordering key would split the rows over as many batches as there are lanes.
    dedupKey: 'id',
    onDuplicate: 'separate-batches',
    // A request that fails as a whole stores nothing: the CDK then halves the batch to find the invalid row.
    batchSemantics: 'all-or-nothing',
    async deliver(batch, http) {
      const items = await putPeople(batch, http);
      return batch.each(({ index }) => outcomeOf(items[index]!));
    },
  } satisfies Partial<Parameters<typeof operation<Person, Http>>[0]>;

  /** What a deletion has to have. The source may leave out all other columns. */
  const deletion = z.object({
    ...Object.fromEntries(fields.map(({ name }) => [name, z.unknown().optional()])),
    id,
  });

  const upsert = ({ id, ...fields }: Person): string => stringifyExact({ op: 'upsert', id, fields });
  return [
    operation<Person, Http>({ ...people, syncModes: ['append'], serialize: upsert }),
    operation<Person, Http>({
      ...people,
      syncModes: ['append_dedup'],
      acceptsDeletes: 'rows',
      schemaFor: ({ record }) => (isMarkedDeleted(record) ? deletion : people.schema),
      serialize: (row, { record }) =>
        isMarkedDeleted(record) ? stringifyExact({ op: 'delete', id: row.id }) : upsert(row),
    }),
  ];
}

export default destination<DestinationDirectoryConfig, Http>({
  name: 'destination-directory',
  displayName: 'Directory',
  spec,
  connect: ({ api_key, base_url }, context) =>
    context.http({
      baseUrl: base_url,
      settings: { baseUrl: 'Base URL (base_url)', credentials: 'API Key (api_key)' },
      headers: { authorization: `Bearer ${api_key}` },
      requestsPerSecond: 20,
    }),

  // An empty batch proves that the key may write.
  async check(http) {
    await http.request({
      method: 'PUT',
      path: '/v2/people:batch',
      headers: { 'content-type': 'application/x-ndjson', 'idempotency-key': crypto.randomUUID() },
      body: '',
      idempotent: true,
    });
  },

  // The users of the directory define the fields of people.
  operations: () => [],
  fetchOperations: async (http) => peopleWith(await fetchFields(http)),
});
