import { ConnectorError, pathSegment, type RecordContext } from '#cdk';
import type { DestinationTidepoolMetricsConfig as Config } from '../../spec/types/destination-tidepool-metrics.ts';
import { MOST_PARAMETERS, parameters, query } from './parameters.ts';

type Data = Readonly<Record<string, unknown>>;

/** The parameter by which consumers tell a repeated event. */
export const EVENT_ID = 'eventId';

/** What makes a record an event, as configured. */
export class Events {
  private readonly config: Config;
  /** Columns that stand in the path and are no parameters. */
  private readonly inPath: readonly string[];

  constructor(config: Config) {
    const { event_name_field: name, route } = config;
    this.config = config;
    this.inPath = route.target === 'user' ? [name, route.user_id_field] : [name];
  }

  /** Why a record makes no event. */
  unfit({ record }: Pick<RecordContext, 'record'>): string | undefined {
    const { event_name_field: name, route } = this.config;
    if (this.nameOf(record) === '') return `${name} is missing, and the settings have no Default Event Name`;
    if (route.target === 'user' && this.userOf(record) === '')
      return `${route.user_id_field} is missing, and the settings have no User ID`;
    return undefined;
  }

  /** The request's path and query. Throws a `reject` error for a record that the service would cut. */
  address(row: Data, source: Pick<RecordContext, 'id'>): string {
    const { route, event_name_prefix: prefix, add_event_id } = this.config;
    const name = prefix ? `${prefix} - ${this.nameOf(row)}` : this.nameOf(row);
    const whose = {
      user: () => `user/${pathSegment(this.userOf(row))}`,
      thisuser: () => 'thisuser',
      server: () => `server/${pathSegment(route.target === 'server' ? route.server_name.trim() : '')}`,
    }[route.target]();
    // An empty id of the record's own would tell no repeat from a new event.
    const addsId = add_event_id && [undefined, null, ''].includes(row[EVENT_ID] as null);
    const pairs = parameters(row, addsId ? [...this.inPath, EVENT_ID] : this.inPath);
    if (pairs.length > MOST_PARAMETERS - 1) throw tooMany();
    const all = addsId ? [...pairs, [EVENT_ID, source.id()] as const] : pairs;
    return `/metrics/${whose}/${pathSegment(name)}${all.length > 0 ? `?${query(all)}` : ''}`;
  }

  private nameOf(data: Data): string {
    return textOf(data[this.config.event_name_field]) || this.config.default_event_name.trim();
  }

  private userOf(data: Data): string {
    const { route } = this.config;
    return route.target === 'user' ? textOf(data[route.user_id_field]) || route.user_id.trim() : '';
  }
}

function tooMany(): ConnectorError {
  return new ConnectorError(
    'reject',
    `The record has more than the ${MOST_PARAMETERS - 1} values that the service keeps of an event.`,
    { code: 'ERR_TOO_MANY_VALUES' },
  );
}

/** Names and ids may come as numbers and booleans, which become texts. */
function textOf(value: unknown): string {
  return value === null || value === undefined ? '' : String(value).trim();
}
