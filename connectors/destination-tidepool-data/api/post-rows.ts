import { type Context, type Http, type HttpRequest, pathSegment } from '@airbyte-ts/cdk';
import { unreadableError } from './classify.ts';
import { isServiceError, type RowRejection, rejectionsIn } from './rejections.ts';
import { assertTidepoolResponse, type Endpoint } from './responses.ts';

/** The result of posting rows: accepted, rejected with the invalid rows, or the data set is closed or unknown. */
export type Posted =
  | { readonly is: 'accepted' | 'closed' | 'unknown' }
  | { readonly is: 'rejected'; readonly rows: readonly RowRejection[] };

/** Pauses before rows that the service could not parse are posted again: a proxy may have damaged the request. */
const UNREADABLE_PAUSES_MS = [1_000, 2_000, 4_000];

/** Returns the endpoint of the rows of a data set. */
export function rowsOf(id: string, method: 'POST' | 'DELETE'): Pick<HttpRequest, 'path'> & Endpoint {
  return { method, path: `/v1/data_sets/${pathSegment(id)}/data`, route: '/v1/data_sets/{id}/data' };
}

/** Posts rows as a JSON array. Throws `ERR_REQUEST_UNREADABLE` if the service repeatedly can't parse the request. */
export async function postRows(
  http: Http,
  id: string,
  body: readonly Uint8Array[],
  { clock, signal }: Pick<Context, 'clock' | 'signal'>,
): Promise<Posted> {
  for (const pause of UNREADABLE_PAUSES_MS) {
    const posted = await postOnce(http, id, body);
    if (posted !== 'unreadable') return posted;
    await clock.sleep(pause, signal);
  }
  const posted = await postOnce(http, id, body);
  if (posted !== 'unreadable') return posted;
  throw unreadableError();
}

async function postOnce(http: Http, id: string, body: readonly Uint8Array[]): Promise<Posted | 'unreadable'> {
  const endpoint = rowsOf(id, 'POST');
  const response = await http.request({
    ...endpoint,
    body,
    headers: { 'content-type': 'application/json' },
    expect: [200, 400, 404, 409],
    idempotent: 'when-rejected',
  });
  if (response.status === 200) assertTidepoolResponse(response, endpoint);
  if (response.status !== 400)
    return { is: response.status === 200 ? 'accepted' : response.status === 409 ? 'closed' : 'unknown' };
  const rows = rejectionsIn(response.data);
  return rows.length === 0 && isServiceError(response.data) ? 'unreadable' : { is: 'rejected', rows };
}
