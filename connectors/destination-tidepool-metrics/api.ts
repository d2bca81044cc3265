import {
  ConnectorError,
  type Context,
  configError,
  type Http,
  type HttpOptions,
  type Log,
  type RawResponse,
} from '@airbyte-ts/cdk';
import type { DestinationTidepoolMetricsConfig as Config } from '../../spec/types/destination-tidepool-metrics.ts';
import { addressOf } from '../tidepool-org/environment.ts';
import { openSession, type Session, tokenRejectionError, whoAmI } from '../tidepool-org/session.ts';

/** The gateway makes three attempts of 15 seconds. */
const TIMEOUT_MS = 60_000;

/** The service confirms an event with an empty body; a proxy may replace that by an empty value. */
const NO_CONTENT = /^\s*(ok|"ok"|\{\s*\}|null)?\s*$/i;

/**
 * Tidepool's metrics service, highwater (lib/routes/highwaterApi.js): one GET records one event, and returns 200 with an empty
 * body if the event is stored. It has no dry run and does not detect duplicates.
 */
export class MetricsApi {
  private readonly http: Http;
  /** Client without credentials, for the public status endpoint. */
  private readonly withoutToken: Http;
  private readonly session: Session | undefined;
  private readonly config: Config;

  constructor(config: Config, context: Context) {
    const { credentials } = config;
    this.config = config;
    this.session =
      credentials.auth_type === 'none' ? undefined : openSession(credentials, addressOf(config), context);
    const service: HttpOptions = {
      ...addressOf(config),
      // A cache in between would return an earlier response, and the event would be lost.
      headers: { 'cache-control': 'no-cache' },
      timeoutMs: TIMEOUT_MS,
      classify: (response) => this.classify(response),
    };
    this.withoutToken = context.http(service);
    this.http = this.session
      ? context.http({ ...service, credentials: this.session.credentials })
      : this.withoutToken;
  }

  /** Records an event. `address` is its path with the query. */
  async record(address: string): Promise<void> {
    const { data } = await this.http.request({
      method: 'GET',
      path: address,
      route: `/metrics/${this.config.route.target}/…`,
      expect: [200],
    });
    if (!NO_CONTENT.test(data)) throw unexpectedBody();
  }

  /** Verifies without recording an event that the service is reachable and the credentials are valid. */
  async check(log: Log): Promise<void> {
    const { route } = this.config;
    if (!this.session && route.target !== 'user') throw tokenNeeded();
    if (!this.session)
      log.warn(
        'Credentials (credentials) are None. Tidepool documents this for the route, but its service currently requires a token. The check cannot verify it, so the first sync may fail.',
      );
    await this.withoutToken.request({
      method: 'GET',
      path: '/metrics/status',
      idempotent: true,
      expect: [200],
    });
    // A server token belongs to no user, so the endpoint of the current user rejects it.
    if (this.session && route.target === 'server') await this.checkServerToken(this.session, log);
    else if (this.session) await whoAmI(this.http);
  }

  private async checkServerToken(session: Session, log: Log): Promise<void> {
    const isServer = await session.isServer();
    if (isServer === false) throw wrongTokenType(this.config);
    if (isServer === undefined)
      log.warn(
        'The check could not verify that Credentials (credentials) give a valid server token, which the Route (route) for servers requires: Tidepool reports this only for tokens that begin with kc:. A wrong token makes the first sync fail.',
      );
  }

  async endSession(): Promise<void> {
    await this.session?.end();
  }

  private classify(response: RawResponse): ConnectorError | undefined {
    const { status, text } = response;
    const { credentials } = this.config;
    if (status !== 401) return undefined;
    if (credentials.auth_type === 'none') return tokenNeeded();
    if (text.includes('Insufficient Permissions')) return wrongTokenType(this.config);
    return tokenRejectionError(credentials);
  }
}

function unexpectedBody(): ConnectorError {
  return new ConnectorError(
    'transient',
    'Tidepool responded to an event with 200 and content, which its service does not send: it is unknown whether the event was recorded. Check proxies between the connector and Tidepool.',
    { code: 'ERR_UNREADABLE_RESPONSE', status: 200 },
  );
}

function tokenNeeded(): ConnectorError {
  return configError(
    'Tidepool asks for a token on this route. Choose Credentials (credentials) other than None.',
    {
      code: 'ERR_TOKEN_NEEDED',
    },
  );
}

function wrongTokenType({ route }: Config): ConnectorError {
  return configError(
    route.target === 'server'
      ? 'Tidepool records the events of a server only with a server token. Enter one as Session Token (credentials.session_token), or choose another Route (route).'
      : 'Tidepool records the events of a user only with the token of a user, and this is the token of a server. Choose the Route (route) for servers, or other Credentials (credentials).',
    { code: 'ERR_WRONG_KIND_OF_TOKEN' },
  );
}
