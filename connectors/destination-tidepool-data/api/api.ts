import {
  ConnectorError,
  type Context,
  configError,
  type Http,
  type HttpRequest,
  type HttpResponse,
  pathSegment,
  type RawResponse,
  withTimeLimit,
} from '#cdk';
import type { DestinationTidepoolDataConfig as Config } from '../../../spec/types/destination-tidepool-data.ts';
import { addressOf } from '../../tidepool-org/environment.ts';
import { openSession, type Session, tokenRefused, whoAmI } from '../../tidepool-org/session.ts';
import { USER_AGENT } from '../../tidepool-org/token.ts';
import { dataSetOf, type NewDataSet, settingsRefused } from './data-set.ts';
import { allPages } from './pages.ts';
import { type Refusal, refusalsIn } from './refusals.ts';
import {
  carriedOut,
  created,
  granted,
  type ListedDataSet,
  listed,
  optional,
  type ReadDatum,
  read,
} from './replies.ts';

/** What became of rows that were posted: taken, refused row by row, or the data set is closed or unknown. */
export type Posted =
  | { readonly is: 'taken' | 'closed' | 'unknown' }
  | { readonly is: 'refused'; readonly rows: readonly Refusal[] };

/** The gateway gives up after 60 seconds; whoever hangs up before it doesn't learn what happened. */
const TIMEOUT_MS = 90_000;
const PAGE = 1000;
/** For removing what is seen by no reader. */
const CLEAN_UP_MS = 30_000;

/**
 * The endpoints of Tidepool's data service (platform, data/service/api/v1/v1.go), in the spelling whose gateway routes wait for
 * 60 seconds, and the reading endpoint of tide-whisperer.
 */
export class DataApi {
  private readonly http: Http;
  private readonly session: Session;
  private readonly config: Config;
  private readonly clock: Context['clock'];

  constructor(config: Config, context: Context) {
    this.config = config;
    this.clock = context.clock;
    this.session = openSession(config.credentials, addressOf(config), context);
    this.http = context.http({
      ...addressOf(config),
      headers: { 'user-agent': USER_AGENT },
      credentials: this.session.credentials,
      timeoutMs: TIMEOUT_MS,
      classify: (answer) => this.classify(answer),
    });
  }

  whoAmI(): Promise<string> {
    return whoAmI(this.http);
  }

  /** What one account may do with another's data; undefined when it may do nothing. */
  async permissions(userId: string, account: string): Promise<readonly string[] | undefined> {
    const { data } = await optional(
      404,
      this.http.request({
        method: 'GET',
        path: `/access/${pathSegment(userId)}/${pathSegment(account)}`,
        route: '/access/{userId}/{account}',
        idempotent: true,
        reply: granted,
      }),
    );
    return data && Object.keys(data);
  }

  /** Makes a data set and gives its id. Not to be repeated blindly for a continuous one: it is listed at once. */
  async create(userId: string, wanted: NewDataSet): Promise<string> {
    const { data } = await this.http.request({
      method: 'POST',
      path: `/v1/users/${pathSegment(userId)}/data_sets`,
      route: '/v1/users/{userId}/data_sets',
      json: dataSetOf(wanted, this.config),
      idempotent: 'when-refused',
      reply: created,
    });
    const id = data.data.uploadId ?? data.data.id;
    if (id !== undefined) return id;
    throw new ConnectorError(
      'transient',
      'Tidepool made a data set and did not say its id. Run the sync again; if this goes on, check what stands between the connector and Tidepool.',
      {
        code: 'ERR_NO_DATA_SET_ID',
      },
    );
  }

  /** Those of the data sets of this connection's client name, newest first, that are wanted: a user may have very many. */
  list(userId: string, isWanted: (set: ListedDataSet) => boolean): Promise<readonly ListedDataSet[]> {
    const name = this.config.client_name;
    return allPages((page) => this.find(userId, { 'client.name': name, page, size: PAGE }), PAGE, isWanted);
  }

  /** The newest data sets of a device that can be seen, whoever made them: a thousand at most. */
  listDevice(userId: string, deviceId: string): Promise<readonly ListedDataSet[]> {
    return this.find(userId, { deviceId, size: PAGE });
  }

  /** Proves that the data service takes the token and knows the user. */
  async probe(userId: string): Promise<void> {
    await this.find(userId, { size: 1 });
  }

  /** Posts rows, a JSON array. All of them are taken or none, except that a breakdown may leave some behind. */
  async post(id: string, body: readonly Uint8Array[]): Promise<Posted> {
    const answer = await this.http.request({
      ...this.dataOf(id, 'POST'),
      body,
      headers: { 'content-type': 'application/json' },
      expect: [200, 400, 404, 409],
      idempotent: 'when-refused',
    });
    if (answer.status === 200) carriedOut(answer);
    if (answer.status !== 400)
      return { is: answer.status === 200 ? 'taken' : answer.status === 409 ? 'closed' : 'unknown' };
    return { is: 'refused', rows: refusalsIn(answer.data) };
  }

  /**
   * Deletes rows of an open data set that this connector made; `selectors` are of one kind. Not to be repeated blindly: a first
   * request that is late could delete what was posted after the second.
   */
  async deleteRows(id: string, selectors: readonly object[]): Promise<'done' | 'closed' | 'unknown'> {
    return outcomeOf(
      await this.http.request({
        ...this.dataOf(id, 'DELETE'),
        json: selectors,
        expect: [200, 404, 409],
        idempotent: 'when-refused',
      }),
    );
  }

  /** Closes a normal data set. 409 says that it was closed before, and not that its rows are visible. */
  async close(id: string): Promise<'done' | 'closed' | 'unknown'> {
    return outcomeOf(
      await this.http.request({
        method: 'PUT',
        path: `/v1/data_sets/${pathSegment(id)}`,
        route: '/v1/data_sets/{id}',
        json: { dataState: 'closed' },
        expect: [200, 404, 409],
        idempotent: 'when-refused',
      }),
    );
  }

  /** Removes a data set of this sync that came to nothing: once, and without a wait for longer than 30 seconds. */
  async remove(id: string): Promise<void> {
    await withTimeLimit(this.clock, CLEAN_UP_MS, () =>
      this.http.request({
        method: 'DELETE',
        path: `/v1/data_sets/${pathSegment(id)}`,
        route: '/v1/data_sets/{id}',
        expect: [200, 404],
        timeoutMs: 15_000,
      }),
    );
  }

  /** How many rows of a data set a reader sees; undefined where this account may upload but not read. Asks once. */
  async visibleRows(userId: string, id: string): Promise<number | undefined> {
    return (await this.read(userId, { uploadId: id }, false))?.length;
  }

  /** What a reader sees of a device between two moments, both included; undefined where this account may not read. */
  visible(
    userId: string,
    deviceId: string,
    [startDate, endDate]: readonly [from: string, to: string],
  ): Promise<readonly ReadDatum[] | undefined> {
    return this.read(userId, { deviceId, startDate, endDate }, true);
  }

  /** Signs out, where the connector signed in. */
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
      reply: listed,
    });
    return data;
  }

  private async read(
    userId: string,
    query: Readonly<Record<string, string>>,
    safe: boolean,
  ): Promise<readonly ReadDatum[] | undefined> {
    const { data } = await optional(
      403,
      this.http.request({
        method: 'GET',
        path: `/data/${pathSegment(userId)}`,
        route: '/data/{userId}',
        // Data of these sources are left out of some answers unless they are asked for.
        query: { ...query, carelink: true, dexcom: true, medtronic: true },
        idempotent: safe,
        reply: read,
      }),
    );
    // The reader's list also holds the data sets themselves, as data of the type `upload`.
    return data?.filter(({ type }) => type !== 'upload');
  }

  private dataOf(id: string, method: 'POST' | 'DELETE'): Pick<HttpRequest, 'method' | 'path' | 'route'> {
    return { method, path: `/v1/data_sets/${pathSegment(id)}/data`, route: '/v1/data_sets/{id}/data' };
  }

  private classify(answer: RawResponse): ConnectorError | undefined {
    const { status, text } = answer;
    if (status === 401) return tokenRefused(this.config.credentials);
    if (status === 403)
      return configError(
        'The Tidepool account may not upload data for this user. Check the User ID (user_id), and let the user (or their clinic) share upload rights with the account.',
        { code: 'ERR_NO_UPLOAD_RIGHT' },
      );
    return status === 400 ? settingsRefused(text) : undefined;
  }
}

function outcomeOf(answer: HttpResponse<string>): 'done' | 'closed' | 'unknown' {
  if (answer.status !== 200) return answer.status === 409 ? 'closed' : 'unknown';
  carriedOut(answer);
  return 'done';
}
