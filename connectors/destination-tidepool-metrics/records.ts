import { numberOf, pathSegment, type RecordContext, reject, stringifyByValue } from '@airbyte-ts/cdk';
import type { DestinationTidepoolMetricsConfig as Config } from '../../spec/types/destination-tidepool-metrics.ts';
import { MAX_PARAMETERS, parameters, query } from './parameters.ts';

type Data = Readonly<Record<string, unknown>>;

/** The parameter by which consumers recognise a repeated event. */
export const EVENT_ID = 'eventId';

/** Turns records into events as the configuration defines. */
export class Events {
  private readonly config: Config;
  /** Columns that are part of the path, not parameters. */
  private readonly inPath: readonly string[];

  constructor(config: Config) {
    const { event_name_field: name, route } = config;
    this.config = config;
    this.inPath = route.target === 'user' ? [name, route.user_id_field] : [name];
  }

  /** Returns why a record can't become an event, or undefined. */
  rejectReason({ record }: Pick<RecordContext, 'record'>): string | undefined {
    const { event_name_field: name, route } = this.config;
    if (this.nameOf(record) === '')
      return `${name} is missing, and Default Event Name (default_event_name) is empty`;
    if (route.target === 'user' && this.userOf(record) === '')
      return `${route.user_id_field} is missing, and Route > User ID (route.user_id) is empty`;
    return undefined;
  }

  /**
   * Path and query of the request. Throws a `reject` error for a record that the service would truncate, or whose name or user
   * no path can contain.
   */
  address(row: Data, context: Pick<RecordContext, 'id'>): string {
    const { route, event_name_field: field, event_name_prefix: prefix, add_event_id } = this.config;
    const name = prefix.trim() === '' ? this.nameOf(row) : `${prefix.trim()} - ${this.nameOf(row)}`;
    const target = {
      user: () => `user/${segmentOf(route.target === 'user' ? route.user_id_field : '', this.userOf(row))}`,
      thisuser: () => 'thisuser',
      server: () => `server/${pathSegment(route.target === 'server' ? route.server_name.trim() : '')}`,
    }[route.target]();
    // An empty id, or an empty object, could not distinguish a repeated event from a new one.
    const addsId = add_event_id && ['', '{}'].includes(textOf(row[EVENT_ID]));
    const pairs = parameters(row, addsId ? [...this.inPath, EVENT_ID] : this.inPath);
    if (pairs.length > MAX_PARAMETERS - 1)
      throw reject(
        `the record has more than the ${MAX_PARAMETERS - 1} values that the service keeps of an event`,
      );
    const all = addsId ? [...pairs, [EVENT_ID, context.id()] as const] : pairs;
    return `/metrics/${target}/${segmentOf(field, name)}${all.length > 0 ? `?${query(all)}` : ''}`;
  }

  private nameOf(data: Data): string {
    return textOf(data[this.config.event_name_field]) || this.config.default_event_name.trim();
  }

  private userOf(data: Data): string {
    const { route } = this.config;
    return route.target === 'user' ? textOf(data[route.user_id_field]) || route.user_id.trim() : '';
  }
}

/** Encodes the value of a column. Names the column if a path can't contain it; a setting in its place was validated before. */
function segmentOf(column: string, value: string): string {
  try {
    return pathSegment(value);
  } catch {
    throw reject(
      `${column} cannot be part of the address of an event: it is "." or "..", or contains control characters or broken Unicode`,
    );
  }
}

/**
 * Numbers and booleans as names and ids become texts; objects and lists become JSON, which validation rejects where they are not
 * allowed.
 */
function textOf(value: unknown): string {
  if (value === null || value === undefined) return '';
  const isContainer = typeof value === 'object' && numberOf(value) === undefined;
  return isContainer ? stringifyByValue(value) : String(value).trim();
}
