import { delivered, destination, oneRowPerRequest, operation } from '@airbyte-ts/cdk';
import { z } from 'zod';
import spec from '../../spec/destination-tidepool-metrics.json' with { type: 'json' };
import type { DestinationTidepoolMetricsConfig as Config } from '../../spec/types/destination-tidepool-metrics.ts';
import { MetricsApi } from './api.ts';
import { EVENT_ID, Events } from './records.ts';
import { validateSettings } from './settings.ts';

type Row = Record<string, unknown>;

/**
 * Most bytes of a path with its query. The service accepts 16 KiB of request line and headers together and returns 431 for more
 * (Node's limit); a token alone may have 3 KiB.
 */
const MAX_ADDRESS_BYTES = 8_000;

export default destination<Config, MetricsApi>({
  name: 'destination-tidepool-metrics',
  displayName: 'Tidepool',
  spec,
  identitySettings: ['add_event_id'],
  validateConfig: validateSettings,
  connect: (config, context) => new MetricsApi(config, context),
  disconnect: (api) => api.endSession(),
  check: (api, _config, { log }) => api.check(log),
  operations: (config) => {
    const events = new Events(config);
    return [
      operation<Row, MetricsApi>({
        object: 'event',
        syncModes: ['append'],
        schema: schemaFor(config),
        unmappedColumns: 'keep',
        globalId: {
          field: EVENT_ID,
          advice: `Where their values are not unique in all streams, map the column to another name under Field Mappings (field_mappings), so that ${EVENT_ID} is derived.`,
        },
        rejectReason: (context) => events.rejectReason(context),
        serialize: (row, context) => events.address(row, context),
        framing: oneRowPerRequest,
        limits: { maxRows: 1, maxBytes: MAX_ADDRESS_BYTES },
        async deliver(batch, api) {
          await api.record(batch.row(0).text);
          return batch.all(delivered);
        },
      }),
    ];
  },
});

/** All columns become parameters, except those of the path: the event's name, and the user on the route of users. */
function schemaFor({ event_name_field, route }: Config): z.ZodType<Row> & z.ZodObject {
  const name = z.string().optional().describe('Name of the event.');
  const user = z.string().optional().describe('Id of the user that the event belongs to.');
  return z.looseObject({
    [event_name_field]: name,
    ...(route.target === 'user' && { [route.user_id_field]: user }),
  });
}
