import { z } from 'zod';
import { ConnectorError, type HttpResponse } from '#cdk';

/** Of a data set that was made. */
export const created = z.object({
  data: z.object({ uploadId: z.string().min(1).optional(), id: z.string().min(1).optional() }),
});
/** The permissions are the members. */
export const granted = z.record(z.string(), z.unknown());
/** Data sets. */
export const listed = z.array(
  z.object({
    id: z.string().optional(),
    uploadId: z.string().optional(),
    createdTime: z.string().optional(),
    deletedTime: z.string().nullish(),
    dataSetType: z.string().optional(),
    deduplicator: z.object({ name: z.string().optional() }).nullish(),
    deviceId: z.string().nullish(),
    // Other programs may use the name, and hold there what they like.
    client: z
      .object({ private: z.object({ job: z.string() }) })
      .optional()
      .catch(undefined),
  }),
);
/** What a reader is given. */
export const read = z.array(z.object({ type: z.unknown(), id: z.unknown() }));
export type ReadDatum = z.infer<typeof read>[number];
export type ListedDataSet = z.infer<typeof listed>[number];

/** The service has something to say of everything that it did: with nothing in it, a success came from somewhere else. */
const done = z.object({ data: z.custom((data) => data !== undefined) });

/** Throws for a success that the service did not write: a proxy may answer 200 to anything. */
export function carriedOut({ status, data }: HttpResponse<string>): void {
  try {
    done.parse(JSON.parse(data));
  } catch {
    throw new ConnectorError(
      'transient',
      'What came as a success is no answer of Tidepool. If this goes on, check what stands between the connector and Tidepool.',
      { code: 'ERR_UNREADABLE_REPLY', status },
    );
  }
}

/** The answer, without data where the API refused with this status. A refusal that may pass is none. */
export async function optional<T>(
  status: number,
  reply: Promise<HttpResponse<T>>,
): Promise<{ readonly data?: T }> {
  try {
    return await reply;
  } catch (error) {
    if (error instanceof ConnectorError && error.status === status && !error.retryable) return {};
    throw error;
  }
}
