import {
  ConnectorError,
  type Context,
  type Http,
  type HttpRequest,
  pathSegment,
  withTimeLimit,
} from '@airbyte-ts/cdk';
import type { DestinationTidepoolDataConfig as Config } from '../../../spec/types/destination-tidepool-data.ts';
import { addressOf } from '../../tidepool-org/environment.ts';
import { openSession, type Session, whoAmI } from '../../tidepool-org/session.ts';
import { classify } from './classify.ts';
import { dataSetOf, type NewDataSet, type Origin } from './data-set.ts';
import { allPages } from './pages.ts';
import { type Posted, postRows, rowsOf } from './post-rows.ts';
import { readData } from './read-data.ts';
import { isServiceError } from './rejections.ts';
import {
  assertTidepoolResponse,
  created,
  type Endpoint,
  granted,
  type ListedDataSet,
  listed,
  optional,
  type ReadDatum,
} from './responses.ts';

/** Longer than the gateway's time limit of 60 seconds, so that the connector receives its response. */
const TIMEOUT_MS = 90_000;
const PAGE_SIZE = 1000;
/** Time limit for removing a data set that is not visible. */
const CLEAN_UP_MS = 30_000;

/**
 * The endpoints of Tidepool's data service (platform, data/service/api/v1/v1.go), with the paths whose gateway routes have a time
 * limit of 60 seconds, and the reading endpoint of tide-whisperer.
 */
export class DataApi {
  private readonly http: Http;
  private readonly session: Session;
  private readonly config: Config;
  private readonly origin: Origin;
  private readonly context: Context;

  constructor(config: Config, context: Context) {
    this.config = config;
    this.origin = { config, version: context.version };
    this.context = context;
    this.session = openSession(config.credentials, addressOf(config), context);
    this.http = context.http({
      ...addressOf(config),
      credentials: this.session.credentials,
      timeoutMs: TIMEOUT_MS,
      classify: (response) => classify(response, config.credentials),
      isProviderError: ({ text }) => isServiceError(text),
    });
  }

  /** Returns the id of the signed-in account. */
  whoAmI(): Promise<string> {
    return whoAmI(this.http);
  }

  /** The permissions of an account for the data of a user; undefined if it has none. */
  async permissions(userId: string, account: string): Promise<readonly string[] | undefined> {
    const { data } = await optional(
      404,
      this.http.request({
        method: 'GET',
        path: `/access/${pathSegment(userId)}/${pathSegment(account)}`,
        route: '/access/{userId}/{account}',
        idempotent: true,
        responseSchema: granted,
      }),
    );
    return data && Object.keys(data);
  }

  /** Creates a data set and returns its id. Not idempotent for a continuous one, which is listed immediately. */
  async create(userId: string, wanted: NewDataSet): Promise<string> {
    const { data } = await this.http.request({
      method: 'POST',
      path: `/v1/users/${pathSegment(userId)}/data_sets`,
      route: '/v1/users/{userId}/data_sets',
      json: dataSetOf(wanted, this.origin),
      idempotent: 'when-rejected',
      carriesRecords: false,
      responseSchema: created,
    });
    const id = data.data.uploadId ?? data.data.id;
    if (id !== undefined) return id;
    throw new ConnectorError(
      'transient',
      'Tidepool created a data set and did not return its id. Run the sync again; if this happens again, check proxies between the connector and Tidepool.',
      {
        code: 'ERR_NO_DATA_SET_ID',
      },
    );
  }

  /**
   * Lists the wanted data sets with the configured client name, newest first. The filter keeps memory small: a user may have very
   * many.
   */
  list(userId: string, isWanted: (set: ListedDataSet) => boolean): Promise<readonly ListedDataSet[]> {
    const name = this.config.client_name;
    return allPages(
      (page) => this.find(userId, { 'client.name': name, page, size: PAGE_SIZE }),
      PAGE_SIZE,
      isWanted,
    );
  }

  /** Lists the newest visible data sets of a device, of all clients: at most 1,000. */
  listDevice(userId: string, deviceId: string): Promise<readonly ListedDataSet[]> {
    return this.find(userId, { deviceId, size: PAGE_SIZE });
  }

  /** Verifies that the data service accepts the token and the user. */
  async probe(userId: string): Promise<void> {
    await this.find(userId, { size: 1 });
  }

  /**
   * Posts rows as a JSON array. The service accepts all or none, except that a failure may leave some of them stored. Throws
   * `ERR_REQUEST_UNREADABLE` if the service repeatedly can't parse the request.
   */
  post(id: string, body: readonly Uint8Array[]): Promise<Posted> {
    return postRows(this.http, id, body, this.context);
  }

  /**
   * Deletes rows of an open data set of this connector; all `selectors` have the same form. Not idempotent: a late first
   * request could delete rows that were posted after the second.
   */
  async deleteRows(id: string, selectors: readonly object[]): Promise<'done' | 'closed' | 'unknown'> {
    return this.change({ ...rowsOf(id, 'DELETE'), json: selectors });
  }

  /**
   * Closes a normal data set. `closed` (409) means that it was closed before, not that its rows are visible. `isRepeated`:
   * whether the request is repeated when the service rejects it for a moment.
   */
  async close(id: string, isRepeated: boolean): Promise<'done' | 'closed' | 'unknown'> {
    return this.change(
      {
        method: 'PUT',
        path: `/v1/data_sets/${pathSegment(id)}`,
        route: '/v1/data_sets/{id}',
        json: { dataState: 'closed' },
        carriesRecords: false,
      },
      isRepeated,
    );
  }

  /** Removes an unused data set of this sync. Sends one request, with a time limit of 30 seconds. */
  async remove(id: string): Promise<void> {
    await withTimeLimit(this.context.clock, CLEAN_UP_MS, () =>
      this.http.request({
        method: 'DELETE',
        path: `/v1/data_sets/${pathSegment(id)}`,
        route: '/v1/data_sets/{id}',
        expect: [200, 404],
        timeoutMs: 15_000,
      }),
    );
  }

  /** Counts the visible rows of a data set; undefined if this account may not read. Sends one request. */
  async visibleRows(userId: string, id: string): Promise<number | undefined> {
    return (await readData(this.http, userId, { uploadId: id }, false))?.length;
  }

  /** The visible data of a device between two times, both inclusive; undefined if this account may not read. */
  visible(
    userId: string,
    deviceId: string,
    [startDate, endDate]: readonly [from: string, to: string],
  ): Promise<readonly ReadDatum[] | undefined> {
    return readData(this.http, userId, { deviceId, startDate, endDate }, true);
  }

  /** Signs out if the connector signed in. */
  end(): Promise<void> {
    return this.session.end();
  }

  private async find(
    userId: string,
    query: NonNullable<HttpRequest['query']>,
  ): Promise<readonly ListedDataSet[]> {
    const { data } = await this.http.request({
      method: 'GET',
      path: `/v1/users/${pathSegment(userId)}/data_sets`,
      route: '/v1/users/{userId}/data_sets',
      query,
      idempotent: true,
      carriesRecords: false,
      responseSchema: listed,
    });
    return data;
  }

  /** Changes a data set. Repeated only when rejected, if at all. */
  private async change(
    request: HttpRequest & Endpoint,
    isRepeated = true,
  ): Promise<'done' | 'closed' | 'unknown'> {
    const response = await this.http.request({
      ...request,
      expect: [200, 404, 409],
      idempotent: isRepeated && 'when-rejected',
    });
    if (response.status !== 200) return response.status === 409 ? 'closed' : 'unknown';
    assertTidepoolResponse(response, request);
    return 'done';
  }
}
