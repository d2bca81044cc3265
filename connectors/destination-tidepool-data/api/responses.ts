import { ConnectorError, type HttpRequest, type HttpResponse } from '@airbyte-ts/cdk';
import { z } from 'zod';

/** The response to the creation of a data set. */
export const created = z.object({
  data: z.object({ uploadId: z.string().min(1).optional(), id: z.string().min(1).optional() }),
});
/** Permissions, which are the names of the members. */
export const granted = z.record(z.string(), z.unknown());
/** A text that identifies a data set of this connector: with a value of another type it is one of another program. */
const text = z.string().optional().catch(undefined);
/** A list of data sets. Those of other programs must not hide this connector's. */
export const listed = z.array(
  z.object({
    id: z.string().optional(),
    uploadId: z.string().optional(),
    createdTime: text,
    /** Present, in any form, if the data set was deleted. */
    deletedTime: z.unknown().optional(),
    dataSetType: text,
    deduplicator: z.object({ name: text }).nullish().catch(undefined),
    deviceId: z.string().nullish().catch(undefined),
    // Other programs with the same client name may store other data here.
    client: z
      .object({ private: z.object({ job: z.string() }) })
      .optional()
      .catch(undefined),
  }),
);
/** The visible data. */
export const read = z.array(z.object({ type: z.unknown(), id: z.unknown() }));
export type ReadDatum = z.infer<typeof read>[number];
export type ListedDataSet = z.infer<typeof listed>[number];

/** Every success response of the service contains data. One without data is from another server, such as a proxy. */
const done = z.object({ data: z.custom((data) => data !== undefined) });

/** The endpoint that a request is for. */
export interface Endpoint {
  readonly method: HttpRequest['method'];
  /** The path as a template. */
  readonly route: string;
}

/** Throws if a success response is not from the service: a proxy may return 200 to any request. */
export function assertTidepoolResponse(
  { status, data }: HttpResponse<string>,
  { method, route }: Endpoint,
): void {
  try {
    done.parse(JSON.parse(data));
  } catch {
    throw new ConnectorError(
      'transient',
      `Tidepool returned a success response with ${data.trim() === '' ? 'an empty' : 'an unexpected'} body to ${method} ${route} (status ${status}). If this happens again, check proxies between the connector and Tidepool.`,
      { code: 'ERR_UNREADABLE_RESPONSE', status },
    );
  }
}

/**
 * Returns the response, or an object without data if the API rejects the request with this status. A transient error with the
 * status is not the API's, also if its repetitions are exhausted, and neither is a web page.
 */
export async function optional<T>(
  status: number,
  response: Promise<HttpResponse<T>>,
): Promise<{ readonly data?: T }> {
  try {
    return await response;
  } catch (error) {
    const isOfApi =
      error instanceof ConnectorError &&
      error.failureType !== 'transient_error' &&
      error.code !== 'ERR_WEB_PAGE';
    if (isOfApi && error.status === status) return {};
    throw error;
  }
}
