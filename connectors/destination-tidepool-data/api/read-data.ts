import { type Http, pathSegment } from '@airbyte-ts/cdk';
import { optional, type ReadDatum, read } from './responses.ts';

/** Reads visible data of a user with tide-whisperer; undefined if this account may not read. */
export async function readData(
  http: Http,
  userId: string,
  query: Readonly<Record<string, string>>,
  isRepeated: boolean,
): Promise<readonly ReadDatum[] | undefined> {
  const { data } = await optional(
    403,
    http.request({
      method: 'GET',
      path: `/data/${pathSegment(userId)}`,
      route: '/data/{userId}',
      // Some responses omit data of these sources unless they are requested.
      query: { ...query, carelink: true, dexcom: true, medtronic: true },
      idempotent: isRepeated,
      carriesRecords: false,
      responseSchema: read,
    }),
  );
  // The response also contains the data sets themselves, as data of the type `upload`.
  return data?.filter(({ type }) => type !== 'upload');
}
