import { type Batch, type Http, type RowOutcome, skipped, transientError } from '@airbyte-ts/cdk';
import { z } from 'zod';

/** One page of `GET /v2/fields`. */
const page = z.object({
  fields: z.array(
    z.object({ name: z.string(), type: z.enum(['string', 'number', 'boolean']), required: z.boolean() }),
  ),
  next_page: z.int().nullable(),
});

type Page = z.output<typeof page>;

/** A field of people, as the users of the directory define it. */
export type Field = Page['fields'][number];

/** The response of `PUT /v2/people:batch`: one item for each row, in order. */
const results = z.object({
  items: z.array(z.object({ id: z.string(), status: z.int(), error: z.string().optional() })),
});

export type Item = z.output<typeof results>['items'][number];

/** Returns the fields of people: all pages. */
export async function fetchFields(http: Http): Promise<readonly Field[]> {
  const fields: Field[] = [];
  for (let next: number | null = 1; next !== null; ) {
    const { data }: { data: Page } = await http.request({
      method: 'GET',
      path: '/v2/fields',
      query: { page: next },
      idempotent: true,
      responseSchema: page,
    });
    fields.push(...data.fields);
    next = data.next_page;
  }
  return fields;
}

/** Sends the rows of a batch in one request and returns the item of each row. */
export async function putPeople(batch: Batch, http: Http): Promise<readonly Item[]> {
  const { data } = await http.request({
    method: 'PUT',
    path: '/v2/people:batch',
    // One key per call: the client repeats the request with the same key, and the next call has a new one. A key that is
    // made from the rows would be wrong: the directory would ignore a person who gets earlier values again.
    headers: { 'content-type': 'application/x-ndjson', 'idempotency-key': crypto.randomUUID() },
    body: batch.body(),
    idempotent: true,
    responseSchema: results,
  });
  if (data.items.length !== batch.size)
    throw transientError(`The response of the directory has ${data.items.length} of ${batch.size} rows.`);
  return data.items;
}

/** Returns the outcome of a row from its item. Reasons are logged: they name the rule, and never a value. */
export function outcomeOf({ status, error }: Item): RowOutcome {
  if (status === 200) return { status: 'delivered' };
  // The directory has a newer version of the person, so there is nothing to do. A repeated sync gets this status too.
  if (status === 409) return skipped;
  if (status === 429) return { status: 'retry', reason: 'the directory limits the rate of rows' };
  return {
    status: 'rejected',
    reason: `the directory does not accept the person (status ${status})`,
    ...(error !== undefined && { providerMessage: error }),
  };
}
